package gpu

import (
	"math"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// describe turns what an observation has read back into its final form.
func (v view) describe(want backend.Want) *backend.Observation {
	b, parts := v.b, v.parts
	status := device.Words(parts[partStatus])
	o := &backend.Observation{
		Step:    int(status[0]),
		Loss:    meanOf(device.Floats(parts[partLosses])),
		Output:  device.Floats(parts[partOutput]),
		Example: int(device.Words(parts[partIndex])[0]),
	}
	o.Layers = v.layers(want)
	if status[3] != 0 || !num.Finite(o.Loss) {
		o.Diverged = &backend.Divergence{Step: o.Step, Layer: v.firstNonFinite(o.Layers)}
	}
	if want.State {
		o.State = &backend.State{Step: o.Step, Params: b.net.Unpack(device.Floats(parts[partParams])), Moments: v.moments()}
	}
	if want.Gradients {
		o.Gradients = b.net.Unpack(device.Floats(parts[partGrads]))
		for i, t := range b.net.Tensors {
			if t.Inert {
				clear(o.Gradients[i]) // it is 0 but for rounding
			}
		}
	}
	if want.Eval {
		o.Train = v.score(partTrain, b.problem.Data.Train)
		o.Test = v.score(partTest, b.problem.Data.Test)
	}
	if b.wantsField(want) {
		o.Field = &backend.Field{Side: want.Field, Values: device.Floats(parts[partField])}
	}
	return o
}

// moments is the optimiser's memory, a set behind the other.
func (v view) moments() (list [][]float32) {
	packed, n := device.Floats(v.parts[partMoments]), v.b.net
	for ; len(packed) > 0; packed = packed[n.Params:] {
		list = append(list, n.Unpack(packed)...)
	}
	return list
}

func meanOf(xs []float32) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += float64(x)
	}
	return sum / float64(len(xs))
}

// view reads an observation's parts.
type view struct {
	b     *Backend
	parts map[part][]byte
	h     backend.Hyper
	units int // units a layer in partSample
}

// Places in a layer's sums; see stats.wgsl.
const (
	sumW       = 0
	sumDW      = 3
	sumUpdate  = 6
	sumLost    = 9
	sumA       = shaders.WeightFields
	sumA2      = shaders.WeightFields + 1
	sumDelta2  = shaders.WeightFields + 4
	saturated  = shaders.WeightFields + 7
	zeros      = shaders.WeightFields + 8
	underflows = shaders.WeightFields + 9
	nonFinite  = shaders.WeightFields + 10
	dead       = shaders.WeightFields + 11
	sumSlope2  = shaders.WeightFields + 12
)

// joinSquares adds up the three accumulators of numeric.wgsl.
func joinSquares(sums []float32) float64 {
	return float64(sums[0])*0x1p-152 + float64(sums[1]) + float64(sums[2])*0x1p152
}

func rms(sums []float32, count int) float64 {
	return math.Sqrt(joinSquares(sums) / float64(count))
}

func (v view) layers(want backend.Want) []stats.Layer {
	n := v.b.net
	totals := device.Floats(v.parts[partTotals])
	names := n.Spec.LayerNames()
	var list []stats.Layer
	for layer := range n.Layers {
		l := v.layer(layer, totals[layer*shaders.TotalFields:][:shaders.TotalFields])
		l.Name = names[layer]
		if want.Units > 0 {
			v.sample(&l, layer, want.Units)
		}
		if want.Histograms {
			readHistograms(&l, device.Words(v.parts[partHistograms])[layer*shaders.HistogramFields:])
		}
		list = append(list, l)
	}
	if v.h.Equalise {
		equalise(list)
	}
	stats.SetFactors(list)
	return list
}

