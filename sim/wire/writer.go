package wire

import (
	"encoding/binary"
	"math"
)

// writer appends values; the first count that does not fit sets tooMany.
type writer struct {
	buf     []byte
	tooMany bool
}

func (w *writer) snapshot(s *Snapshot) {
	w.u16(magic)
	w.u8(version)
	w.u8(flag(s.Running, flagRunning))
	w.u32(s.Seq)
	w.f32(s.Extent)
	w.text(s.View)
	w.count(len(s.Points))
	for _, p := range s.Points {
		w.f32(p.X)
		w.f32(p.Y)
		w.u8(p.Class&^pointTest | flag(p.Test, pointTest))
	}
	w.count(len(s.Lanes))
	for i := range s.Lanes {
		w.lane(&s.Lanes[i])
	}
}

func (w *writer) lane(l *Lane) {
	w.text(l.Label)
	w.text(l.Backend)
	w.text(l.Note)
	w.u8(flag(l.Diverged, flagDiverged) | flag(l.Outdated, flagOutdated))
	w.u32(l.Step)
	for _, x := range l.numbers() {
		w.f64(*x)
	}
	w.trace(&l.Trace)
	w.phase(&l.Phase)
	w.u32(uint32(l.Inputs))
	w.f32s(l.Input)
	w.u16(uint16(l.InputW))
	w.f32s(l.Outputs)
	w.f32(l.Target)
	w.f32s(l.Confusion)
	w.count(len(l.Layers))
	for i := range l.Layers {
		w.layer(&l.Layers[i])
	}
	w.u16(uint16(l.FieldSide))
	w.bytes(l.Field)
}

func (w *writer) trace(t *Trace) {
	w.count(len(t.Steps))
	for _, step := range t.Steps {
		w.u32(step)
	}
	w.f32s(t.Loss)
	w.levels(t.Levels)
}

func (w *writer) phase(p *Phase) {
	w.f32(p.Lo)
	w.f32(p.Hi)
	w.u16(uint16(p.Columns))
	w.u16(uint16(p.Depths))
	w.levels(p.Levels)
	w.f64(p.WeightVar)
	w.f64(p.Left)
	w.u16(uint16(p.Depth))
}

func (w *writer) levels(levels []Level) {
	w.count(len(levels))
	for _, level := range levels {
		w.u16(uint16(level))
	}
}

func (w *writer) layer(l *Layer) {
	w.text(l.Name)
	w.u32(uint32(l.Units))
	w.u32(uint32(l.FanIn))
	for _, x := range l.numbers() {
		w.f64(*x)
	}
	w.f32s(l.Act)
	w.f32s(l.Delta)
	w.bytes(l.Flags)
	w.u16(uint16(l.SampleIn))
	w.f32s(l.W)
	w.f32s(l.DW)
	for _, h := range l.histograms() {
		w.f32(h.Lo)
		w.f32(h.Hi)
		w.f32(h.Zeros)
		w.shares(h.Shares)
	}
	w.u16(uint16(l.MapW))
	w.u16(uint16(l.MapH))
	w.bytes(l.ActMaps)
	w.bytes(l.DeltaMaps)
}

func (w *writer) u8(x uint8)    { w.buf = append(w.buf, x) }
func (w *writer) u16(x uint16)  { w.buf = binary.LittleEndian.AppendUint16(w.buf, x) }
func (w *writer) u32(x uint32)  { w.buf = binary.LittleEndian.AppendUint32(w.buf, x) }
func (w *writer) f32(x float32) { w.u32(math.Float32bits(x)) }

func (w *writer) f64(x float64) {
	w.buf = binary.LittleEndian.AppendUint64(w.buf, math.Float64bits(x))
}

func (w *writer) count(n int) {
	w.tooMany = w.tooMany || n > math.MaxUint16
	w.u16(uint16(n))
}

func (w *writer) f32s(xs []float32) {
	w.count(len(xs))
	for _, x := range xs {
		w.f32(x)
	}
}

// shares takes two bytes each; the smallest that is not zero stays so.
func (w *writer) shares(xs []float32) {
	w.count(len(xs))
	for _, x := range xs {
		code := uint16(max(0, min(1, x))*wholeShare + 0.5)
		if code == 0 && x > 0 {
			code = 1
		}
		w.u16(code)
	}
}

func (w *writer) bytes(b []byte) {
	w.count(len(b))
	w.buf = append(w.buf, b...)
}

func (w *writer) text(s string) {
	w.count(len(s))
	w.buf = append(w.buf, s...)
}
