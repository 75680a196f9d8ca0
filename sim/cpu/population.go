package cpu

// measureNorms makes every batchNorm take its statistics over all p.n examples
// of x. That is one forward pass over a batch that the layers' own buffers are
// too small for: it goes layer by layer, each in minibatches of up to batch.
func (net *network) measureNorms(x []float32, p pass, batch int) {
	if net.norms {
		net.spare.put(net.measureLayers(net.layers, x, p, batch))
	}
}

// measureLayers returns the layers' output, in a room that the caller gives
// back.
func (net *network) measureLayers(layers sequence, x []float32, p pass, batch int) []float32 {
	var room []float32
	for _, l := range layers {
		switch l := l.(type) {
		case *batchNorm:
			l.measure(x)
		case *residual: // its branch first, for the statistics alone
			net.spare.put(net.measureLayers(l.branch, x, p, batch))
		}
		y := net.runFrozen(l, x, p, batch)
		net.spare.put(room)
		room, x = y, y
	}
	return room
}

// runFrozen runs one layer over p.n examples, a minibatch at a time.
func (net *network) runFrozen(l layer, x []float32, p pass, batch int) []float32 {
	var y []float32
	n := p.n
	in := len(x) / n
	for from := 0; from < n; from += batch {
		p.rest()
		p.n = min(batch, n-from)
		part := net.runAtOnce(l, x[from*in:][:p.n*in], p)
		if y == nil {
			y = net.spare.take(len(part) / p.n * n)
		}
		copy(y[from*len(part)/p.n:], part)
	}
	return y
}

// runAtOnce runs one layer and does not leave it to a tape.
func (net *network) runAtOnce(l layer, x []float32, p pass) (y []float32) {
	net.perform(func(k kernels) {
		p.kernels = k
		y = l.forward(x, p)
	})
	return y
}

// rooms keeps slices for another use.
type rooms [][]float32

// take returns a slice of n values that hold anything.
func (r *rooms) take(n int) []float32 {
	for i, s := range *r {
		if cap(s) >= n {
			last := len(*r) - 1
			(*r)[i] = (*r)[last]
			*r = (*r)[:last]
			return s[:n]
		}
	}
	return make([]float32, n)
}

func (r *rooms) put(s []float32) {
	if s != nil {
		*r = append(*r, s)
	}
}
