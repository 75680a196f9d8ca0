package nn

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/mat"
)

// gramSchmidtTolerance: modified Gram–Schmidt loses the condition number's
// digits of float64's sixteen, and a Gaussian matrix of this size has about
// 10³ of it.
const gramSchmidtTolerance = 1e-11

// The Q of a QR decomposition is unique once R's diagonal is positive: that of
// Gram and Schmidt, who take from each column what lies along those before it.
func TestOrthogonalIsThatOfGramAndSchmidt(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {7, 7}, {5, 13}, {13, 5}, {60, 60}, {1, 9}, {9, 1}} {
		rows, cols := shape[0], shape[1]
		got := normal(Stream(1, UseWeights, 0), rows*cols, 1)
		want := mat.DenseCopyOf(mat.NewDense(rows, cols, append([]float64(nil), got...)))
		orthogonalise(got, rows, cols)
		if rows <= cols {
			want = mat.DenseCopyOf(want.T())
		}
		gramSchmidt(want)
		if rows <= cols {
			want = mat.DenseCopyOf(want.T())
		}
		if !mat.EqualApprox(mat.NewDense(rows, cols, got), want, gramSchmidtTolerance) {
			t.Errorf("%d×%d: not the Q of Gram and Schmidt", rows, cols)
		}
	}
}

// gramSchmidt makes the columns of a orthonormal, the first first.
func gramSchmidt(a *mat.Dense) {
	_, cols := a.Dims()
	for i := range cols {
		ci := a.ColView(i).(*mat.VecDense)
		ci.ScaleVec(1/ci.Norm(2), ci)
		for j := i + 1; j < cols; j++ {
			cj := a.ColView(j).(*mat.VecDense)
			cj.AddScaledVec(cj, -mat.Dot(ci, cj), ci)
		}
	}
}

// Whatever the matrix, what comes out is orthonormal: also where columns depend
// on each other, or are nothing at all.
func TestOrthogonalOfWhatLacksRank(t *testing.T) {
	const rows, cols = 9, 6
	for name, dependent := range map[string]func(i, j int) float64{
		"zero":           func(i, j int) float64 { return 0 },
		"one column":     func(i, j int) float64 { return float64(i + 1) },
		"one zero":       func(i, j int) float64 { return math.Sin(float64(i*i+j)) * float64(j%3) },
		"tiny":           func(i, j int) float64 { return 1e-310 * math.Sin(float64(i+3*j*j)) },
		"large":          func(i, j int) float64 { return 1e300 * math.Sin(float64(i+3*j*j)) },
		"one is the sum": func(i, j int) float64 { return math.Sin(float64(i*min(j, 4) + 1)) },
	} {
		for _, shape := range [][2]int{{rows, cols}, {cols, rows}} {
			m := make([]float64, rows*cols)
			for k := range m {
				m[k] = dependent(k/shape[1], k%shape[1])
			}
			orthogonalise(m, shape[0], shape[1])
			if off := unorthogonal(m, shape[0], shape[1]); !(off < 1e-14) {
				t.Errorf("%s, %d×%d: the products of rows or columns are off by %g", name, shape[0], shape[1], off)
			}
		}
	}
}

// unorthogonal is by how much the products of rows, or columns where there are
// fewer of those, are off 0 and 1 at worst. NaN is off.
func unorthogonal(m []float64, rows, cols int) float64 {
	q := mat.NewDense(rows, cols, m)
	var products mat.Dense
	if rows <= cols {
		products.Mul(q, q.T())
	} else {
		products.Mul(q.T(), q)
	}
	worst := 0.0
	n, _ := products.Dims()
	for i := range n {
		for j := range n {
			want := 0.0
			if i == j {
				want = 1
			}
			if off := math.Abs(products.At(i, j) - want); !(off <= worst) {
				worst = off
			}
		}
	}
	return worst
}

