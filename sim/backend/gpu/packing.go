package gpu

import (
	"backflow/shaders"
	"backflow/sim/nn"
)

// pack lays tensors out as the parameter buffer has them.
func (n *network) pack(tensors [][]float32) []float32 {
	packed := make([]float32, n.params)
	for i, h := range n.homes {
		for r := range h.rows {
			copy(packed[h.at+r*h.ld:], tensors[i][r*h.columns:(r+1)*h.columns])
		}
	}
	return packed
}

// unpack is the inverse of pack.
func (n *network) unpack(packed []float32) [][]float32 {
	tensors := make([][]float32, len(n.homes))
	for i, h := range n.homes {
		tensors[i] = unpad(packed[h.at:], h.rows, h.columns)
	}
	return tensors
}

// unpad copies rows out of a buffer that keeps them ld(columns) apart.
func unpad(padded []float32, rows, columns int) []float32 {
	dense := make([]float32, 0, rows*columns)
	for r := range rows {
		dense = append(dense, padded[r*ld(columns):][:columns]...)
	}
	return dense
}

// pad is the inverse of unpad.
func pad(dense []float32, rows, columns int) []float32 {
	padded := make([]float32, rows*ld(columns))
	for r := range rows {
		copy(padded[r*ld(columns):], dense[r*columns:(r+1)*columns])
	}
	return padded
}

// blocks says to which layer each block of the parameter buffer belongs, and
// whether it decays: the table of update.wgsl.
func (n *network) blocks() []uint32 {
	table := make([]uint32, n.params/shaders.Align)
	for i, h := range n.homes {
		entry := uint32(4 * n.tensors[i].Layer)
		if n.tensors[i].Inert {
			entry += 2
		}
		if n.tensors[i].Role == nn.RoleWeight {
			entry++
		}
		for b := h.at / shaders.Align; b < roundUp(h.at+h.rows*h.ld, shaders.Align)/shaders.Align; b++ {
			table[b] = entry
		}
	}
	return table
}
