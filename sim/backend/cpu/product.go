package cpu

import (
	"backflow/sim/backend/stats"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// The matrix products of training, all row-major and without gaps. Each runs
// in this file's own loops or, from blasFrom multiplications on, in blas32:
// both add the terms of one element in the same order, so the choice never
// shows in a result (unless infinities meet zeros, which gonum skips).

// forBLAS reports whether blas32 takes a product. It takes none of float64.
func forBLAS[T stats.Real](m, k, n int) bool {
	return m*k*n >= blasFrom && !wide[T]()
}

// multiplyAdd is C += A·B, with A (m, k), B (k, n), C (m, n).
func multiplyAdd[T stats.Real](c, a, b []T, m, k, n int) {
	if forBLAS[T](m, k, n) {
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, matrix(a, m, k), matrix(b, k, n), 1, matrix(c, m, n))
		return
	}
	l := 0
	for ; l+4 <= k; l += 4 {
		b0, b1, b2, b3 := fourRows(b, l, n)
		for i := range m {
			s := a[i*k+l:][:4]
			accumulate4(c[i*n:][:n], s[0], s[1], s[2], s[3], b0, b1, b2, b3)
		}
	}
	for ; l < k; l++ {
		for i := range m {
			accumulate(c[i*n:][:n], a[i*k+l], b[l*n:][:n])
		}
	}
}

// transposeMultiplyAdd is C += Aᵀ·B, with A (k, m), B (k, n), C (m, n).
func transposeMultiplyAdd[T stats.Real](c, a, b []T, m, k, n int) {
	if forBLAS[T](m, k, n) {
		blas32.Gemm(blas.Trans, blas.NoTrans, 1, matrix(a, k, m), matrix(b, k, n), 1, matrix(c, m, n))
		return
	}
	l := 0
	for ; l+4 <= k; l += 4 {
		b0, b1, b2, b3 := fourRows(b, l, n)
		a0, a1, a2, a3 := fourRows(a, l, m)
		for i, s := range a0 {
			accumulate4(c[i*n:][:n], s, a1[i], a2[i], a3[i], b0, b1, b2, b3)
		}
	}
	for ; l < k; l++ {
		for i, s := range a[l*m:][:m] {
			accumulate(c[i*n:][:n], s, b[l*n:][:n])
		}
	}
}

// multiplyTransposeAdd is C += A·Bᵀ, with A (m, k), B (n, k), C (m, n). bt is
// room for a transposed copy of B: blas32 takes the sums of A·Bᵀ itself in an
// order of its own. It may be nil where the product is below blasFrom.
func multiplyTransposeAdd[T stats.Real](c, a, b, bt []T, m, k, n int) {
	if forBLAS[T](m, k, n) {
		transpose(bt, b, n, k)
		multiplyAdd(c, a, bt, m, k, n)
		return
	}
	j := 0
	for ; j+4 <= n; j += 4 {
		b0, b1, b2, b3 := fourRows(b, j, k)
		i := 0
		for ; i+2 <= m; i += 2 {
			dots2x4(c[i*n+j:], c[(i+1)*n+j:], a[i*k:][:k], a[(i+1)*k:][:k], b0, b1, b2, b3)
		}
		if i < m {
			dots4(c[i*n+j:], a[i*k:][:k], b0, b1, b2, b3)
		}
	}
	for ; j < n; j++ {
		row := b[j*k:][:k]
		for i := range m {
			c[i*n+j] = dotFrom(c[i*n+j], a[i*k:][:k], row)
		}
	}
}

// transposeValues is how much room multiplyTransposeAdd needs.
func transposeValues[T stats.Real](m, k, n int) int {
	if !forBLAS[T](m, k, n) {
		return 0
	}
	return k * n
}