// Rows of a wide matrix, and of a conv layer's [out][in·k·k], are orthogonal
// and of the gain's length.
func TestOrthogonalRows(t *testing.T) {
	const gain = 1.5
	s := Spec{Input: Shape{C: 3, H: 5, W: 5}, Loss: MSE, Layers: []LayerSpec{{Kind: KindConv, Units: 6, Kernel: 3, Stride: 1}}}
	p := mustInit(t, s, InitOptions{Scheme: "orthogonal", Gain: gain, Seed: 1})
	for i := range 6 {
		for j := range 6 {
			sum, want := 0.0, 0.0
			for k := range 27 {
				sum += float64(p[0][i*27+k]) * float64(p[0][j*27+k])
			}
			if i == j {
				want = gain * gain
			}
			if math.Abs(sum-want) > 1e-6 { // float32
				t.Errorf("rows %d·%d = %v, want %v", i, j, sum, want)
			}
		}
	}
}

// portableBLAS is a BLAS: it gives what gonum's gives, with whatever operands.
func TestPortableBLASIsABLAS(t *testing.T) {
	const m, n, lda, blasTolerance = 7, 6, 9, 1e-14
	r := Stream(1, UseData, 0)
	for _, inc := range [][2]int{{1, 1}, {3, 1}, {2, 2}, {-1, 1}, {1, -2}} {
		x, y, a := normal(r, 3*m, 1), normal(r, 3*m, 1), normal(r, m*lda, 1)
		for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
			for _, k := range [][2]float64{{1, 0}, {0.5, 2}} {
				// No value more than y has: where gonum has no assembly it clears those, too.
				length := map[blas.Transpose]int{blas.NoTrans: m, blas.Trans: n}[tA]
				y := y[:(length-1)*max(inc[1], -inc[1])+1]
				both(t, "Dgemv", y, blasTolerance, func(b blas.Float64, y []float64) {
					b.Dgemv(tA, m, n, k[0], a, lda, x, inc[0], k[1], y, inc[1])
				})
			}
		}
		if inc != [2]int{-1, 1} { // gonum's assembly reads what lies before x, then
			both(t, "Dger", a, blasTolerance, func(b blas.Float64, a []float64) { b.Dger(m, n, -0.7, x, inc[0], y, inc[1], a, lda) })
		}
		both(t, "Dnrm2", make([]float64, 1), blasTolerance, func(b blas.Float64, norm []float64) { norm[0] = b.Dnrm2(m, x, inc[0]) })
	}
	for _, x := range [][]float64{{}, {0, 0}, {1e300, -1e300}, {3e-320, 4e-320}, {1, math.Inf(-1)}} {
		both(t, "Dnrm2", make([]float64, 1), blasTolerance, func(b blas.Float64, norm []float64) { norm[0] = b.Dnrm2(len(x), x, 1) })
	}
	if norm := (portableBLAS{}).Dnrm2(2, []float64{1, math.NaN()}, 1); !math.IsNaN(norm) {
		t.Errorf("the norm of NaN is %v", norm)
	}
}

// both runs a routine on gonum's BLAS and on portableBLAS, each on a copy of what
// it changes.
func both(t *testing.T, routine string, changed []float64, tolerance float64, run func(b blas.Float64, changed []float64)) {
	t.Helper()
	want, got := append([]float64(nil), changed...), append([]float64(nil), changed...)
	run(gonum.Implementation{}, want)
	run(portableBLAS{}, got)
	for i := range want {
		if got[i] != want[i] && !(math.Abs(got[i]-want[i]) <= tolerance*(1+math.Abs(want[i]))) {
			t.Fatalf("%s: value %d is %v, gonum's is %v", routine, i, got[i], want[i])
		}
	}
}

func BenchmarkOrthogonalise(b *testing.B) {
	const n = 1024
	m := normal(Stream(1, UseWeights, 0), n*n, 1)
	scratch := make([]float64, n*n)
	for b.Loop() {
		copy(scratch, m)
		orthogonalise(scratch, n, n)
	}
}
