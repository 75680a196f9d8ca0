package theory

import "math"

// winners are an activation's averages over what a max pool passes on: over the
// largest φ(z) of a window of n pixels, whose z ~ N(0, q) have a correlation c
// with each other.
type winners struct {
	square, mean float64 // E[φ²], E[φ] of the winner
	slope        float64 // E[φ′²|winner]
	// common are the squares of the coefficients, in normalised Hermite
	// polynomials, of E[φ of the winner | what the window has in common].
	common []float64
}

// Pieces that N(0,1) is cut into: of what is a pixel's own, and, where two things
// decide who wins, coarsely of each part.
const winnerCells, coarseCells, winnerTerms = 240, 14, 40

// cell is a piece of the normal distribution: where it is and what it weighs.
type cell struct{ at, weight float64 }

// normalCells cut N(0,1) into n pieces of equal width from −end to end, which the tails
// are added to.
func normalCells(n int, end float64) []cell {
	cells := make([]cell, n)
	width := 2 * end / float64(n)
	below := 0.0
	for i := range cells {
		right := -end + width*float64(i+1)
		upTo := math.Erfc(-right/math.Sqrt2) / 2
		if i == n-1 {
			upTo = 1
		}
		cells[i] = cell{right - width/2, upTo - below}
		below = upTo
	}
	return cells
}

// winners integrates over what all pixels of the window have in common, and
// for each value of it over the pixels' own parts, which are independent: with
// C(x) the chance that one pixel's φ is at most x, that of all n is Cⁿ.
func (a Activation) winners(q, c float64, n int) winners {
	q = math.Max(q, smallest) + a.noise()
	c = math.Min(math.Max(c, 0), 1)
	own := normalCells(winnerCells, 6)
	var w winners
	coefficients := make([]float64, winnerTerms)
	outcomes := make([]outcome, len(own))
	for i, s := range middle().nodes {
		weight := middle().weights[i]
		for j, o := range own {
			outcomes[j] = a.outcome(0, math.Sqrt(c*q)*s+math.Sqrt((1-c)*q)*o.at, o.weight)
		}
		mean := w.add(weight, outcomes, n)
		project(coefficients, s, weight*mean)
	}
	for _, f := range coefficients {
		w.common = append(w.common, f*f)
	}
	return w
}

// outcome is what value and φ′² a pixel may have, and how likely.
type outcome struct{ value, slope, weight float64 }

// outcome of a pixel whose value is x + φ(z).
func (a Activation) outcome(x, z, weight float64) outcome {
	d := a.D(z, a.Slope)
	return outcome{x + a.F(z, a.Slope), d * d, weight}
}

// add averages over one window, whose n pixels have outcomes each, and returns
// the mean of the winner.
func (w *winners) add(weight float64, outcomes []outcome, n int) float64 {
	sortByValue(outcomes)
	upTo, wonBelow, mean := 0.0, 0.0, 0.0
	for _, o := range outcomes {
		upTo += o.weight
		won := powerOf(upTo, n)
		chance := won - wonBelow
		wonBelow = won
		mean += chance * o.value
		w.square += weight * chance * o.value * o.value
		w.slope += weight * chance * o.slope
	}
	w.mean += weight * mean
	return mean
}

// sortByValue inserts each outcome in its place: activations rise but for a dip, so that
// they are nearly sorted, and the library's sort of a type is 18 kB of the download.
func sortByValue(outcomes []outcome) {
	for i, o := range outcomes {
		for ; i > 0 && outcomes[i-1].value > o.value; i-- {
			outcomes[i] = outcomes[i-1]
		}
		outcomes[i] = o
	}
}

// powerOf is xⁿ.
func powerOf(x float64, n int) float64 {
	p := 1.0
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			p *= x
		}
		x *= x
	}
	return p
}

// stream is what a skip connection carries past a layer, as pixels of a normal
// distribution with a correlation between neighbours.
type stream struct{ mean, variance, like float64 }

// skipped are the winners by x + scale·φ(z), x carried by a skip connection.
func (a Activation) skipped(q, c, scale float64, x stream, n int) winners {
	scaled := a
	scaled.F = func(u, slope float64) float64 { return scale * a.F(u, slope) }
	cells := normalCells(coarseCells, 3.5)
	outcomes := make([]outcome, 0, coarseCells*coarseCells)
	var w winners
	q += a.noise()
	for _, sx := range cells {
		for _, sz := range cells {
			outcomes = outcomes[:0]
			if sx.weight*sz.weight < 1e-5 {
				continue
			}
			for _, ox := range cells {
				for _, oz := range cells {
					at := x.mean + math.Sqrt(x.variance)*(math.Sqrt(x.like)*sx.at+math.Sqrt(1-x.like)*ox.at)
					z := math.Sqrt(c*q)*sz.at + math.Sqrt((1-c)*q)*oz.at
					outcomes = append(outcomes, scaled.outcome(at, z, ox.weight*oz.weight))
				}
			}
			w.add(sx.weight*sz.weight, outcomes, n)
		}
	}
	return w
}

// apart is the cosine of what two neighbouring windows pass on. Correlations of
// pixels fall with distance as powers do, and the pixels of two windows lie about
// twice as far from each other as those of one: what two windows have in
// common is correlated as the pixels of one are.
func (w winners) apart(c float64) float64 {
	if w.square == 0 {
		return 0
	}
	return power(w.common, math.Max(c, 0)) / w.square
}
