package ref

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// RBM implements backend.RBM straight on nn.RBM.
type RBM struct {
	problem backend.RBMProblem
	machine nn.RBM
	// Velocities of the machine's W, A and B.
	vW, vA, vB []float64
	draw       data.Minibatches
	step       int
}

// NewRBM returns one without a machine; Reset gives it one.
func NewRBM() *RBM { return &RBM{} }

// NewRBM implements backend.Backend.
func (b *Backend) NewRBM() backend.RBM { return NewRBM() }

// Reset implements backend.RBM.
func (r *RBM) Reset(p backend.RBMProblem) error {
	*r = RBM{
		problem: p,
		machine: nn.RBM{
			Visible: p.Visible, Hidden: p.Hidden, Gaussian: p.Gaussian,
			W: num.Float64s(p.W), A: nn.VisibleBiases(p.X, p.Visible, p.Gaussian), B: num.Float64s(p.B),
		},
		vW: make([]float64, len(p.W)), vA: make([]float64, p.Visible), vB: make([]float64, p.Hidden),
		draw: data.NewMinibatches(len(p.X)/p.Visible, p.Seed),
	}
	return nil
}

// contrast is that of the next step's minibatch.
func (r *RBM) contrast() nn.Contrast {
	indices := make([]int, r.problem.Batch)
	r.draw.Batch(indices, r.step)
	var v []float64
	for _, i := range indices {
		v = append(v, num.Float64s(r.problem.X[i*r.problem.Visible:][:r.problem.Visible])...)
	}
	return r.machine.Contrast(v, nn.NewNoise(r.problem.Seed, r.step).Layer(0))
}

// Train implements backend.RBM.
func (r *RBM) Train(steps int) error {
	for range steps {
		c := r.contrast()
		for i, w := range r.machine.W {
			c.DW[i] -= backend.RBMDecay * w
		}
		r.move(r.machine.W, r.vW, c.DW)
		r.move(r.machine.A, r.vA, c.DA)
		r.move(r.machine.B, r.vB, c.DB)
		r.step++
	}
	return nil
}

func (r *RBM) move(x, v, d []float64) {
	momentum, rate := r.problem.Momentum(r.step), r.problem.Rate()
	for i := range x {
		v[i] = nn.Flush(float64(momentum*v[i]) + float64(rate*d[i]))
		x[i] += v[i]
	}
}

// Observe implements backend.RBM.
func (r *RBM) Observe() (backend.RBMObservation, error) {
	return backend.RBMObservation{
		Step: r.step, W: float32s(r.machine.W), B: float32s(r.machine.B),
		Error: math.Sqrt(r.contrast().SquaredError),
	}, nil
}

// Close implements backend.RBM.
func (r *RBM) Close() {}
