//go:build !wasm

package cpu

// blasFrom is the number of multiplications from which gonum's assembly is
// faster than Go loops (measured on amd64: 32×16×16 is a draw).
const blasFrom = 32 * 32 * 32
