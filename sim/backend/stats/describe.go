package stats

import (
	"math"
	"slices"

	"backflow/sim/nn"
	"backflow/sim/num"
)

// Real is the precision in which a backend holds its numbers.
type Real interface{ float32 | float64 }

// View is one observed layer as a backend has it in memory after a
// forward and a backward pass over one minibatch. All slices are row-major:
// Z, A and Delta (batch, units, pixels), with one pixel behind a dense layer
// and the image's behind a conv layer; W and DW (units, fan-in), as
// nn.Spec.Tensors has them. Nothing is changed or kept.
type View[T Real] struct {
	Z     []T // pre-activations: what φ is applied to (noise included)
	A     []T // φ(Z); the same slice as Z where no activation follows
	D     []T // φ′(Z) if the backend has it, which saves half the work; else nil
	Delta []T // ∂C/∂Z
	W, DW []T
	// UpdateRMS is the RMS of what the next step would add to W.
	UpdateRMS float64
	// Lost is how many values of W the next step leaves as they are: see Lost.
	Lost int
	// Squares are sums of squares, from a backend that has them at little cost;
	// else nil.
	Squares *Squares
}

// Squares are the sums of the squares of a View's values; that of D counts where there
// is a D.
type Squares struct{ A, D, Delta, W, DW float64 }

// Sample chooses what a description of layers holds beyond the figures of each.
type Sample struct {
	// Units is the most units a layer to sample (the first ones); the matrices
	// between sampled units come with them. 0 means none.
	Units int
	// Maps is the most channels of a conv layer whose feature maps to sample.
	Maps int
	// Histograms asks for the per-layer histograms.
	Histograms bool
}

// Describe computes the statistics of every observed layer of spec from
// what a backend holds. It is for backends whose numbers are in main memory;
// sums run in float64, so that squares of small gradients do not underflow.
// The spec must be a valid one and views must be as spec.Observed lists them.
func Describe[T Real](spec nn.Spec, batch int, views []View[T], sample Sample) []Layer {
	observed, err := spec.Observed()
	if err != nil || len(observed) != len(views) {
		return nil
	}
	blocked := blockedGradients(spec, observed, batch, views)
	stats := make([]Layer, len(views))
	for i, v := range views {
		d := newDescriber(observed[i], v, blocked[i], batch)
		stats[i] = d.describe()
		if sample.Units > 0 {
			d.sample(&stats[i], sample.Units)
		}
		if d.pixels > 1 {
			d.maps(&stats[i], sample.Maps)
		}
		if sample.Histograms {
			stats[i].ActHist = LinearHistogram(v.A)
			stats[i].DeltaHist = LogHistogram(v.Delta)
			stats[i].DWHist = LogHistogram(v.DW)
		}
	}
	SetFactors(stats)
	return stats
}

// SetFactors fills in Factor and Rest of all layers of a network, from the input on.
func SetFactors(stats []Layer) {
	for i := range stats {
		stats[i].Factor = math.NaN()
		if i+1 < len(stats) {
			stats[i].Factor = stats[i].DeltaRMS / stats[i+1].DeltaRMS
		}
		stats[i].Rest = stats[i].Factor / stats[i].SlopeRMS
	}
}

// describer computes the statistics of one layer.
type describer[T Real] struct {
	nn.ObservedLayer
	view    View[T]
	batch   int
	pixels  int
	units   []unitTally
	slopes  []T // φ′ of every pre-activation
	blocked blocked[T]

	sum              float64 // Σ a
	zeros, underflow int     // of δ: see Layer
}

// unitTally is what one unit does on the whole minibatch.
type unitTally struct {
	saturated int     // (example, pixel) pairs
	alive     bool    // a is not always 0
	squares   float64 // Σ δ²
}

// newDescriber goes through the minibatch once.
func newDescriber[T Real](layer nn.ObservedLayer, v View[T], blocked blocked[T], batch int) *describer[T] {
	d := &describer[T]{
		ObservedLayer: layer, view: v, batch: batch, blocked: blocked,
		pixels: layer.Out.H * layer.Out.W, units: make([]unitTally, layer.Units),
	}
	d.slopes = d.derived()
	for example := range batch {
		if d.pixels == 1 {
			d.tallyRow(example)
			continue
		}
		for unit := range d.units {
			d.tally(example, unit)
		}
	}
	return d
}

// tallyRow takes in what the units of a dense layer do for an example.
func (d *describer[T]) tallyRow(example int) {
	limit, first := SaturationLimit(d.Act), d.first(example, 0)
	units := d.units
	a, delta, slopes := d.view.A[first:][:len(units)], d.view.Delta[first:][:len(units)], d.slopes[first:][:len(units)]
	for i := range units {
		u, wide := &units[i], float64(delta[i])
		if math.Abs(float64(slopes[i])) < limit {
			u.saturated++
		}
		if a[i] != 0 {
			u.alive = true
		}
		d.sum += float64(a[i])
		u.squares += float64(wide * wide)
		if math.Abs(wide) < nn.SmallestNormal {
			d.small(example, first+i)
		}
	}
}

