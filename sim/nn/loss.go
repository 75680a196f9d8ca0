package nn

import "math"

// Eval returns the loss C of a batch and ∂C/∂out. out is the network's output
// (batch, outputs); y has the same shape, but may hold one class index an
// example for SoftmaxCE. A Loss that is none of the three gives NaN.
func (l Loss) Eval(out, y []float64, outputs int) (c float64, dOut []float64) {
	dOut = make([]float64, len(out))
	switch l {
	case MSE:
		return mse(out, y, dOut), dOut
	case BCE:
		return bce(out, y, dOut), dOut
	case SoftmaxCE:
		return softmaxCE(out, y, outputs, dOut), dOut
	}
	return math.NaN(), dOut
}

// Known reports whether l is one of the losses.
func (l Loss) Known() bool { return l == MSE || l == BCE || l == SoftmaxCE }

// Targets is the number of target values an example has, given the outputs.
func (l Loss) Targets(outputs int) int {
	if l == SoftmaxCE {
		return 1
	}
	return outputs
}

// mse: C = mean (a−y)², ∂C/∂a = 2(a−y)/count.
func mse(a, y, dA []float64) float64 {
	c, count := 0.0, float64(len(a))
	for i := range a {
		d := a[i] - y[i]
		c += d * d
		dA[i] = 2 * d / count
	}
	return c / count
}

// bce: C = mean log(1+eᶻ) − y·z, which is −log of the probability σ(z) or
// 1−σ(z) given to the target; ∂C/∂z = (σ(z) − y)/count.
func bce(z, y, dZ []float64) float64 {
	c, count := 0.0, float64(len(z))
	for i := range z {
		// log(1+eᶻ) is max(z, 0) + log(1+e^−|z|). Its first part is taken
		// together with y·z, as it may be all but equal to it.
		c += math.Log1p(exp(-math.Abs(z[i])))
		if z[i] > 0 {
			c += (1 - y[i]) * z[i]
		} else {
			c -= y[i] * z[i]
		}
		// σ(z) − y, written so that nothing cancels where σ(z) is near y.
		dZ[i] = ((1-y[i])*sigmoid(z[i], 0) - y[i]*sigmoid(-z[i], 0)) / count
	}
	return c / count
}

// softmaxCE: with p = softmax(z) and w the weights of the classes,
// C = mean −Σ w·log p and ∂C/∂z = (p·Σw − w)/batch. A class index is a weight
// of 1 for that class.
func softmaxCE(z, y []float64, classes int, dZ []float64) float64 {
	c, batch := 0.0, len(z)/classes
	for n := range batch {
		zn, dn, w := row(z, n, classes), row(dZ, n, classes), classWeights(y, n, batch, classes)
		top, rest := likeliest(zn)
		all := sum(w)
		for k := range zn {
			e := exp(zn[k] - zn[top])
			others := rest // what all but k weigh, so that 1 − p keeps its digits
			if k != top {
				others = 1 + rest - e
			}
			if w[k] != 0 {
				c += w[k] * (math.Log1p(rest) + (zn[top] - zn[k]))
			}
			dn[k] = ((all-w[k])*e - w[k]*others) / ((1 + rest) * float64(batch))
		}
	}
	return c / float64(batch)
}

// likeliest returns the class with the largest z, and Σ e^(z−z_top) of all
// others: the top's own 1 would swallow small terms.
func likeliest(z []float64) (top int, rest float64) {
	top = argMax(z)
	for k := range z {
		if k != top {
			rest += exp(z[k] - z[top])
		}
	}
	return top, rest
}

// classWeights are the weights of the classes for the n-th example of y, which
// holds an index or one weight a class.
func classWeights(y []float64, n, batch, classes int) []float64 {
	if len(y) == batch*classes {
		return row(y, n, classes)
	}
	w := make([]float64, classes)
	w[int(y[n])] = 1
	return w
}

// argMax is the index of the largest value.
func argMax(z []float64) int {
	top := 0
	for k := range z {
		if z[k] > z[top] {
			top = k
		}
	}
	return top
}
