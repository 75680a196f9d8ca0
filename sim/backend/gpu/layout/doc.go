// Package layout says where everything of a network lies in the buffers of a GPU, and what
// the tables are that kernels find it by. It holds numbers only, and needs no device.
//
// A slot is a matrix of values, a row for each example: slot 0 is the input, slot i+1 the
// output of stage i. A stage is a layer with the activation directly behind it. Matrices of
// a kind lie one behind the other in one buffer, each at a multiple of shaders.Align floats,
// its rows LD floats apart.
package layout
