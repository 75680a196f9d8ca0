package wire

import (
	"encoding/binary"
	"errors"
	"math"
)

// The binary form. Little-endian; a count goes before everything that repeats.
//
//	"BF" version:u8 flags:u8 seq:u32 extent:f32
//	points:u16 × { x:f32 y:f32 class:u8 }   the class's top bit marks a held-out point
//	lanes:u8   × { lane }
//
// A reader knows exactly one version: stage and engine are built together, and
// a stale one in a cache must say so rather than draw nonsense.
const (
	magic   = 'B' | 'F'<<8
	version = 1

	flagRunning  = 1 << 0
	flagDiverged = 1 << 0
	pointTest    = 1 << 7
)

// Errors of the codec.
var (
	ErrTooLarge = errors.New("wire: snapshot is larger than 256 KiB; sample fewer units")
	ErrTooMany  = errors.New("wire: snapshot has more than 65535 of something; sample less")
	ErrVersion  = errors.New("wire: snapshot is of another version; reload the page")
	ErrCorrupt  = errors.New("wire: bytes are not a snapshot")
)

// Encode returns the binary form of s, or ErrTooLarge if it exceeds MaxBytes.
func Encode(s *Snapshot) ([]byte, error) { return AppendEncode(nil, s) }

// AppendEncode appends the binary form of s to dst, so that a sender can reuse
// one buffer. On an error it returns dst as it was.
func AppendEncode(dst []byte, s *Snapshot) ([]byte, error) {
	w := writer{buf: dst}
	w.snapshot(s)
	switch {
	case w.tooMany:
		return dst, ErrTooMany
	case len(w.buf)-len(dst) > MaxBytes:
		return dst, ErrTooLarge
	}
	return w.buf, nil
}

// Decode reads what Encode wrote. Foreign bytes give an error, never a panic
// and never an allocation beyond what the bytes can fill.
func Decode(b []byte) (*Snapshot, error) {
	s := new(Snapshot)
	if err := DecodeInto(s, b); err != nil {
		return nil, err
	}
	return s, nil
}

// DecodeInto is Decode into a Snapshot whose slices are reused: once it has
// seen a snapshot of the same shape it allocates nothing but changed strings.
// On an error s holds rubbish: keep the last good snapshot elsewhere.
func DecodeInto(s *Snapshot, b []byte) error {
	if len(b) > MaxBytes {
		return ErrTooLarge
	}
	r := reader{buf: b}
	if r.u16() != magic {
		return ErrCorrupt
	}
	if r.u8() != version {
		return ErrVersion
	}
	r.snapshot(s)
	if r.failed || len(r.buf) != 0 {
		return ErrCorrupt
	}
	return nil
}

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
	w.u8(flag(l.Diverged, flagDiverged))
	w.u32(l.Step)
	for _, x := range l.numbers() {
		w.f64(*x)
	}
	w.f32s(l.LossHistory)
	w.u32(uint32(l.Inputs))
	w.f32s(l.Input)
	w.u16(uint16(l.InputW))
	w.f32s(l.Outputs)
	w.f32(l.Target)
	w.count(len(l.Layers))
	for i := range l.Layers {
		w.layer(&l.Layers[i])
	}
	w.u16(uint16(l.FieldSide))
	w.bytes(l.Field)
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

func (w *writer) bytes(b []byte) {
	w.count(len(b))
	w.buf = append(w.buf, b...)
}

func (w *writer) text(s string) {
	w.count(len(s))
	w.buf = append(w.buf, s...)
}

// reader consumes buf. A read past the end sets failed and gives zeros from
// then on, so that only the end has to look.
type reader struct {
	buf    []byte
	failed bool
}

// The fewest bytes that one of these can take: a count that promises more
// than the rest of the buffer can hold is refused before anything is made.
const (
	minPoint = 9
	minLane  = 3*2 + 1 + 4 + 4*8 + 2 + 4 + 2 + 2 + 2 + 4 + 2 + 2 + 2
	minLayer = 2 + 4 + 4 + 12*8 + 3*2 + 2 + 2*2
)

func (r *reader) snapshot(s *Snapshot) {
	s.Running = r.u8()&flagRunning != 0
	s.Seq = r.u32()
	s.Extent = r.f32()
	s.Points = grow(s.Points, r.count(minPoint))
	for i := range s.Points {
		p := &s.Points[i]
		p.X, p.Y = r.f32(), r.f32()
		class := r.u8()
		p.Class, p.Test = class&^pointTest, class&pointTest != 0
	}
	s.Lanes = grow(s.Lanes, r.count(minLane))
	for i := range s.Lanes {
		r.lane(&s.Lanes[i])
	}
}

func (r *reader) lane(l *Lane) {
	l.Label = r.text(l.Label)
	l.Backend = r.text(l.Backend)
	l.Note = r.text(l.Note)
	l.Diverged = r.u8()&flagDiverged != 0
	l.Step = r.u32()
	for _, x := range l.numbers() {
		*x = r.f64()
	}
	l.LossHistory = r.f32s(l.LossHistory)
	l.Inputs = int(r.u32())
	l.Input = r.f32s(l.Input)
	l.InputW = int(r.u16())
	l.Outputs = r.f32s(l.Outputs)
	l.Target = r.f32()
	l.Layers = grow(l.Layers, r.count(minLayer))
	for i := range l.Layers {
		r.layer(&l.Layers[i])
	}
	l.FieldSide = int(r.u16())
	l.Field = r.bytes(l.Field)
}

func (r *reader) layer(l *Layer) {
	l.Name = r.text(l.Name)
	l.Units = int(r.u32())
	l.FanIn = int(r.u32())
	for _, x := range l.numbers() {
		*x = r.f64()
	}
	l.Act = r.f32s(l.Act)
	l.Delta = r.f32s(l.Delta)
	l.Flags = r.bytes(l.Flags)
	l.SampleIn = int(r.u16())
	l.W = r.f32s(l.W)
	l.DW = r.f32s(l.DW)
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

func flag(set bool, bit uint8) uint8 {
	if set {
		return bit
	}
	return 0
}

// numbers lists the float64 fields of a lane in their order on the wire.
func (l *Lane) numbers() [4]*float64 {
	return [4]*float64{&l.StepsPerSec, &l.Loss, &l.TrainAccuracy, &l.TestAccuracy}
}

// numbers lists the float64 fields of a layer in their order on the wire.
func (l *Layer) numbers() [12]*float64 {
	return [12]*float64{
		&l.ActMean, &l.ActRMS, &l.DeltaRMS, &l.DWRMS, &l.WRMS, &l.UpdateRatio,
		&l.Factor, &l.Theory, &l.Saturated, &l.Dead, &l.Zeros, &l.Underflow,
	}
}