func (v view) layer(layer int, t []float32) stats.Layer {
	s := v.b.net.Stages[v.b.net.Layers[layer].Weights]
	weights, values := s.Out.C*s.FanIn(), s.Out.Size()*v.b.problem.Batch
	l := stats.Layer{
		Units: s.Out.C, FanIn: s.FanIn(),
		ActMean:   float64(t[sumA]) / float64(values),
		ActRMS:    rms(t[sumA2:], values),
		DeltaRMS:  rms(t[sumDelta2:], values),
		SlopeRMS:  rms(t[sumSlope2:], values),
		DWRMS:     rms(t[sumDW:], weights),
		WRMS:      rms(t[sumW:], weights),
		Saturated: float64(t[saturated]) / float64(values),
		Zeros:     float64(t[zeros]) / float64(values),
		Underflow: float64(t[underflows]) / float64(values),
		Dead:      float64(t[dead]) / float64(s.Out.C),
	}
	l.UpdateRatio = rms(t[sumUpdate:], weights) / l.WRMS
	gaps := s.Out.C*layout.LD(s.FanIn()) - weights // zeros, which no step changes
	l.Lost = (float64(t[sumLost]) - float64(gaps)) / float64(weights)
	return l
}

// equalise gives every layer that has an update ratio that of the last one.
func equalise(list []stats.Layer) {
	last := list[len(list)-1].UpdateRatio
	for i := range list {
		if num.Finite(last / list[i].UpdateRatio) {
			list[i].UpdateRatio = last
		}
	}
}

// firstNonFinite names the first layer with a z that is not finite.
func (v view) firstNonFinite(layers []stats.Layer) string {
	totals := device.Floats(v.parts[partTotals])
	for i, l := range layers {
		if totals[i*shaders.TotalFields+nonFinite] != 0 {
			return l.Name
		}
	}
	return "loss"
}

// sample fills in the first units of a layer.
func (v view) sample(l *stats.Layer, layer, want int) {
	most := v.units
	size := layout.CornerSize(most)
	corner := device.Floats(v.parts[partSample][4*layer*size:][:4*size])
	units := min(want, l.Units)
	s := v.b.net.Stages[v.b.net.Layers[layer].Weights]
	values := v.b.problem.Batch * s.Pixels()
	l.SampleIn = min(want, l.FanIn/s.KernelSize())
	for u := range units {
		f := corner[u*shaders.SampleFields:]
		l.Act = append(l.Act, f[0])
		l.Delta = append(l.Delta, float32(rms(f[1:], values)))
		l.Flags = append(l.Flags, flagsOf(f[4], f[5], values))
	}
	matrices := corner[most*shaders.SampleFields:]
	l.W = submatrix(matrices, most, units, l.SampleIn)
	l.DW = submatrix(matrices[most*most:], most, units, l.SampleIn)
}

func flagsOf(saturated, dead float32, values int) (flags uint8) {
	if dead != 0 {
		flags |= stats.FlagDead
	}
	if 2*saturated > float32(values) {
		flags |= stats.FlagSaturated
	}
	return flags
}

func submatrix(m []float32, stride, rows, columns int) []float32 {
	sub := make([]float32, 0, rows*columns)
	for r := range rows {
		sub = append(sub, m[r*stride:][:columns]...)
	}
	return sub
}

// score sums up a part of the data, example by example.
func (v view) score(p part, of data.Part) *backend.Score {
	n := v.b.net
	pairs, goals := device.Floats(v.parts[p]), n.Goals()
	loss, confusion := 0.0, stats.NewConfusion(n.Outputs())
	examples := len(pairs) / 2
	for i := range examples {
		loss += float64(pairs[2*i])
		if n.Spec.Loss != nn.MSE {
			confusion.Count(int(of.Y[i*goals]), int(pairs[2*i+1]))
		}
	}
	s := &backend.Score{Loss: loss / float64(examples), Accuracy: math.NaN()}
	if n.Spec.Loss != nn.MSE {
		s.Accuracy, s.Confusion = confusion.Accuracy(), confusion
	}
	return s
}
