package inspect

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"backflow/sim/nn"
)

// Unit is a unit with the factors of its gradient, for the example on show. Of a
// conv layer it is the channel at one position: where the weight's, or else the unit's,
// gradient is largest.
type Unit struct {
	At       int    `json:"at"`       // that position, row by row; 0 of a dense layer
	Inputs   Sum    `json:"inputs"`   // Σ w·x, over what the unit takes in
	Bias     Number `json:"bias"`     // b
	Own      Number `json:"own"`      // Σ w·x + b
	Z        Number `json:"z"`        // what φ is applied to: Own, normalised, with noise
	Y        Number `json:"y"`        // φ(z)
	Slope    Number `json:"slope"`    // φ′(z)
	Arrives  Number `json:"arrives"`  // ∂E/∂y
	Delta    Number `json:"delta"`    // ∂E/∂z = ∂E/∂y·φ′(z)
	Gain     Number `json:"gain"`     // γ/σ of the normalisation; 1 without
	Shared   Number `json:"shared"`   // what goes by way of its mean and its variance; 0 without
	DeltaOwn Number `json:"deltaOwn"` // ∂E/∂(Σwx + b) = ∂E/∂z·Gain + Shared
	DeltaRMS Number `json:"deltaRMS"` // of ∂C/∂z, over the minibatch and all positions
	Way      Way    `json:"way"`      // how ∂E/∂y comes about
}

// Sum is a sum of products with its largest terms written out.
type Sum struct {
	Terms  []Term `json:"terms"`
	Others int    `json:"others"` // terms that are not
	Rest   Number `json:"rest"`   // and their sum
}

// Term is one product.
type Term struct {
	Index int    `json:"index"`
	W     Number `json:"w"`
	By    Number `json:"by"`
	Value Number `json:"value"`
}

// mostTerms is how many terms of a Sum are written out.
const mostTerms = 4

// bySize sorts terms, the largest first. (slices.SortStableFunc would be compiled anew for
// them.)
type bySize []Term

func (t bySize) Len() int      { return len(t) }
func (t bySize) Swap(i, j int) { t[i], t[j] = t[j], t[i] }
func (t bySize) Less(i, j int) bool {
	return cmp.Less(math.Abs(float64(t[j].Value)), math.Abs(float64(t[i].Value)))
}

// summed keeps the largest of terms.
func summed(terms []Term) Sum {
	byIndex := slices.Clone(terms)
	sort.Stable(bySize(terms))
	n := min(mostTerms, len(terms))
	s := Sum{Terms: slices.Clone(terms[:n]), Others: len(terms) - n}
	if len(byIndex) <= mostTerms+1 {
		return Sum{Terms: byIndex}
	}
	for _, t := range terms[n:] {
		s.Rest += t.Value
	}
	return s
}

// index is the place of an example's unit at a position in what the layer gives.
func (v *view) index(example, unit, at int) int {
	return (example*v.o.Units+unit)*v.pixels + at
}

// input is what the weight at a place of the unit's fan-in multiplies, at a position of an
// example; 0 in a padding, 1 for the bias.
func (v *view) input(example, fan, at int) float64 {
	x := v.o.Node.In[example*len(v.o.Node.In)/v.Batch:]
	if fan < 0 {
		return 1
	}
	if v.conv == nil {
		return x[fan]
	}
	if pixel := under(v.conv, fan, at); pixel >= 0 {
		return x[pixel]
	}
	return 0
}

// under is the input pixel that a place of a kernel lies on, −1 in the padding.
func under(c *nn.Conv, fan, at int) int {
	y := at/c.Out.W*c.Stride - c.Pad + fan/c.KernelW%c.Kernel
	x := at%c.Out.W*c.Stride - c.Pad + fan%c.KernelW
	if y < 0 || y >= c.In.H || x < 0 || x >= c.In.W {
		return -1
	}
	return (fan/(c.Kernel*c.KernelW)*c.In.H+y)*c.In.W + x
}

// fan is the place of the weight in the unit's fan-in, Bias of a bias.
func (v *view) fan() int {
	if v.From < 0 || v.conv == nil {
		return v.From
	}
	return v.From*v.conv.Kernel*v.conv.KernelW + v.Tap
}

// part is what the derivative of the weight takes from a position of an example; of a
// unit without a weight, ∂E/∂(Σwx + b).
func (v *view) part(example, at int) float64 {
	own := v.scale * v.o.Node.DOut[v.index(example, v.Unit, at)]
	if !v.weighs() {
		return own
	}
	return own * v.input(example, v.fan(), at)
}

// strongest is the position where the example on show adds most.
func (v *view) strongest() int {
	best := 0
	for at := range v.pixels {
		if math.Abs(v.part(0, at)) > math.Abs(v.part(0, best)) {
			best = at
		}
	}
	return best
}

// explain gives the factors of the unit.
func (v *view) explain() *Unit {
	at := v.strongest()
	i := v.index(0, v.Unit, at)
	z, own := v.o.Z()[i], v.scale*v.o.Node.DOut[i]
	u := &Unit{
		At: at, Bias: Number(v.biases()[v.Unit]), Own: Number(v.o.Node.Out[i]), Z: Number(z), Y: Number(v.o.A()[i]),
		Slope: Number(v.o.Act.D(z, v.o.Slope)), Arrives: Number(v.scale * v.arriving()[i]), Delta: Number(v.scale * v.o.Delta()[i]),
		DeltaOwn: Number(own), DeltaRMS: Number(v.unitRMS()), Inputs: v.inputs(at), Way: v.way(i),
	}
	u.Gain = Number(v.gain(at))
	if len(v.norms) > 0 {
		u.Shared = u.DeltaOwn - u.Gain*u.Delta
	}
	return u
}

// arriving is ∂C/∂y of the layer.
func (v *view) arriving() []float64 {
	if v.o.ActOf == nil {
		return v.o.Node.DOut
	}
	return v.o.ActOf.DOut
}

func (v *view) biases() []float64 { return v.net.Params[v.o.Weight+1] }

// inputs is Σ w·x at a position of the example on show.
func (v *view) inputs(at int) Sum {
	var terms []Term
	w := v.net.Params[v.o.Weight][v.Unit*v.o.FanIn:][:v.o.FanIn]
	for fan := range w {
		x := v.input(0, fan, at)
		terms = append(terms, Term{fan, Number(w[fan]), Number(x), Number(w[fan] * x)})
	}
	return summed(terms)
}

// unitRMS is the RMS of the unit's ∂C/∂z.
func (v *view) unitRMS() float64 {
	var all []float64
	for n := range v.Batch {
		all = append(all, v.o.Delta()[v.index(n, v.Unit, 0):][:v.pixels]...)
	}
	return rms(all)
}
