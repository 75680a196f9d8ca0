package wire

import (
	"encoding/binary"
	"math"

	"backflow/sim/wire/scale"
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
		for k := range laneWriters {
			laneWriters[k](w, &s.Lanes[i])
		}
	}
	writeRace(w, s)
}

func (w *writer) levels(levels []scale.Level) {
	w.count(len(levels))
	for _, level := range levels {
		w.u16(uint16(level))
	}
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

func (w *writer) f64s(xs []float64) {
	w.count(len(xs))
	for _, x := range xs {
		w.f64(x)
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
