package nn

import (
	"fmt"
	"math"
)

// orthogonalise makes the rows of a Gaussian matrix orthonormal, or its
// columns where there are fewer of those: the Q of its QR decomposition with R's
// diagonal positive, which is what makes Q uniformly distributed over all
// orthogonal matrices (Mezzadri 2007).
//
// That Q is unique, and modified Gram–Schmidt yields it well within float32
// for Gaussian matrices. gonum's QR yields the same (a test compares them), but
// sums in another order where it has assembly. Rounding to float32 nearly always
// hides that (always in 200 matrices of 64 × 64), but a run that is the same to
// the last bit everywhere hangs on every one of a million weights.
func orthogonalise(m []float64, rows, cols int) {
	if rows <= cols {
		gramSchmidt(m, rows, cols)
		return
	}
	t := transpose(m, rows, cols)
	gramSchmidt(t, cols, rows)
	copy(m, transpose(t, cols, rows))
}

// gramSchmidt makes n vectors of the given length, n ≤ length, orthonormal,
// keeping the direction of the first and the span of the first k.
func gramSchmidt(v []float64, n, length int) {
	for i := range n {
		vi := row(v, i, length)
		scale(1/math.Sqrt(dot(vi, vi)), vi)
		for j := i + 1; j < n; j++ {
			vj := row(v, j, length)
			axpy(-dot(vi, vj), vi, vj)
		}
	}
}

func transpose(m []float64, rows, cols int) []float64 {
	t := make([]float64, len(m))
	for i := range rows {
		for j := range cols {
			t[j*rows+i] = m[i*cols+j]
		}
	}
	return t
}

// lsuv scales each weighted layer, from the input on, so that its outputs have
// variance gain² on the batch. Biases are zero, so outputs scale with the
// weights and one step suffices. A layer whose outputs do not vary at all is
// left as it is.
func lsuv(spec Spec, params [][]float64, o InitOptions) error {
	size := spec.Input.Size()
	if len(o.Batch) == 0 || len(o.Batch)%size != 0 {
		return fmt.Errorf("lsuv measures on a batch of examples with %d features each, and was given %d values", size, len(o.Batch))
	}
	spec.Loss = MSE // is not looked at
	net, err := New(spec, params)
	if err != nil {
		return err
	}
	scaleLayers(net.Nodes, o.Batch, o.Gain, Pass{Batch: len(o.Batch) / size})
	return nil
}

// scaleLayers runs a batch forward, scaling each weighted layer as it comes.
func scaleLayers(nodes []*Node, x []float64, gain float64, p Pass) []float64 {
	for _, n := range nodes {
		if r, ok := n.Layer.(*Residual); ok {
			x = r.sum(x, scaleLayers(r.Branch, x, gain, p))
			continue
		}
		x = n.Layer.Forward(x, p)
		if n.Spec.Kind.Weighted() {
			scaleLayer(n.Layer, x, gain)
		}
	}
	return x
}

// scaleLayer scales a layer's weights, and with them its output.
func scaleLayer(l Layer, out []float64, gain float64) {
	_, variance := moments(out)
	if !(variance > 0) {
		return
	}
	k := gain / math.Sqrt(variance)
	switch l := l.(type) {
	case *Dense:
		scale(k, l.W)
	case *Conv:
		scale(k, l.W)
	}
	scale(k, out)
}
