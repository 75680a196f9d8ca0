package nn

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
)

// portableBLAS is gonum's float64 BLAS but for what its QR decomposition
// computes with. There gonum has assembly on some processors, which adds up in
// another order than its Go does elsewhere, and Go that may be compiled to
// fused multiply-adds. These routines are plain Go that may not, so that a
// decomposition comes to the same bits everywhere. They take the operands that
// the decomposition has; any others go to gonum.
type portableBLAS struct{ gonum.Implementation }

// gonum's lapack computes with whatever BLAS blas64 has in use, which belongs
// to the whole program. It is set before anything can compute, and nothing else
// here takes a float64 product from gonum.
func init() { blas64.Use(portableBLAS{}) }

// Dgemv implements blas.Float64Level2: y = Aᵀ·x, with A (m, n), its terms added
// row by row.
func (b portableBLAS) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if tA == blas.NoTrans || alpha != 1 || beta != 0 || incX < 1 || incY != 1 {
		b.Implementation.Dgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return
	}
	y = y[:n]
	clear(y)
	i := 0
	for ; i+4 <= m; i += 4 {
		addRows(y, a[i*lda:], lda, [4]float64{x[i*incX], x[(i+1)*incX], x[(i+2)*incX], x[(i+3)*incX]})
	}
	for ; i < m; i++ {
		axpy(x[i*incX], a[i*lda:][:n], y)
	}
}

// addRows is y ← y + k₀·a₀ + k₁·a₁ + k₂·a₂ + k₃·a₃, with four rows of a, term by
// term: y is read and written once for four of them.
func addRows(y, a []float64, lda int, k [4]float64) {
	a0, a1, a2, a3 := a[:len(y)], a[lda:][:len(y)], a[2*lda:][:len(y)], a[3*lda:][:len(y)]
	for j, sum := range y {
		sum += float64(k[0] * a0[j])
		sum += float64(k[1] * a1[j])
		sum += float64(k[2] * a2[j])
		sum += float64(k[3] * a3[j])
		y[j] = sum
	}
}

// Dger implements blas.Float64Level2: A ← A + α·x·yᵀ, with A (m, n).
func (b portableBLAS) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	if incX < 1 || incY != 1 {
		b.Implementation.Dger(m, n, alpha, x, incX, y, incY, a, lda)
		return
	}
	for i := range m {
		axpy(alpha*x[i*incX], y[:n], a[i*lda:][:n])
	}
}

// Dnrm2 implements blas.Float64Level1: √Σxᵢ², scaled by the largest of them so
// that no square overflows or underflows.
func (b portableBLAS) Dnrm2(n int, x []float64, incX int) float64 {
	if n < 1 || incX < 1 {
		return b.Implementation.Dnrm2(n, x, incX)
	}
	largest := 0.0
	for i := range n {
		largest = math.Max(largest, math.Abs(x[i*incX]))
	}
	if !(largest > 0) || math.IsInf(largest, 1) {
		return largest
	}
	sum := 0.0
	for i := range n {
		share := x[i*incX] / largest
		sum += float64(share * share)
	}
	return largest * math.Sqrt(sum)
}
