package wire

import (
	"encoding/binary"
	"math"

	"backflow/sim/wire/scale"
)

// reader consumes buf. A read past the end sets failed and gives zeros from
// then on, so that only the end has to look.
type reader struct {
	buf    []byte
	failed bool
}

// minPoint is the fewest bytes that a point can take: a count that promises more
// than the rest of the buffer can hold is refused before anything is made.
const minPoint = 9

func (r *reader) snapshot(s *Snapshot) {
	s.Running = r.u8()&flagRunning != 0
	s.Seq = r.u32()
	s.Extent = r.f32()
	s.View = r.text(s.View)
	s.Points = grow(s.Points, r.count(minPoint))
	for i := range s.Points {
		p := &s.Points[i]
		p.X, p.Y = r.f32(), r.f32()
		class := r.u8()
		p.Class, p.Test = class&^pointTest, class&pointTest != 0
	}
	s.Lanes = grow(s.Lanes, r.count(least(laneBlocks[:])))
	for i := range s.Lanes {
		for k := range laneBlocks {
			laneBlocks[k].read(r, &s.Lanes[i])
		}
	}
	racing.read(r, s)
}

func (r *reader) levels(old []scale.Level) []scale.Level {
	levels := grow(old, r.count(2))
	for i := range levels {
		levels[i] = scale.Level(r.u16())
	}
	return levels
}

// take returns the next n bytes, or nil past the end.
func (r *reader) take(n int) []byte {
	if n > len(r.buf) {
		r.failed, r.buf = true, nil
		return nil
	}
	b := r.buf[:n]
	r.buf = r.buf[n:]
	return b
}

func (r *reader) u8() uint8 {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) u16() uint16 {
	if b := r.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (r *reader) u32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) f32() float32 { return math.Float32frombits(r.u32()) }

func (r *reader) f64() float64 {
	if b := r.take(8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// count reads how many items follow, each of at least size bytes.
func (r *reader) count(size int) int {
	n := int(r.u16())
	if n*size > len(r.buf) {
		r.failed, r.buf = true, nil
		return 0
	}
	return n
}

func (r *reader) f32s(old []float32) []float32 {
	xs := grow(old, r.count(4))
	b := r.take(4 * len(xs))
	for i := range xs {
		xs[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return xs
}

func (r *reader) f64s(old []float64) []float64 {
	xs := grow(old, r.count(8))
	for i := range xs {
		xs[i] = r.f64()
	}
	return xs
}

func (r *reader) shares(old []float32) []float32 {
	xs := grow(old, r.count(2))
	b := r.take(2 * len(xs))
	for i := range xs {
		xs[i] = float32(binary.LittleEndian.Uint16(b[2*i:])) / wholeShare
	}
	return xs
}

func (r *reader) bytes(old []byte) []byte {
	b := grow(old, r.count(1))
	copy(b, r.take(len(b)))
	return b
}

// text returns old when the bytes spell it: labels rarely change.
func (r *reader) text(old string) string {
	b := r.take(r.count(1))
	if string(b) == old {
		return old
	}
	return string(b)
}

// grow returns a slice of length n that keeps what old's elements hold, since
// their own slices are reused in turn.
func grow[T any](old []T, n int) []T {
	old = old[:cap(old)]
	if n > len(old) {
		old = append(old, make([]T, n-len(old))...)
	}
	return old[:n]
}
