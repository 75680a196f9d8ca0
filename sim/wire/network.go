package wire

// example is the shown example, what the lane makes of it, and what it takes the
// classes for.
var example = block[Lane]{
	least: 4 + 2 + 2 + 2 + 4 + 2,
	read: func(r *reader, l *Lane) {
		l.Inputs = int(r.u32())
		l.Input = r.f32s(l.Input)
		l.InputW = int(r.u16())
		l.Outputs = r.f32s(l.Outputs)
		l.Target = r.f32()
		l.Confusion = r.f32s(l.Confusion)
	},
	fits: func(l *Lane) bool {
		return l.InputW <= 0 || len(l.Input) != 0 && len(l.Input)%l.InputW == 0
	},
}

func writeExample(w *writer, l *Lane) {
	w.u32(uint32(l.Inputs))
	w.f32s(l.Input)
	w.u16(uint16(l.InputW))
	w.f32s(l.Outputs)
	w.f32(l.Target)
	w.f32s(l.Confusion)
}

// boundary is the decision boundary, a square.
var boundary = block[Lane]{
	least: 2 + 2,
	read: func(r *reader, l *Lane) {
		l.FieldSide = int(r.u16())
		l.Field = r.bytes(l.Field)
	},
	fits: func(l *Lane) bool { return len(l.Field) == l.FieldSide*l.FieldSide },
}

func writeBoundary(w *writer, l *Lane) {
	w.u16(uint16(l.FieldSide))
	w.bytes(l.Field)
}

// units are the sampled ones, with the weights between them.
var units = block[Layer]{
	least: 3*2 + 2 + 2*2,
	read: func(r *reader, l *Layer) {
		l.Act = r.f32s(l.Act)
		l.Delta = r.f32s(l.Delta)
		l.Flags = r.bytes(l.Flags)
		l.SampleIn = int(r.u16())
		l.W = r.f32s(l.W)
		l.DW = r.f32s(l.DW)
	},
	fits: func(l *Layer) bool {
		n, weights := len(l.Act), len(l.Act)*l.SampleIn
		return len(l.Delta) == n && len(l.Flags) == n && len(l.W) == weights && len(l.DW) == weights
	},
}

func writeUnits(w *writer, l *Layer) {
	w.f32s(l.Act)
	w.f32s(l.Delta)
	w.bytes(l.Flags)
	w.u16(uint16(l.SampleIn))
	w.f32s(l.W)
	w.f32s(l.DW)
}

// maps are the feature maps of a conv layer.
var maps = block[Layer]{
	least: 4 * 2,
	read: func(r *reader, l *Layer) {
		l.MapW, l.MapH = int(r.u16()), int(r.u16())
		l.ActMaps = r.bytes(l.ActMaps)
		l.DeltaMaps = r.bytes(l.DeltaMaps)
	},
	fits: func(l *Layer) bool {
		pixels := l.MapW * l.MapH
		if (l.MapW > 0) != (l.MapH > 0) || pixels == 0 && len(l.ActMaps) > 0 || pixels > 0 && len(l.ActMaps)%pixels != 0 {
			return false
		}
		return len(l.DeltaMaps) == len(l.ActMaps)
	},
}

func writeMaps(w *writer, l *Layer) {
	w.u16(uint16(l.MapW))
	w.u16(uint16(l.MapH))
	w.bytes(l.ActMaps)
	w.bytes(l.DeltaMaps)
}
