package wire

// waterfall is the course of every layer: TraceFields levels a bin, or none.
var waterfall = block[Lane]{
	least: 2,
	read:  func(r *reader, l *Lane) { l.Trace.Levels = r.levels(l.Trace.Levels) },
	fits: func(l *Lane) bool {
		n, layers := len(l.Trace.Levels), len(l.Layers)
		return n == 0 || layers == 0 || n == len(l.Trace.Steps)*layers*TraceFields
	},
}

func writeWaterfall(w *writer, l *Lane) { w.levels(l.Trace.Levels) }
