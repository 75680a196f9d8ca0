package nn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/lapack/gonum"
)

// orthogonalise makes the rows of a Gaussian matrix orthonormal, or its
// columns where there are fewer of those: the Q of its QR decomposition with R's
// diagonal positive, which is what makes Q uniformly distributed over all
// orthogonal matrices (Mezzadri 2007).
func orthogonalise(m []float64, rows, cols int) {
	if rows > cols {
		haarQ(m, rows, cols)
		return
	}
	t := transpose(m, rows, cols)
	haarQ(t, cols, rows)
	copy(m, transpose(t, cols, rows))
}

// haarQ replaces a matrix with at least as many rows as columns by its Q, of
// the same size. It takes gonum's decomposition column by column: the one in
// blocks, which mat.QR has for large matrices, computes with more of the BLAS
// than portableBLAS makes the same everywhere. (What is left is one square
// root of 1 + q² a column, in math.Hypot, which Go fuses on arm64, ppc64, s390x
// and riscv64, though neither on amd64 nor in wasm: there a weight may differ
// in its last bit.)
func haarQ(a []float64, rows, cols int) {
	var qr gonum.Implementation
	tau, work := make([]float64, cols), make([]float64, cols)
	qr.Dgeqr2(rows, cols, a, cols, tau, work)
	sign := make([]float64, cols) // of R's diagonal
	for j := range sign {
		sign[j] = math.Copysign(1, a[j*cols+j])
	}
	qr.Dorg2r(rows, cols, cols, a, cols, tau, work)
	for i := range a {
		a[i] *= sign[i%cols]
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
