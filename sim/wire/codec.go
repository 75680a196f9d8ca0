package wire

import (
	"errors"
)

// The binary form. Little-endian; a count goes before everything that repeats.
//
//	"BF" version:u8 flags:u8 seq:u32 extent:f32 view:text
//	points:u16 × { x:f32 y:f32 class:u8 }   the class's top bit marks a held-out point
//	lanes:u8   × { lane: laneBlocks }
//	race: racing
//
// A reader knows exactly one version: stage and engine are built together, and
// a stale one in a cache must say so rather than draw nonsense.
const (
	magic   = 'B' | 'F'<<8
	version = 8

	flagRunning  = 1 << 0
	flagDiverged = 1 << 0
	flagOutdated = 1 << 1
	pointTest    = 1 << 7

	wholeShare = 0xffff // code of a histogram's share of 1
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
// and never an allocation beyond what the bytes can fill; so do bytes whose parts
// do not fit together, which nobody could draw.
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
	s.scratch = reader{buf: b}
	r := &s.scratch
	defer func() { s.scratch = reader{} }()
	if r.u16() != magic {
		return ErrCorrupt
	}
	if r.u8() != version {
		return ErrVersion
	}
	r.snapshot(s)
	if r.failed || len(r.buf) != 0 || !s.drawable() {
		return ErrCorrupt
	}
	return nil
}

func flag(set bool, bit uint8) uint8 {
	if set {
		return bit
	}
	return 0
}

// numbers lists the float64 fields of a lane in their order on the wire.
func (l *Lane) numbers() [6]*float64 {
	return [6]*float64{&l.StepsPerSec, &l.Loss, &l.TrainAccuracy, &l.TestAccuracy, &l.ScoreStep, &l.Left}
}

// numbers lists the float64 fields of a layer in their order on the wire.
func (l *Layer) numbers() [12]*float64 {
	return [12]*float64{
		&l.ActMean, &l.ActRMS, &l.DeltaRMS, &l.DWRMS, &l.WRMS, &l.UpdateRatio,
		&l.Factor, &l.Theory, &l.Saturated, &l.Dead, &l.Zeros, &l.Underflow,
	}
}
