package wire

// block is a part of a snapshot, a lane or a layer in the binary form: how it is read and held
// against the rest, and the fewest bytes that it takes. What one view alone needs is a
// block in a file with that view's name, beside the function that writes it: the engine
// carries no readers, and the stage no writers.
type block[T any] struct {
	least int
	read  func(r *reader, x *T)
	fits  func(x *T) bool // with the parts that came before; nil where everything does
}

// laneBlocks are the parts of a lane in their order on the wire.
// They are pointers, which need no code that runs at the start and would keep the readers in the engine.
var laneBlocks = [...]*block[Lane]{&head, &run, &waterfall, &phaseDiagram, &example, &layers, &boundary, &instrument}

// layerBlocks are those of a layer.
var layerBlocks = [...]*block[Layer]{&statistics, &units, &histograms, &maps}

// laneWriters write the laneBlocks.
var laneWriters = [len(laneBlocks)]func(w *writer, l *Lane){
	writeHead, writeRun, writeWaterfall, writePhaseDiagram, writeExample, writeLayers, writeBoundary, writeChart,
}

// layerWriters write the layerBlocks.
var layerWriters = [len(layerBlocks)]func(w *writer, l *Layer){writeStatistics, writeUnits, writeHistograms, writeMaps}

// least is the fewest bytes that some blocks take.
func least[T any](blocks []*block[T]) (bytes int) {
	for i := range blocks {
		bytes += blocks[i].least
	}
	return bytes
}

// fit reports whether all blocks do.
func fit[T any](blocks []*block[T], x *T) bool {
	for i := range blocks {
		if fits := blocks[i].fits; fits != nil && !fits(x) {
			return false
		}
	}
	return true
}

// head says which lane it is and how it fares.
var head = block[Lane]{
	least: 2*leastMessage + 2 + 1 + 4 + 6*8,
	read: func(r *reader, l *Lane) {
		l.Label = r.message(l.Label)
		l.Backend = r.text(l.Backend)
		l.Note = r.message(l.Note)
		flags := r.u8()
		l.Diverged, l.Outdated = flags&flagDiverged != 0, flags&flagOutdated != 0
		l.Step = r.u32()
		for _, x := range l.numbers() {
			*x = r.f64()
		}
	},
	fits: func(l *Lane) bool { return len(l.Backend) <= mostText },
}

func writeHead(w *writer, l *Lane) {
	w.message(l.Label)
	w.text(l.Backend)
	w.message(l.Note)
	w.u8(flag(l.Diverged, flagDiverged) | flag(l.Outdated, flagOutdated))
	w.u32(l.Step)
	for _, x := range l.numbers() {
		w.f64(*x)
	}
}

// run is the course of the loss: two a bin.
var run = block[Lane]{
	least: 2 * 2,
	read: func(r *reader, l *Lane) {
		t := &l.Trace
		t.Steps = grow(t.Steps, r.count(4))
		for i := range t.Steps {
			t.Steps[i] = r.u32()
		}
		t.Loss = r.f32s(t.Loss)
	},
	fits: func(l *Lane) bool { return len(l.Trace.Loss) == 2*len(l.Trace.Steps) },
}

func writeRun(w *writer, l *Lane) {
	w.count(len(l.Trace.Steps))
	for _, step := range l.Trace.Steps {
		w.u32(step)
	}
	w.f32s(l.Trace.Loss)
}

// layers are the layers of a lane.
var layers = block[Lane]{
	least: 2,
	read: func(r *reader, l *Lane) {
		l.Layers = grow(l.Layers, r.count(least(layerBlocks[:])))
		for i := range l.Layers {
			for k := range layerBlocks {
				layerBlocks[k].read(r, &l.Layers[i])
			}
		}
	},
	fits: func(l *Lane) bool {
		for i := range l.Layers {
			if !fit(layerBlocks[:], &l.Layers[i]) {
				return false
			}
		}
		return true
	},
}

func writeLayers(w *writer, l *Lane) {
	w.count(len(l.Layers))
	for i := range l.Layers {
		for k := range layerWriters {
			layerWriters[k](w, &l.Layers[i])
		}
	}
}

// statistics are what is known of every layer, in whatever view.
var statistics = block[Layer]{
	least: 2 + 4 + 4 + 12*8,
	read: func(r *reader, l *Layer) {
		l.Name = r.text(l.Name)
		l.Units = int(r.u32())
		l.FanIn = int(r.u32())
		for _, x := range l.numbers() {
			*x = r.f64()
		}
	},
	fits: func(l *Layer) bool { return len(l.Name) <= mostText },
}

func writeStatistics(w *writer, l *Layer) {
	w.text(l.Name)
	w.u32(uint32(l.Units))
	w.u32(uint32(l.FanIn))
	for _, x := range l.numbers() {
		w.f64(*x)
	}
}
