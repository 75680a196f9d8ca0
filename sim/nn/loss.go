package nn

import "math"

// Eval returns the loss C of a batch and ∂C/∂out. out is the network's output
// (batch, outputs); y has the same shape for MSE and BCE, and holds one class
// index an example for SoftmaxCE. A Loss that is none of the three gives NaN.
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

// softmaxCE: with p = softmax(z), C = mean −log p_y and ∂C/∂z = (p − onehot(y))/batch.
func softmaxCE(z, y []float64, classes int, dZ []float64) float64 {
	c, batch := 0.0, len(z)/classes
	for n := range batch {
		zn, dn, target := row(z, n, classes), row(dZ, n, classes), int(y[n])
		top := argMax(zn)
		rest := 0.0 // Σ e^(z−z_top) but for the top's own 1, which would swallow small ones
		for k := range zn {
			if k != top {
				rest += exp(zn[k] - zn[top])
			}
		}
		c += math.Log1p(rest) + (zn[top] - zn[target])
		others := 0.0 // 1 − p_y, by summing so that small values keep their digits
		for k := range zn {
			p := exp(zn[k]-zn[top]) / (1 + rest)
			if k != target {
				others += p
			}
			dn[k] = p / float64(batch)
		}
		dn[target] = -others / float64(batch)
	}
	return c / float64(batch)
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
