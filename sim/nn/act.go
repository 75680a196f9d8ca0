package nn

// Act applies an activation to every value: a = φ(z).
type Act struct {
	Activation
	Slope float64
	// Index counts the activation layers of the network, input first; it
	// tells their noise apart.
	Index int

	z []float64
}

// Z is what φ was applied to in the newest pass: the layer's input, plus the
// noise of a noisy activation in training.
func (l *Act) Z() []float64 { return l.z }

// Forward implements Layer.
func (l *Act) Forward(x []float64, p Pass) []float64 {
	l.z = x
	if l.Noisy && p.Noise != nil {
		l.z = p.Noise.added(x, l.Index)
	}
	a := make([]float64, len(x))
	for i, z := range l.z {
		a[i] = l.F(z, l.Slope)
	}
	return a
}

// Backward implements Layer: ∂C/∂z = ∂C/∂a · φ′(z).
func (l *Act) Backward(dA []float64, p Pass) []float64 {
	dz := make([]float64, len(dA))
	for i, z := range l.z {
		dz[i] = l.D(z, l.Slope)
	}
	p.flush(dz)
	for i, d := range dA {
		dz[i] *= d
	}
	return dz
}
