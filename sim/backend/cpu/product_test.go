package cpu

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"backflow/sim/nn"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// productShapes have m, k, n on both sides of every unrolling, and some large
// enough for blas32 to work in blocks.
var productShapes = [][3]int{
	{1, 1, 1}, {2, 3, 4}, {7, 5, 13}, {3, 4, 5}, {8, 8, 8}, {5, 130, 67}, {33, 17, 6}, {67, 131, 73}, {130, 257, 129},
}

func randomMatrix(index, n int) []float32 {
	r := nn.Stream(1, nn.UseData, index)
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = float32(r.NormFloat64())
	}
	return xs
}

// Products must have the same bits whichever way they are computed: the test
// compares with the plain sum in float32, term by term, and with gonum.
func TestProductsTakeSumsInOrder(t *testing.T) {
	for _, s := range productShapes {
		m, k, n := s[0], s[1], s[2]
		t.Run(fmt.Sprintf("%dx%dx%d", m, k, n), func(t *testing.T) {
			a, b, start := randomMatrix(1, m*k), randomMatrix(2, k*n), randomMatrix(3, m*n)
			at, bt := make([]float32, m*k), make([]float32, k*n)
			transpose(at, a, m, k)
			transpose(bt, b, k, n)
			want := plainProduct(start, a, b, m, k, n)

			got := append([]float32(nil), start...)
			multiplyAdd(got, a, b, m, k, n)
			sameBits(t, "multiplyAdd", got, want)
			got = append(got[:0], start...)
			transposeMultiplyAdd(got, at, b, m, k, n)
			sameBits(t, "transposeMultiplyAdd", got, want)
			got = append(got[:0], start...)
			blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, matrix(a, m, k), matrix(b, k, n), 1, matrix(got, m, n))
			sameBits(t, "blas32.Gemm A·B", got, want)
			got = append(got[:0], start...)
			blas32.Gemm(blas.Trans, blas.NoTrans, 1, matrix(at, k, m), matrix(b, k, n), 1, matrix(got, m, n))
			sameBits(t, "blas32.Gemm Aᵀ·B", got, want)

			got = append(got[:0], start...)
			multiplyTransposeAdd(got, a, bt, make([]float32, transposeValues[float32](m, k, n)), m, k, n)
			sameBits(t, "multiplyTransposeAdd", got, want)
		})
	}
}

func plainProduct(c, a, b []float32, m, k, n int) []float32 {
	sum := append([]float32(nil), c...)
	for i := range m {
		for j := range n {
			for l := range k {
				sum[i*n+j] += float32(a[i*k+l] * b[l*n+j])
			}
		}
	}
	return sum
}

func sameBits(t *testing.T, name string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Errorf("%s: element %d is %g, want %g to the bit", name, i, got[i], want[i])
			return
		}
	}
}

func TestColumnSums(t *testing.T) {
	const m, n = 3, columnsAtOnce + 2
	a, before := randomMatrix(1, m*n), randomMatrix(2, n)
	sum := slices.Clone(before)
	columnSums(sum, a, m)
	for j := range n {
		want := float32(float64(before[j]) + float64(a[j]) + float64(a[n+j]) + float64(a[2*n+j]))
		if sum[j] != want {
			t.Errorf("column %d sums to %g, want %g", j, sum[j], want)
		}
	}
	cancelling := []float32{0}
	columnSums(cancelling, []float32{1e8, 1, -1e8}, 3)
	if cancelling[0] != 1 {
		t.Errorf("10⁸ + 1 − 10⁸ is %g", cancelling[0])
	}
}

// BenchmarkProduct measures where blas32 overtakes this package's loops, which
// is what blasFrom is set by.
func BenchmarkProduct(b *testing.B) {
	for _, s := range [][3]int{{32, 8, 8}, {32, 16, 16}, {32, 32, 32}, {32, 64, 64}, {32, 784, 64}, {128, 256, 256}} {
		m, k, n := s[0], s[1], s[2]
		x, y, c := randomMatrix(1, m*k), randomMatrix(2, k*n), make([]float32, m*n)
		room := make([]float32, transposeValues[float32](m, k, n))
		ways := map[string]func(){
			"A·B":  func() { multiplyAdd(c, x, y, m, k, n) },
			"Aᵀ·B": func() { transposeMultiplyAdd(c, x, y, m, k, n) },
			"A·Bᵀ": func() { multiplyTransposeAdd(c, x, y, room, m, k, n) },
			"blas32": func() {
				blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, matrix(x, m, k), matrix(y, k, n), 1, matrix(c, m, n))
			},
		}
		for _, way := range []string{"A·B", "Aᵀ·B", "A·Bᵀ", "blas32"} {
			b.Run(fmt.Sprintf("%s/%dx%dx%d", way, m, k, n), func(b *testing.B) {
				for b.Loop() {
					clear(c)
					ways[way]()
				}
				b.ReportMetric(2e-9*float64(m*k*n*b.N)/b.Elapsed().Seconds(), "GFLOP/s")
			})
		}
	}
}