// derived is φ′ of every pre-activation.
func (d *describer[T]) derived() []T {
	if d.view.D != nil {
		return d.view.D
	}
	slopes := make([]T, len(d.view.Z))
	for i, z := range d.view.Z {
		slopes[i] = T(d.Act.D(float64(z), d.Slope))
	}
	return slopes
}

// tally takes in what a channel of a conv layer does for an example. An image is small
// enough for the fastest memory, so that each figure has a short loop of its own.
func (d *describer[T]) tally(example, unit int) {
	u := &d.units[unit]
	if limit := SaturationLimit(d.Act); limit > 0 {
		u.saturated += below(d.at(d.slopes, example, unit), limit)
	}
	a := d.at(d.view.A, example, unit)
	u.alive = u.alive || slices.ContainsFunc(a, func(x T) bool { return x != 0 })
	for _, x := range a {
		d.sum += float64(x)
	}
	d.gradients(u, example, unit)
}

// below counts the values that are smaller in size than a limit.
func below[T Real](xs []T, limit float64) (n int) {
	for _, x := range xs {
		if math.Abs(float64(x)) < limit {
			n++
		}
	}
	return n
}

// gradients takes in a unit's δ: the squares, and which are too small.
func (d *describer[T]) gradients(u *unitTally, example, unit int) {
	first, squares := d.first(example, unit), u.squares
	for i, x := range d.at(d.view.Delta, example, unit) {
		wide := float64(x)
		squares += float64(wide * wide)
		if math.Abs(wide) < nn.SmallestNormal {
			d.small(example, first+i)
		}
	}
	u.squares = squares
}

// small takes in a δ that is too small for float32's normal range: a zero that a zero
// factor explains, or an underflow.
func (d *describer[T]) small(example, i int) {
	if d.view.Delta[i] == 0 && d.blocked.at(example, i) {
		d.zeros++
	} else {
		d.underflow++
	}
}

func (d *describer[T]) describe() Layer {
	s := Layer{Name: d.Name, Units: d.Units, FanIn: d.FanIn, ActMean: d.sum / float64(max(len(d.view.A), 1))}
	d.sizes(&s)
	s.UpdateRatio = d.view.UpdateRMS / s.WRMS
	s.Lost = share(d.view.Lost, len(d.view.W))
	s.Zeros, s.Underflow = share(d.zeros, len(d.view.Delta)), share(d.underflow, len(d.view.Delta))
	s.Saturated, s.Dead = d.shares()
	return s
}

// shares are those of saturated (example, unit) pairs and of dead units.
func (d *describer[T]) shares() (saturated, dead float64) {
	var ns, nd int
	for _, u := range d.units {
		ns += u.saturated
		if !u.alive {
			nd++
		}
	}
	return share(ns, len(d.view.Z)), share(nd, d.Units)
}

// sizes fills in the RMS of everything.
func (d *describer[T]) sizes(s *Layer) {
	v := d.view
	if q := v.Squares; q != nil {
		s.ActRMS, s.DeltaRMS = rootMean(q.A, len(v.A)), rootMean(q.Delta, len(v.Delta))
		s.WRMS, s.DWRMS = rootMean(q.W, len(v.W)), rootMean(q.DW, len(v.DW))
	} else {
		s.ActRMS, s.DeltaRMS, s.WRMS, s.DWRMS = RMS(v.A), RMS(v.Delta), RMS(v.W), RMS(v.DW)
	}
	if q := v.Squares; q != nil && v.D != nil {
		s.SlopeRMS = rootMean(q.D, len(v.D))
	} else {
		s.SlopeRMS = RMS(d.slopes)
	}
}

func rootMean(sum float64, n int) float64 { return math.Sqrt(sum / float64(max(n, 1))) }

// at returns the values of one unit for one example: one, or a channel's.
func (d *describer[T]) at(xs []T, example, unit int) []T {
	from := d.first(example, unit)
	return xs[from : from+d.pixels]
}

// first is the place of the first of them.
func (d *describer[T]) first(example, unit int) int { return (example*d.Units + unit) * d.pixels }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func mean[T Real](xs []T) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += float64(x)
	}
	return sum / float64(max(len(xs), 1))
}

// RMS is the root of the mean square, 0 of nothing. Where the squares would
// leave float64's range they are scaled, so that 1e-200 is not taken for 0.
func RMS[T Real](xs []T) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += float64(x) * float64(x)
	}
	if sum < 0x1p-900 || sum > 0x1p1000 {
		return scaledRMS(xs)
	}
	return math.Sqrt(sum / float64(len(xs)))
}

func scaledRMS[T Real](xs []T) float64 {
	largest := 0.0
	for _, x := range xs {
		largest = max(largest, math.Abs(float64(x)))
	}
	if largest == 0 || !num.Finite(largest) {
		return largest
	}
	sum := 0.0
	for _, x := range xs {
		r := float64(x) / largest
		sum += r * r
	}
	return largest * math.Sqrt(sum/float64(len(xs)))
}
