package cpu

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"backflow/sim/backend/cpu/simd"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// Sgemm does what gonum's does: every form, stride, alpha and beta, and what
// lies between the rows stays as it was.
func TestSgemmAgreesWithGonum(t *testing.T) {
	for _, m := range append(exactMachines(t), fusedMachines(t)...) {
		agreeWithGonum(t, simd.NewBLAS(m))
	}
}

func agreeWithGonum(t *testing.T, ours *simd.BLAS) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		m, n, k := 1+r.IntN(40), 1+r.IntN(40), 1+r.IntN(40)
		if i%20 == 0 {
			m, n, k = 100+r.IntN(100), 500+r.IntN(60), 250+r.IntN(60)
		}
		compareSgemm(t, ours, r, m, n, k)
	}
}

func compareSgemm(t *testing.T, ours *simd.BLAS, r *rand.Rand, m, n, k int) {
	t.Helper()
	forms := []blas.Transpose{blas.NoTrans, blas.Trans}
	scalars := []float32{0, 1, -0.5}
	tA, tB := forms[r.IntN(2)], forms[r.IntN(2)]
	alpha, beta := scalars[r.IntN(3)], scalars[r.IntN(3)]
	a, lda := stored(r, m, k, tA)
	b, ldb := stored(r, k, n, tB)
	c, ldc := stored(r, m, n, blas.NoTrans)
	want := slices.Clone(c)
	ours.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	gonum.Implementation{}.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, want, ldc)
	for i := range want {
		// Values are below 1, and so is a term.
		if !(math.Abs(float64(c[i]-want[i])) <= 0x1p-22*float64(k+1)) {
			t.Fatalf("%c%c m %d n %d k %d alpha %g beta %g: value %d is %g, gonum's %g", tA, tB, m, n, k, alpha, beta, i, c[i], want[i])
		}
	}
}

// stored draws an op(matrix) of rows × cols with a stride of its own.
func stored(r *rand.Rand, rows, cols int, form blas.Transpose) (x []float32, stride int) {
	if form == blas.Trans {
		rows, cols = cols, rows
	}
	stride = cols + r.IntN(3)
	x = make([]float32, (rows-1)*stride+cols)
	for i := range x {
		x[i] = 2*r.Float32() - 1
	}
	return x, stride
}

// What gonum refuses is refused alike, before the module sees it.
func TestSgemmRefuses(t *testing.T) {
	ours := &simd.BLAS{} // the module is not reached
	x := make([]float32, 4)
	for name, call := range map[string]func(){
		"short a": func() { ours.Sgemm('N', 'N', 2, 2, 3, 1, x, 3, make([]float32, 6), 2, 0, x, 2) },
		"short c": func() { ours.Sgemm('N', 'N', 3, 2, 2, 1, make([]float32, 6), 2, x, 2, 0, x, 2) },
		"stride":  func() { ours.Sgemm('N', 'N', 2, 2, 2, 1, x, 1, x, 2, 0, x, 2) },
		"form":    func() { ours.Sgemm('X', 'N', 2, 2, 2, 1, x, 2, x, 2, 0, x, 2) },
	} {
		if message := panics(call); message == "" {
			t.Errorf("%s: no panic", name)
		}
	}
}

func panics(call func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = fmt.Sprint(r)
		}
	}()
	call()
	return ""
}
