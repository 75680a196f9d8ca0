package cpu

import "backflow/sim/backend/stats"

// trainKernels are the kernels of whole steps, which are in float32.
type trainKernels interface {
	kernels[float32]

	// gather makes row i of y, of size values, row index[i] of x.
	gather(y, x []float32, index []uint32, size int)

	// update takes a rule's step for one tensor: see plan.change.
	update(p *plan, t *tensor[float32], m, v []float32)
	// addSquares adds the squares of g + decay·w to sum[0], in order.
	addSquares(sum []float64, g, w []float32, decay float32)
	// sumSquares makes sum[0] the sum of the squares of x, of which every
	// fourth is added up apart: (s₀+s₂) + (s₁+s₃).
	sumSquares(sum []float64, x []float32)
	// lost makes count[0] how many of w a change by factor[0]·g leaves as they are.
	lost(count []float64, w, g, factor []float32)
}

// trainLoops carries them out at once.
type trainLoops struct{ loops[float32] }

func (trainLoops) gather(y, x []float32, index []uint32, size int) {
	for i, from := range index {
		copy(example(y, i, size), example(x, int(from), size))
	}
}

func (trainLoops) update(p *plan, t *tensor[float32], m, v []float32) {
	p.change(t, t.g, m, v)
	if p.Equalise {
		return
	}
	w := t.w[:len(t.g)]
	for i, d := range t.g {
		w[i] += d
	}
}

func (trainLoops) addSquares(sum []float64, g, w []float32, decay float32) {
	s := sum[0]
	for i, v := range g {
		x := float64(v + float32(decay*w[i]))
		s += float64(x * x)
	}
	sum[0] = s
}

func (trainLoops) sumSquares(sum []float64, x []float32) {
	var s0, s1, s2, s3 float64
	for ; len(x) > 3; x = x[4:] {
		s0 += square(x[0])
		s1 += square(x[1])
		s2 += square(x[2])
		s3 += square(x[3])
	}
	switch len(x) {
	case 3:
		s2 += square(x[2])
		fallthrough
	case 2:
		s1 += square(x[1])
		fallthrough
	case 1:
		s0 += square(x[0])
	}
	sum[0] = (s0 + s2) + (s1 + s3)
}

// square is in float64, where no square of a float32 is too small.
func square(x float32) float64 { return float64(float64(x) * float64(x)) }

func (trainLoops) lost(count []float64, w, g, factor []float32) {
	count[0] = float64(stats.Lost(w, g, factor[0]))
}
