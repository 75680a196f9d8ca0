package wire

import "math"

// mostText bounds a text: no label is longer, and to fit one into a picture
// takes the square of its length.
const mostText = 4096

// drawable reports whether the parts of a snapshot fit together, as those of any
// that the engine makes do: a reader indexes one by another. Numbers may be
// whatever they are, infinite ones included, but for the ends of scales.
func (s *Snapshot) drawable() bool {
	if len(s.View) > mostText {
		return false
	}
	for i := range s.Lanes {
		if !s.Lanes[i].drawable() {
			return false
		}
	}
	return true
}

func (l *Lane) drawable() bool {
	if len(l.Label) > mostText || len(l.Backend) > mostText || len(l.Note) > mostText {
		return false
	}
	if !l.Trace.drawable(len(l.Layers)) || !l.Phase.drawable() {
		return false
	}
	if l.InputW > 0 && (len(l.Input) == 0 || len(l.Input)%l.InputW != 0) || len(l.Field) != l.FieldSide*l.FieldSide {
		return false
	}
	for i := range l.Layers {
		if !l.Layers[i].drawable() {
			return false
		}
	}
	return true
}

// drawable: two losses a bin, and TraceFields levels for each layer, or none.
func (t *Trace) drawable(layers int) bool {
	n := len(t.Levels)
	return len(t.Loss) == 2*len(t.Steps) && (n == 0 || layers == 0 || n == len(t.Steps)*layers*TraceFields)
}

// mostDecades bounds the ends of a scale of powers of ten.
const mostDecades = 60

// drawable: whole columns, no more than there are, on a scale that has a length.
func (p *Phase) drawable() bool {
	if p.Columns == 0 || p.Depths == 0 {
		return len(p.Levels) == 0
	}
	return p.Lo < p.Hi && p.Lo >= -mostDecades && p.Hi <= mostDecades &&
		len(p.Levels)%p.Depths == 0 && len(p.Levels) <= p.Columns*p.Depths
}

func (l *Layer) drawable() bool {
	units, weights, pixels := len(l.Act), len(l.Act)*l.SampleIn, l.MapW*l.MapH
	if len(l.Name) > mostText || len(l.Delta) != units || len(l.Flags) != units || len(l.W) != weights || len(l.DW) != weights {
		return false
	}
	if (l.MapW > 0) != (l.MapH > 0) || pixels == 0 && len(l.ActMaps) > 0 || pixels > 0 && len(l.ActMaps)%pixels != 0 {
		return false
	}
	if len(l.DeltaMaps) != len(l.ActMaps) {
		return false
	}
	return l.ActHist.drawable(math.MaxFloat32) && l.DeltaHist.drawable(mostDecades) && l.DWHist.drawable(mostDecades)
}

// drawable: some bins have some width, from −most to most.
func (h *Histogram) drawable(most float32) bool {
	return len(h.Shares) == 0 || h.Lo >= -most && h.Hi <= most && h.Lo < h.Hi && h.Zeros >= 0 && h.Zeros <= 1
}
