package wire

// mostText bounds a text: no label is longer, and to fit one into a picture
// takes the square of its length.
const mostText = 4096

// mostDecades bounds the ends of a scale of powers of ten.
const mostDecades = 60

// drawable reports whether the parts of a snapshot fit together, as those of any
// that the engine makes do: a reader indexes one by another. Numbers may be
// whatever they are, infinite ones included, but for the ends of scales.
func (s *Snapshot) drawable() bool {
	if len(s.View) > mostText {
		return false
	}
	for i := range s.Lanes {
		if !fit(laneBlocks[:], &s.Lanes[i]) {
			return false
		}
	}
	return racing.fits(s)
}
