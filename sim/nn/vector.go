package nn

// dot is Σ aᵢ·bᵢ. Four sums run beside each other, in an order that is the
// same on every machine.
func dot(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += float64(a[i] * b[i])
		s1 += float64(a[i+1] * b[i+1])
		s2 += float64(a[i+2] * b[i+2])
		s3 += float64(a[i+3] * b[i+3])
	}
	for ; i < len(a); i++ {
		s0 += float64(a[i] * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}

// axpy is y ← y + k·x.
func axpy(k float64, x, y []float64) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += float64(k * v)
	}
}

func scale(k float64, x []float64) {
	for i := range x {
		x[i] *= k
	}
}

// row is row i of a matrix with n columns.
func row(m []float64, i, n int) []float64 { return m[i*n : (i+1)*n] }
