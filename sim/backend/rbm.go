package backend

// RBM trains one restricted Boltzmann machine by contrastive divergence (CD-1,
// see nn.RBM.Contrast), minibatch by minibatch. Each package of a Backend has
// one. Same problem, same numbers, whatever the number of calls that the steps
// are spread over.
type RBM interface {
	// Reset forgets everything and starts on p, whose slices it only reads. An
	// *UnsupportedError means that another backend should be asked.
	Reset(p RBMProblem) error
	// Train takes the given number of steps; on a GPU it may return before they
	// are done.
	Train(steps int) error
	// Observe describes the machine as it stands, without a step.
	Observe() (RBMObservation, error)
	// Close frees what the machine holds. It is not used afterwards.
	Close()
}

// RBMProblem is all that an RBM needs to start.
type RBMProblem struct {
	Visible, Hidden int
	// Gaussian visible units are for real numbers of about unit variance;
	// binary ones for numbers from 0 to 1, taken for probabilities.
	Gaussian bool
	W, B     []float32 // first weights (hidden, visible) and hidden biases
	X        []float32 // examples (n, visible), at least one
	Batch    int       // examples a step
	Seed     uint64    // of minibatches and of hidden states
}

// RBMObservation describes a machine at one moment.
type RBMObservation struct {
	Step int       // steps taken
	W, B []float32 // the caller's own
	// Error is the RMS error with which the minibatch of the next step is
	// reconstructed; not finite once the machine has diverged.
	Error float64
}

// What Hinton 2010 advises: learning rates (section 7; two orders of magnitude
// less for Gaussian visible units, 13.2), momentum that is raised once the
// first large steps are taken (9.1), and a weight cost (10).
const (
	rbmRate          = 0.1
	rbmGaussianRate  = 0.001
	rbmFirstMomentum = 0.5
	rbmMomentum      = 0.9
	RBMSettled       = 100 // steps with the first momentum
	RBMDecay         = 2e-4
)

// Rate is the learning rate.
func (p RBMProblem) Rate() float64 {
	if p.Gaussian {
		return rbmGaussianRate
	}
	return rbmRate
}

// Momentum is that of a step, counted from 0: with the direction d of the
// step, a parameter x and its velocity v,
//
//	v ← momentum·v + rate·d;  x ← x + v
//
// where d of a weight is ∂W less RBMDecay·W.
func (p RBMProblem) Momentum(step int) float64 {
	if step < RBMSettled {
		return rbmFirstMomentum
	}
	return rbmMomentum
}