// dots2x4 adds eight dot products at once, of two rows with four: every value
// that is read takes part in two or four of them.
func dots2x4[T stats.Real](c0, c1, x, y, b0, b1, b2, b3 []T) {
	y, b0, b1, b2, b3 = y[:len(x)], b0[:len(x)], b1[:len(x)], b2[:len(x)], b3[:len(x)]
	c0, c1 = c0[:4], c1[:4]
	s0, s1, s2, s3 := c0[0], c0[1], c0[2], c0[3]
	t0, t1, t2, t3 := c1[0], c1[1], c1[2], c1[3]
	for l, u := range x {
		v := y[l]
		w0, w1, w2, w3 := b0[l], b1[l], b2[l], b3[l]
		s0 += T(u * w0)
		s1 += T(u * w1)
		s2 += T(u * w2)
		s3 += T(u * w3)
		t0 += T(v * w0)
		t1 += T(v * w1)
		t2 += T(v * w2)
		t3 += T(v * w3)
	}
	c0[0], c0[1], c0[2], c0[3] = s0, s1, s2, s3
	c1[0], c1[1], c1[2], c1[3] = t0, t1, t2, t3
}

func dots4[T stats.Real](c, x, b0, b1, b2, b3 []T) {
	b0, b1, b2, b3 = b0[:len(x)], b1[:len(x)], b2[:len(x)], b3[:len(x)]
	c = c[:4]
	s0, s1, s2, s3 := c[0], c[1], c[2], c[3]
	for l, u := range x {
		s0 += T(u * b0[l])
		s1 += T(u * b1[l])
		s2 += T(u * b2[l])
		s3 += T(u * b3[l])
	}
	c[0], c[1], c[2], c[3] = s0, s1, s2, s3
}

func dotFrom[T stats.Real](sum T, x, y []T) T {
	y = y[:len(x)]
	for i, v := range x {
		sum += T(v * y[i])
	}
	return sum
}

// accumulate4 is y += s₀·x₀ + s₁·x₁ + s₂·x₂ + s₃·x₃, term by term in this
// order: y is read and written once for four products.
func accumulate4[T stats.Real](y []T, s0, s1, s2, s3 T, x0, x1, x2, x3 []T) {
	x0, x1, x2, x3 = x0[:len(y)], x1[:len(y)], x2[:len(y)], x3[:len(y)]
	for i, sum := range y {
		sum += T(s0 * x0[i])
		sum += T(s1 * x1[i])
		sum += T(s2 * x2[i])
		sum += T(s3 * x3[i])
		y[i] = sum
	}
}

// accumulate is y += s·x.
func accumulate[T stats.Real](y []T, s T, x []T) {
	x = x[:len(y)]
	for i := range y {
		y[i] += T(s * x[i])
	}
}

// columnSums is sum += Σ over the rows of a (m, len(sum)). It adds up in float64,
// since the terms of a bias's gradient tend to cancel.
func columnSums[T stats.Real](sum, a []T, m int) {
	n := len(sum)
	for j := 0; j < n; j += columnsAtOnce {
		var total [columnsAtOnce]float64
		columns := sum[j:min(j+columnsAtOnce, n)]
		for l, v := range columns {
			total[l] = float64(v)
		}
		for i := range m {
			for l, v := range a[i*n+j:][:len(columns)] {
				total[l] += float64(v)
			}
		}
		for l := range columns {
			columns[l] = flushed(T(total[l]))
		}
	}
}

// columnsAtOnce columns are read together, which is a cache line.
const columnsAtOnce = 16

// transposeTile is the side of the tiles that transpose works in: 16 float32
// are a cache line, read and written whole.
const transposeTile = 16

// transpose writes the transpose of a (m, n) into t (n, m).
func transpose[T stats.Real](t, a []T, m, n int) {
	for i0 := 0; i0 < m; i0 += transposeTile {
		for j0 := 0; j0 < n; j0 += transposeTile {
			for i := i0; i < min(i0+transposeTile, m); i++ {
				for j, v := range a[i*n+j0 : i*n+min(j0+transposeTile, n)] {
					t[(j0+j)*m+i] = v
				}
			}
		}
	}
}

func fourRows[T stats.Real](a []T, i, n int) (r0, r1, r2, r3 []T) {
	return a[i*n:][:n], a[(i+1)*n:][:n], a[(i+2)*n:][:n], a[(i+3)*n:][:n]
}

// matrix is for float32 only.
func matrix[T stats.Real](data []T, rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: any(data).([]float32)}
}
