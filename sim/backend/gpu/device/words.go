package device

import (
	"encoding/binary"
	"math"
)

// Bytes is the little-endian form of words, which is that of every GPU.
func Bytes[T uint32 | float32](xs []T) []byte {
	bytes := make([]byte, 4*len(xs))
	for i, x := range xs {
		var word uint32
		switch v := any(x).(type) {
		case uint32:
			word = v
		case float32:
			word = math.Float32bits(v)
		}
		binary.LittleEndian.PutUint32(bytes[4*i:], word)
	}
	return bytes
}

// Floats is the inverse of Bytes for float32.
func Floats(bytes []byte) []float32 {
	xs := make([]float32, len(bytes)/4)
	for i := range xs {
		xs[i] = math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:]))
	}
	return xs
}

// Words is the inverse of Bytes for uint32.
func Words(bytes []byte) []uint32 {
	xs := make([]uint32, len(bytes)/4)
	for i := range xs {
		xs[i] = binary.LittleEndian.Uint32(bytes[4*i:])
	}
	return xs
}
