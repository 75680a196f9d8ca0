package probe

import (
	"math"

	"backflow/sim/nn"
)

// push takes k tangents, ∂x in rows, through nodes whose newest pass was over one
// example: it multiplies them by the Jacobian at that example. That is
// differentiation in forward mode.
func (t *task) push(nodes []*nn.Node, tangents []float64, k int) []float64 {
	for _, n := range nodes {
		tangents = t.pushThrough(n, tangents, k)
	}
	return tangents
}

func (t *task) pushThrough(n *nn.Node, v []float64, k int) []float64 {
	t.check()
	p := t.pass(k)
	switch l := n.Layer.(type) {
	case *nn.Dense:
		return (&nn.Dense{In: l.In, Out: l.Out, W: l.W, B: make([]float64, l.Out)}).Forward(v, p)
	case *nn.Conv:
		linear := nn.Conv{In: l.In, Out: l.Out, Kernel: l.Kernel, KernelW: l.KernelW, Stride: l.Stride, Pad: l.Pad, W: l.W, B: make([]float64, l.Out.C)}
		return linear.Forward(v, p)
	case *nn.Act:
		return pushAct(l, v)
	case *nn.MaxPool:
		return pushMaxPool(l, v, k)
	case *nn.LayerNorm:
		return pushLayerNorm(l, n.In, v, k)
	case *nn.Residual:
		out := append([]float64(nil), v...)
		for i, b := range t.push(n.Branch, v, k) {
			out[i] += l.Scale * b
		}
		return out
	}
	return n.Layer.Forward(v, p) // the others are linear, and remember nothing
}

func pushAct(l *nn.Act, v []float64) []float64 {
	z := l.Z()
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = x * l.D(z[i%len(z)], l.Slope)
	}
	return out
}

// pushMaxPool asks the pool where each output came from: by sending their numbers back.
func pushMaxPool(l *nn.MaxPool, v []float64, k int) []float64 {
	in, out := l.In.Size(), l.Out.Size()
	numbers := make([]float64, out)
	for i := range numbers {
		numbers[i] = float64(i + 1)
	}
	pushed := make([]float64, k*out)
	for from, number := range l.Backward(numbers, nn.Pass{Batch: 1}) {
		if number == 0 {
			continue
		}
		for i := range k {
			pushed[i*out+int(number)-1] = v[i*in+from]
		}
	}
	return pushed
}

// pushLayerNorm: ∂y = γ·(∂x − mean(∂x) − x̂·mean(x̂·∂x))/σ.
func pushLayerNorm(l *nn.LayerNorm, x, v []float64, k int) []float64 {
	mean, variance := channelMoments(x, 0, 1, l.Size)
	sigma := math.Sqrt(variance + l.Eps)
	out := make([]float64, len(v))
	for i := range k {
		tangent := row(v, i, l.Size)
		var shift, along float64
		for j, d := range tangent {
			shift += d / float64(l.Size)
			along += d * (x[j] - mean) / sigma / float64(l.Size)
		}
		for j, d := range tangent {
			out[i*l.Size+j] = l.Gamma[j] * (d - shift - (x[j]-mean)/sigma*along) / sigma
		}
	}
	return out
}
