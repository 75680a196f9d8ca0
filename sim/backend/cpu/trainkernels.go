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
	var s [4]float64
	for i, v := range x {
		s[i%4] += float64(float64(v) * float64(v))
	}
	sum[0] = (s[0] + s[2]) + (s[1] + s[3])
}

func (trainLoops) lost(count []float64, w, g, factor []float32) {
	count[0] = float64(stats.Lost(w, g, factor[0]))
}
