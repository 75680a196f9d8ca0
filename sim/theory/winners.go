package theory

import (
	"math"
	"slices"
)

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

// winnerCells divide the normal distribution of what is a pixel's own.
const winnerCells, winnerEnd, winnerTerms = 240, 6.0, 40

// cell is a piece of the normal distribution: where it is and what it weighs.
type cell struct{ at, weight float64 }

// normalCells cut N(0,1) into pieces of equal width.
func normalCells() []cell {
	cells := make([]cell, winnerCells)
	const width = 2 * winnerEnd / winnerCells
	below := 0.0
	for i := range cells {
		end := -winnerEnd + width*float64(i+1)
		upTo := math.Erfc(-end/math.Sqrt2) / 2
		if i == winnerCells-1 {
			upTo = 1
		}
		cells[i] = cell{end - width/2, upTo - below}
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
	own := normalCells()
	var w winners
	coefficients := make([]float64, winnerTerms)
	for i, s := range hermite().nodes {
		weight := hermite().weights[i]
		if weight < 1e-15 {
			continue
		}
		square, mean, slope := a.winner(math.Sqrt(c*q)*s, math.Sqrt((1-c)*q), own, n)
		w.square += weight * square
		w.mean += weight * mean
		w.slope += weight * slope
		project(coefficients, s, weight*mean)
	}
	for _, f := range coefficients {
		w.common = append(w.common, f*f)
	}
	return w
}

// outcome is what φ and φ′² a pixel may have, and how likely.
type outcome struct{ value, slope, weight float64 }

// winner averages over one window, whose pixels are at a common place plus a
// deviation times their own parts.
func (a Activation) winner(common, deviation float64, own []cell, n int) (square, mean, slope float64) {
	outcomes := make([]outcome, len(own))
	for i, o := range own {
		z := common + deviation*o.at
		d := a.D(z, a.Slope)
		outcomes[i] = outcome{a.F(z, a.Slope), d * d, o.weight}
	}
	byValue := func(x, y outcome) int { return compare(x.value, y.value) }
	if !slices.IsSortedFunc(outcomes, byValue) {
		slices.SortFunc(outcomes, byValue)
	}
	upTo, wonBelow := 0.0, 0.0
	for _, o := range outcomes {
		upTo += o.weight
		won := math.Pow(upTo, float64(n))
		chance := won - wonBelow
		wonBelow = won
		square += chance * o.value * o.value
		mean += chance * o.value
		slope += chance * o.slope
	}
	return square, mean, slope
}

func compare(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
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
