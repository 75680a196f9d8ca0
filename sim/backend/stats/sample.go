package stats

import "math"

// sample fills in what a picture of the layer's first units needs. Of a conv
// layer a unit's activation is the channel's mean over the image, its δ the
// RMS over image and minibatch, and a weight the mean of one k×k kernel: what
// the channel makes of a flat picture.
func (d *describer[T]) sample(s *Layer, most int) {
	units := min(most, d.Units)
	s.Act = make([]float32, units)
	s.Delta = make([]float32, units)
	s.Flags = make([]uint8, units)
	for u := range units {
		s.Act[u] = float32(mean(d.at(d.view.A, 0, u)))
		s.Delta[u] = float32(d.unitDelta(u))
		s.Flags[u] = d.flags(u)
	}
	s.SampleIn, s.W = d.sampleMatrix(d.view.W, units, most)
	_, s.DW = d.sampleMatrix(d.view.DW, units, most)
}

// maps samples the feature maps of a conv layer's first channels.
func (d *describer[T]) maps(s *Layer, most int) {
	n := min(most, d.Units) * d.pixels
	if n == 0 {
		return
	}
	s.MapW, s.MapH = d.Out.W, d.Out.H
	s.ActMaps, s.DeltaMaps = make([]float32, n), make([]float32, n)
	for i := range n {
		s.ActMaps[i], s.DeltaMaps[i] = float32(d.view.A[i]), float32(d.view.Delta[i])
	}
}

// unitDelta is the RMS of a unit's δ over image and minibatch.
func (d *describer[T]) unitDelta(unit int) float64 {
	return math.Sqrt(d.units[unit].squares / float64(d.batch*d.pixels))
}

func (d *describer[T]) flags(unit int) uint8 {
	var flags uint8
	u := d.units[unit]
	if !u.alive {
		flags |= FlagDead
	}
	if 2*u.saturated > d.batch*d.pixels {
		flags |= FlagSaturated
	}
	return flags
}

// sampleMatrix returns the first units × inputs of a weight matrix.
func (d *describer[T]) sampleMatrix(m []T, units, most int) (inputs int, sampled []float32) {
	kernel := d.Kernel * d.Kernel
	inputs = min(most, d.FanIn/kernel)
	sampled = make([]float32, 0, units*inputs)
	for u := range units {
		row := m[u*d.FanIn : (u+1)*d.FanIn]
		for i := range inputs {
			sampled = append(sampled, float32(mean(row[i*kernel:(i+1)*kernel])))
		}
	}
	return inputs, sampled
}
