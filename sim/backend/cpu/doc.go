// Package cpu trains networks in float32 on the processor, with gonum's blas32
// for the large matrix products. It is the backend that every visitor has, in
// the browser as in a terminal.
//
// # The same bits everywhere
//
// A run is repeatable to the last bit, on every run and between amd64 and
// wasm. Three rules make it so:
//
//   - Every sum is taken in one order, element by element. Of gonum's products
//     only A·B and Aᵀ·B are used: they go by axpy, which adds the terms of an
//     element one after the other whether it runs in assembly or in Go. A·Bᵀ
//     goes by dot products, whose assembly keeps four partial sums.
//   - exp, log and the like are this package's own: the standard library has
//     assembly for some of them on some processors.
//   - A product that meets a sum is wrapped in float32() or float64(), which
//     forbids the compiler to fuse the two into one rounding. (On arm64, ppc64
//     and s390x gonum's own Go code may be fused; there large networks can
//     differ in the last bits.)
package cpu
