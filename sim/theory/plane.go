package theory

// plane holds one number for each pixel of an image, row by row.
type plane struct {
	rows, cols int
	at         []float64
}

// flat is a plane of equal numbers.
func flat(rows, cols int, v float64) plane {
	p := plane{rows, cols, make([]float64, rows*cols)}
	for i := range p.at {
		p.at[i] = v
	}
	return p
}

func (p plane) mean() float64 {
	sum := 0.0
	for _, v := range p.at {
		sum += v
	}
	return sum / float64(len(p.at))
}

func (p plane) each(f func(v float64) float64) plane {
	out := flat(p.rows, p.cols, 0)
	for i, v := range p.at {
		out.at[i] = f(v)
	}
	return out
}

// with combines two planes of one size.
func (p plane) with(q plane, f func(a, b float64) float64) plane {
	out := flat(p.rows, p.cols, 0)
	for i, v := range p.at {
		out.at[i] = f(v, q.at[i])
	}
	return out
}

func (p plane) times(k float64) plane { return p.each(func(v float64) float64 { return k * v }) }

// padded is the mean over the k×k pixels around each one, of which those beyond
// the edges are 0: per axis v ← (v₋ + v + v₊)/3 for k = 3. It takes the mean
// square of the inputs of a convolution with zero padding to that of its
// outputs, and, as its own transpose, that of the gradient back.
func (p plane) padded(k int) plane {
	across := flat(p.rows, p.cols, 0)
	for y := range p.rows {
		smooth(across.at[y*p.cols:], p.at[y*p.cols:], p.cols, 1, k)
	}
	down := flat(p.rows, p.cols, 0)
	for x := range p.cols {
		smooth(down.at[x:], across.at[x:], p.rows, p.cols, k)
	}
	return down
}

// smooth writes the means of k neighbours of n numbers that lie stride apart.
func smooth(to, from []float64, n, stride, k int) {
	for i := range n {
		sum := 0.0
		for j := max(0, i-k/2); j <= min(n-1, i+k/2); j++ {
			sum += from[j*stride]
		}
		to[i*stride] = sum / float64(k)
	}
}

// pooled is the mean of each window of size×size pixels. What fills no window
// is left out.
func (p plane) pooled(size int) plane {
	out := flat(p.rows/size, p.cols/size, 0)
	for i, v := range p.at {
		if y, x := i/p.cols/size, i%p.cols/size; y < out.rows && x < out.cols {
			out.at[y*out.cols+x] += v / float64(size*size)
		}
	}
	return out
}

// unpooled gives each pixel of a larger plane the number of its window, and 0
// where it belongs to none.
func (p plane) unpooled(rows, cols, size int) plane {
	out := flat(rows, cols, 0)
	for i := range out.at {
		if y, x := i/cols/size, i%cols/size; y < p.rows && x < p.cols {
			out.at[i] = p.at[y*p.cols+x]
		}
	}
	return out
}

// shifted is what lies so many rows and columns further on, 0 beyond the edges.
func (p plane) shifted(dy, dx int) plane {
	out := flat(p.rows, p.cols, 0)
	for i := range out.at {
		y, x := i/p.cols+dy, i%p.cols+dx
		if y >= 0 && y < p.rows && x >= 0 && x < p.cols {
			out.at[i] = p.at[y*p.cols+x]
		}
	}
	return out
}
