package session

import (
	"math"
	"slices"

	"backflow/sim/backend/stats"
	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// frame describes the lane for a view. It shares the slices of
// the observation, which nobody changes, and of the history: it is to be
// encoded before the next observation.
func (l *lane) frame(view *experiment.View) wire.Lane {
	w := wire.Lane{
		Label: l.Label, Backend: l.backend.Info().Name,
		Step:   uint32(l.shown()),
		Trace:  l.history.Trace,
		Inputs: l.problem.Spec.Input.Size(),
	}
	if !view.Levels {
		w.Trace.Levels = nil
	}
	if l.obs == nil {
		return w
	}
	l.example(&w)
	for i, s := range l.obs.Layers {
		w.Layers = append(w.Layers, l.layer(i, s))
	}
	if l.scores.field != nil {
		w.FieldSide, w.Field = fieldSide, l.scores.field
	}
	return w
}

// loss is the loss over the training part, the minibatch's until that is known.
func (l *lane) loss() float64 {
	switch {
	case l.scores.known:
		return l.scores.train.Loss
	case l.obs != nil:
		return l.obs.Loss
	}
	return math.NaN()
}

// maxInput bounds the shown example's features in a snapshot: 28×28 pixels.
const maxInput = 784

func (l *lane) example(w *wire.Lane) {
	set := l.problem.Data
	size := set.Shape.Size()
	x := set.Train.X[l.obs.Example*size:][:size]
	for _, n := range l.scores.test.Confusion {
		w.Confusion = append(w.Confusion, float32(n))
	}
	w.Target = set.Train.Y[l.obs.Example]
	w.Outputs = probabilities(l.obs.Output, l.problem.Spec.Loss)
	switch {
	case set.Shape.W > 1 && size <= maxInput:
		w.InputW = set.Shape.W
		w.Input = unitRange(x)
	case size <= maxInput:
		w.Input = x
	}
}

// unitRange maps pixels to 0 … 1 whatever the data set standardised them to.
func unitRange(x []float32) []float32 {
	lo, hi := x[0], x[0]
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v)
	}
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = (v - lo) / max(hi-lo, 1e-6)
	}
	return out
}

// probabilities turns logits into what a viewer reads; regression outputs stay
// as they are.
func probabilities(logits []float32, loss nn.Loss) []float32 {
	p := make([]float32, len(logits))
	switch loss {
	case nn.BCE:
		for i, z := range logits {
			p[i] = float32(1 / (1 + math.Exp(-float64(z))))
		}
	case nn.SoftmaxCE:
		softmax(p, logits)
	default:
		copy(p, logits)
	}
	return p
}

func softmax(p, logits []float32) {
	top := logits[0]
	for _, z := range logits {
		top = max(top, z)
	}
	sum := 0.0
	for _, z := range logits {
		sum += math.Exp(float64(z - top))
	}
	for i, z := range logits {
		p[i] = float32(math.Exp(float64(z-top)) / sum)
	}
}

func (l *lane) layer(i int, s stats.Layer) wire.Layer {
	return wire.Layer{
		Name: s.Name, Units: s.Units, FanIn: s.FanIn,
		ActMean: s.ActMean, ActRMS: s.ActRMS, DeltaRMS: s.DeltaRMS, DWRMS: s.DWRMS,
		WRMS: s.WRMS, UpdateRatio: s.UpdateRatio, Factor: s.Factor, Theory: l.theory[i],
		Saturated: s.Saturated, Dead: s.Dead, Zeros: s.Zeros, Underflow: s.Underflow,
		Act: s.Act, Delta: s.Delta, Flags: l.flags(i, s),
		SampleIn: s.SampleIn, W: s.W, DW: s.DW,
		MapW: s.MapW, MapH: s.MapH, ActMaps: actCodes(s.ActMaps, s.ActRMS), DeltaMaps: sizeCodes(s.DeltaMaps),
		ActHist: shares(s.ActHist), DeltaHist: shares(s.DeltaHist), DWHist: shares(s.DWHist),
	}
}

// flags are those of an observed layer's sampled units, and which of them a
// rectifier switches off for the shown example.
func (l *lane) flags(i int, s stats.Layer) []uint8 {
	act, _ := nn.ActivationByName(l.Act)
	if !act.Rectifies || i+1 == len(l.obs.Layers) {
		return s.Flags
	}
	flags := slices.Clone(s.Flags)
	for unit, a := range s.Act {
		if a == 0 {
			flags[unit] |= wire.UnitOff
		}
	}
	return flags
}

// actCodes codes feature maps; what is 2½ times the layer's RMS is as bright as
// it gets.
func actCodes(a []float32, rms float64) []uint8 {
	codes := make([]uint8, len(a))
	for i, x := range a {
		codes[i] = scale.MapAct(x, float32(2.5*rms))
	}
	return codes
}

func sizeCodes(delta []float32) []uint8 {
	codes := make([]uint8, len(delta))
	for i, x := range delta {
		codes[i] = scale.MapSize(x)
	}
	return codes
}

// shares is a histogram as the wire has it; the zero one if there is none.
func shares(h *stats.Histogram) wire.Histogram {
	if h == nil {
		return wire.Histogram{}
	}
	total := float64(h.Zeros)
	for _, n := range h.Counts {
		total += float64(n)
	}
	w := wire.Histogram{Lo: float32(h.Lo), Hi: float32(h.Hi), Shares: make([]float32, len(h.Counts))}
	if total == 0 {
		return w
	}
	w.Zeros = float32(float64(h.Zeros) / total)
	for i, n := range h.Counts {
		w.Shares[i] = float32(float64(n) / total)
	}
	return w
}

// quantise turns a field into bytes: probabilities of class 1 for two classes,
// class indices for more.
func quantise(values []float32, classes int) []uint8 {
	scale := float32(255)
	if classes > 2 {
		scale = 255 / float32(classes-1)
	}
	out := make([]uint8, len(values))
	for i, v := range values {
		out[i] = uint8(max(0, min(255, v*scale+0.5)))
	}
	return out
}
