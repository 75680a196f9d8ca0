package cpu

import (
	"math"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// evaluate computes C for n examples and writes ∂C/∂out into dOut unless it is
// nil. Targets hold one value an output for MSE and BCE, and one class index an
// example for softmax cross-entropy. An unknown loss is NaN.
func evaluate[T stats.Real](name nn.Loss, out, target, dOut []T, n int) float64 {
	switch name {
	case nn.MSE:
		return mse(out, target, dOut)
	case nn.BCE:
		return bce(out, target, dOut)
	case nn.SoftmaxCE:
		return softmaxCE(out, target, dOut, n)
	}
	return math.NaN()
}

func mse[T stats.Real](out, target, dOut []T) float64 {
	sum, count := 0.0, float64(len(out))
	for i, a := range out {
		d := float64(a) - float64(target[i])
		sum += float64(d * d)
		if dOut != nil {
			dOut[i] = flushed(T(2 * d / count))
		}
	}
	return sum / count
}

// bce of a logit u is log(1+eᵘ) − y·u, here with the u of log(1+eᵘ) ≈ u taken
// out where it is positive, so that small losses keep their digits.
func bce[T stats.Real](out, target, dOut []T) float64 {
	sum, count := 0.0, float64(len(out))
	for i, v := range out {
		u, y := float64(v), float64(target[i])
		e := expNeg[T](-math.Abs(u))
		wrong := -y // what u pays for: a negative one for y, a positive one for 1−y
		if u > 0 {
			wrong = 1 - y
		}
		sum += float64(wrong*u) + log1p[T](e)
		if dOut != nil {
			// σ(u) − y, without the cancellation where σ(u) is near 1.
			dOut[i] = flushed(T((float64((1-y)*logistic(u, e)) - float64(y*logistic(-u, e))) / count))
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

func softmaxCE[T stats.Real](out, target, dOut []T, n int) float64 {
	sum, classes := 0.0, len(out)/n
	for i := range n {
		var d []T
		if dOut != nil {
			d = example(dOut, i, classes)
		}
		sum += classCE(example(out, i, classes), d, int(target[i]), n)
	}
	return sum / float64(n)
}

// classCE is −log of the probability that one example's logits give to its
// class; d takes the gradient, as a share of 1/n, unless it is nil.
func classCE[T stats.Real](logits, d []T, class, n int) float64 {
	top := float64(logits[argMax(logits)])
	others := 0.0 // Σ e^(logit−top) but for the right class
	for j, v := range logits {
		if j != class {
			others += expNeg[T](float64(v) - top)
		}
	}
	margin := float64(logits[class]) - top
	own := expNeg[T](margin)
	if d != nil {
		total := float64((others + own) * float64(n))
		for j, v := range logits {
			d[j] = flushed(T(expNeg[T](float64(v)-top) / total))
		}
		d[class] = flushed(T(-others / total)) // 1 − p, with its digits where p rounds to 1
	}
	return logOnePlus[T](others+(own-1)) - margin
}

// weightedCE is softmax cross-entropy with a weight for each class in place of
// the class: a loss of every class. Only traces have such targets.
func weightedCE[T stats.Real](out, target, dOut []T, n int) float64 {
	sum, classes := 0.0, len(out)/n
	d := make([]T, classes)
	for i := range n {
		logits, into := example(out, i, classes), example(dOut, i, classes)
		for class, weight := range example(target, i, classes) {
			if weight == 0 {
				continue
			}
			sum += float64(float64(weight) * classCE(logits, d, class, n))
			for j, v := range d {
				into[j] += T(weight * v)
			}
		}
	}
	return sum / float64(n)
}

// logOnePlus is log(1+x) of x ≥ 0. Where the right class is the likeliest, x is
// what all others weigh against it, however little, and so is the loss.
func logOnePlus[T stats.Real](x float64) float64 {
	if x > 1 {
		return log[T](1 + x)
	}
	return log1p[T](x)
}

// argMax returns the index of the largest value, the first among equals.
func argMax[T stats.Real](xs []T) int {
	best := 0
	for i, x := range xs {
		if x > xs[best] {
			best = i
		}
	}
	return best
}
