package simd

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"
)

// BLAS is gonum's blas.Float32 with the matrix product of a Machine: after
// blas32.Use(simd.NewBLAS(m)) every product that gonum takes anywhere is one
// of the module's.
type BLAS struct {
	gonum.Implementation
	program *Program
}

// NewBLAS returns gonum's BLAS on a machine.
func NewBLAS(m Machine) *BLAS { return &BLAS{program: NewProgram(m, NewWork())} }

// Install puts a machine's products under gonum's blas32 unless it is nil.
func Install(m Machine) {
	if m != nil {
		blas32.Use(NewBLAS(m))
	}
}

// Sgemm implements blas.Float32Level3: C = alpha·op(A)·op(B) + beta·C.
func (s *BLAS) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m < 1 || n < 1 || k < 1 || alpha == 0 || !valid(tA, tB, m, n, k, lda, ldb, ldc, len(a), len(b), len(c)) {
		// Nothing to multiply, or a panic that says what is wrong.
		s.Implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	if beta != 0 && beta != 1 {
		scaleRows(c, m, n, ldc, beta)
	}
	s.program.Reset()
	s.program.Gemm(Product{
		M: m, N: n, K: k, Alpha: alpha,
		A: a, AStride: lda, ATrans: tA != blas.NoTrans,
		B: b, BStride: ldb, BTrans: tB != blas.NoTrans,
		C: c, CStride: ldc, Add: beta != 0,
	})
	s.program.Run()
}

func scaleRows(c []float32, m, n, ldc int, by float32) {
	for i := range m {
		for j := range c[i*ldc:][:n] {
			c[i*ldc+j] *= by
		}
	}
}

// valid reports whether the operands are as large as the sizes say: the module
// does not check what it is given.
func valid(tA, tB blas.Transpose, m, n, k, lda, ldb, ldc, a, b, c int) bool {
	known := func(t blas.Transpose) bool { return t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans }
	fits := func(rows, cols, stride, size int) bool { return stride >= cols && size >= (rows-1)*stride+cols }
	aRows, aCols, bRows, bCols := m, k, k, n
	if tA != blas.NoTrans {
		aRows, aCols = k, m
	}
	if tB != blas.NoTrans {
		bRows, bCols = n, k
	}
	return known(tA) && known(tB) && fits(aRows, aCols, lda, a) && fits(bRows, bCols, ldb, b) && fits(m, n, ldc, c)
}
