package gpu

import (
	"encoding/binary"
	"math"
)

// asBytes is the little-endian form of words, which is that of every GPU.
func asBytes[T uint32 | float32](xs []T) []byte {
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

func asFloats(bytes []byte) []float32 {
	xs := make([]float32, len(bytes)/4)
	for i := range xs {
		xs[i] = math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:]))
	}
	return xs
}

func asWords(bytes []byte) []uint32 {
	xs := make([]uint32, len(bytes)/4)
	for i := range xs {
		xs[i] = binary.LittleEndian.Uint32(bytes[4*i:])
	}
	return xs
}
