package wire

// phaseDiagram is theory's diagram.
var phaseDiagram = block[Lane]{
	least: 2*4 + 2*2 + 2 + 2*8 + 2,
	read: func(r *reader, l *Lane) {
		p := &l.Phase
		p.Lo, p.Hi = r.f32(), r.f32()
		p.Columns, p.Depths = int(r.u16()), int(r.u16())
		p.Levels = r.levels(p.Levels)
		p.WeightVar, p.Left = r.f64(), r.f64()
		p.Depth = int(r.u16())
	},
	fits: func(l *Lane) bool { return l.Phase.drawable() },
}

func writePhaseDiagram(w *writer, l *Lane) {
	p := &l.Phase
	w.f32(p.Lo)
	w.f32(p.Hi)
	w.u16(uint16(p.Columns))
	w.u16(uint16(p.Depths))
	w.levels(p.Levels)
	w.f64(p.WeightVar)
	w.f64(p.Left)
	w.u16(uint16(p.Depth))
}

// drawable: whole columns, no more than there are, on a scale that has a length.
func (p *Phase) drawable() bool {
	if p.Columns == 0 || p.Depths == 0 {
		return len(p.Levels) == 0
	}
	return p.Lo < p.Hi && p.Lo >= -mostDecades && p.Hi <= mostDecades &&
		len(p.Levels)%p.Depths == 0 && len(p.Levels) <= p.Columns*p.Depths
}
