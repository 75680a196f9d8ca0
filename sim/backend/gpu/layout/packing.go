package layout

import (
	"backflow/shaders"
	"backflow/sim/nn"
)

// Pack lays tensors out as the parameter buffer has them.
func (n *Network) Pack(tensors [][]float32) []float32 {
	packed := make([]float32, n.Params)
	for i, h := range n.Homes {
		for r := range h.Rows {
			copy(packed[h.At+r*h.ld:], tensors[i][r*h.Columns:(r+1)*h.Columns])
		}
	}
	return packed
}

// Unpack is the inverse of pack.
func (n *Network) Unpack(packed []float32) [][]float32 {
	tensors := make([][]float32, len(n.Homes))
	for i, h := range n.Homes {
		tensors[i] = Unpad(packed[h.At:], h.Rows, h.Columns)
	}
	return tensors
}

// Unpad copies rows out of a buffer that keeps them ld(columns) apart.
func Unpad(padded []float32, rows, columns int) []float32 {
	dense := make([]float32, 0, rows*columns)
	for r := range rows {
		dense = append(dense, padded[r*LD(columns):][:columns]...)
	}
	return dense
}

// Pad is the inverse of unpad.
func Pad(dense []float32, rows, columns int) []float32 {
	padded := make([]float32, rows*LD(columns))
	for r := range rows {
		copy(padded[r*LD(columns):], dense[r*columns:(r+1)*columns])
	}
	return padded
}

// Blocks says to which layer each block of the parameter buffer belongs, and
// whether it decays: the table of update.wgsl.
func (n *Network) Blocks() []uint32 {
	table := make([]uint32, n.Params/shaders.Align)
	for i, h := range n.Homes {
		entry := uint32(4 * n.Tensors[i].Layer)
		if n.Tensors[i].Inert {
			entry += 2
		}
		if n.Tensors[i].Role == nn.RoleWeight {
			entry++
		}
		for b := h.At / shaders.Align; b < RoundUp(h.At+h.Rows*h.ld, shaders.Align)/shaders.Align; b++ {
			table[b] = entry
		}
	}
	return table
}
