package probe

import (
	"fmt"
	"math"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"backflow/sim/nn"
)

// Rotations against LAPACK's decomposition, on matrices of all shapes.
func TestSingularValuesAgreeWithLAPACK(t *testing.T) {
	k := &task{run: &Run{deadline: time.Now().Add(time.Hour)}}
	r := nn.Stream(1, nn.UseData, 0)
	for _, c := range [][3]int{{1, 1, 1}, {1, 7, 1}, {7, 1, 1}, {12, 12, 12}, {40, 25, 25}, {25, 40, 10}, {60, 60, 3}} {
		rows, cols, rank := c[0], c[1], c[2]
		m := mat.NewDense(rows, cols, nil)
		for i := range rank {
			left, right := make([]float64, rows), make([]float64, cols)
			for j := range left {
				left[j] = r.NormFloat64() * math.Pow(0.3, float64(i))
			}
			for j := range right {
				right[j] = r.NormFloat64()
			}
			var one mat.Dense
			one.Outer(1, mat.NewVecDense(rows, left), mat.NewVecDense(cols, right))
			m.Add(m, &one)
		}
		var svd mat.SVD
		if !svd.Factorize(m, mat.SVDNone) {
			t.Fatal("no decomposition")
		}
		want := svd.Values(nil)
		got := k.singularValues(append([]float64(nil), m.RawMatrix().Data...), rows, cols)
		for i := range want {
			close(t, fmt.Sprintf("%v, value %d", c, i+1), got[i], want[i], 1e-13*want[0])
		}
	}
}
