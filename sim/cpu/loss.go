package cpu

import (
	"math"

	"backflow/sim/nn"
)

// loss computes C for n examples and writes ∂C/∂out into dOut unless it is
// nil. Targets hold one value an output for MSE and BCE, and one class index
// an example for softmax cross-entropy.
type loss func(out, target, dOut []float32, n int) float64

// lossOf returns the kernel of a loss, nil for a name that has none.
func lossOf(name nn.Loss) loss {
	switch name {
	case nn.MSE:
		return mse
	case nn.BCE:
		return bce
	case nn.SoftmaxCE:
		return softmaxCE
	}
	return nil
}

func mse(out, target, dOut []float32, _ int) float64 {
	sum, count := 0.0, float64(len(out))
	for i, a := range out {
		d := float64(a) - float64(target[i])
		sum += float64(d * d)
		if dOut != nil {
			dOut[i] = float32(2 * d / count)
		}
	}
	return sum / count
}

// bce of a logit u is log(1+eᵘ) − y·u.
func bce(out, target, dOut []float32, _ int) float64 {
	sum, count := 0.0, float64(len(out))
	for i, v := range out {
		u, y := float64(v), float64(target[i])
		e := expNeg(-math.Abs(u))
		sum += max(u, 0) - float64(y*u) + log1p(e)
		if dOut != nil {
			// σ(u) − y, without the cancellation where σ(u) is near 1.
			dOut[i] = float32((float64((1-y)*logistic(u, e)) - float64(y*logistic(-u, e))) / count)
		}
	}
	return sum / count
}

// logistic is σ(u), given e = e^−|u|.
func logistic(u, e float64) float64 {
	if u < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

func softmaxCE(out, target, dOut []float32, n int) float64 {
	sum, classes := 0.0, len(out)/n
	for i := range n {
		logits, class := example(out, i, classes), int(target[i])
		top := float64(logits[argMax(logits)])
		others := 0.0 // Σ e^(logit−top) but for the right class
		for j, v := range logits {
			if j != class {
				others += expNeg(float64(v) - top)
			}
		}
		total := others + expNeg(float64(logits[class])-top)
		sum += log(total) - (float64(logits[class]) - top)
		if dOut == nil {
			continue
		}
		d := example(dOut, i, classes)
		for j, v := range logits {
			d[j] = float32(expNeg(float64(v)-top) / (total * float64(n)))
		}
		// 1 − p keeps its digits this way where p rounds to 1.
		d[class] = float32(-others / (total * float64(n)))
	}
	return sum / float64(n)
}

// argMax returns the index of the largest value, the first among equals.
func argMax(xs []float32) int {
	best := 0
	for i, x := range xs {
		if x > xs[best] {
			best = i
		}
	}
	return best
}
