// Package backend is the contract between what trains a network and whoever asks
// for it: the Backend, the Problem that it starts on, what may change from one
// step to the next (Hyper), and the Observation that comes back. It knows nothing
// of settings, sessions or screens. The reference (ref), the CPU (cpu) and the GPU
// (gpu) implement it, and conformance holds them all to the same behaviour.
package backend

import (
	"time"

	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// Backend trains one network. The reference (sim/backend/ref), the CPU (sim/backend/cpu) and
// the GPU (sim/backend/gpu) implement it, and sim/backend/conformance holds them all to the
// same behaviour. A Backend is used by one goroutine at a time.
type Backend interface {
	// Info says what runs. It may be called at any time.
	Info() Info

	// Reset forgets everything and starts on p, whose slices the backend
	// copies or only reads. An *UnsupportedError means that this backend
	// cannot run such a network and another should be asked.
	Reset(p Problem) error

	// Train takes the given number of training steps with h. It reads nothing
	// back: on a GPU it may return before the steps are done. A lane whose
	// loss stops being finite makes no further steps; the next Observe says so.
	// An *InterruptedError means that only some of the steps were taken.
	Train(steps int, h Hyper) error

	// Observe waits for the steps before it and describes the network as it
	// stands: one more forward and backward pass over the minibatch that the
	// next step will use, without an update. h is what the next step would be
	// taken with. It is the only way to get anything out of a backend. The
	// caller owns the result. An *InterruptedError means that there is none.
	Observe(want Want, h Hyper) (*Observation, error)

	// NewRBM makes an RBM that computes on what this backend computes on.
	NewRBM() RBM

	// Close frees what the backend holds. The backend is not used afterwards.
	Close()
}

// Overlapping is a Backend that can go on training while an observation is on
// its way.
type Overlapping interface {
	Backend
	// StartObserve begins an observation of the network as it stands, behind
	// the steps before it, and returns at once. What Train is asked for
	// meanwhile does not change it. At most two may be on their way; a Reset or
	// a Close drops them.
	StartObserve(want Want, h Hyper) (Pending, error)
}

// Evaluator is a Backend that can evaluate a network in slices, between which it trains on.
type Evaluator interface {
	Backend
	// StartEval begins an evaluation over the whole data, of parameters that a State has
	// brought and that are read as long as it goes on: nothing else of want than
	// Eval and Field is looked at. What the backend does meanwhile does not change it.
	StartEval(params [][]float32, want Want) (Evaluation, error)
}

// Evaluation is an evaluation in slices. It is for the goroutine of its backend.
type Evaluation interface {
	// Work goes on for about the budget, a minibatch at least, and reports whether it is done.
	Work(budget time.Duration) bool
	// Scores are, once it is done, to the bit those that Observe has of the same parameters.
	Scores() Scores
	// Stop ends it; it may be called at any time, and more than once.
	Stop()
}

// Finisher is a Backend whose Train may return before the steps are done.
type Finisher interface {
	Backend
	// Finish waits until they are. It reads nothing back, and needs nothing that
	// only observations do.
	Finish() error
}

// Pending is an observation on its way.
type Pending interface {
	// Wait returns it once it is there, as Observe does. It is called once.
	Wait() (*Observation, error)
}

// GPU is a device that was opened. Before it has passed its Test nothing that it
// computes may be shown or trained on: it may be timed.
type GPU interface {
	// NewBackend makes a backend on it.
	NewBackend() Backend
	// NewTrials makes n backends that are only timed, together, on a goroutine that need
	// not be that of other backends.
	NewTrials(n int) []Backend
	// Prepare gets trials, which have been Reset, ready to train
	// together: it compiles what that takes, and waits for it.
	Prepare(trials []Trial) error
	// Test holds the device against the CPU, and says in a sentence for the viewer
	// what differs. A device that fails is given back; if it was lost meanwhile the
	// error is a *LostError, and another is looked for.
	Test() error
}

// Trial is a backend that is tried out, with what its lane trains by.
type Trial struct {
	Backend
	Hyper Hyper
}

// Info names a backend and what it runs on.
type Info struct {
	Name     string // "ref", "cpu" or "gpu"
	Adapter  string // of a GPU: vendor, architecture and whether it is software; of a CPU: its vector kernels, if any
	Software bool   // a GPU that is, or behaves like, a program
}

// Problem is all that a backend needs to start.
type Problem struct {
	Spec  nn.Spec
	State State
	Data  *data.Set
	Batch int    // examples a step, at least 1
	Seed  uint64 // of the minibatches and of training noise
}

// State is what training changes. Tensors follow nn.Spec.Tensors.
type State struct {
	Step   int         // steps taken so far
	Params [][]float32 // one flat slice a tensor
	// Moments holds the optimiser's own memory, nil before the first step.
	// Momentum and RMSProp keep one slice a tensor, Adam two (first moments of
	// all tensors, then second moments).
	Moments [][]float32
}

// Hyper is what may change between two steps without a reset.
type Hyper struct {
	Optimiser optim.Rule
	LR        float64
	Decay     float64 // L2: Decay·W is added to ∂C/∂W of weights
	Clip      float64 // bound of the global norm of the gradient, decay included; 0 means none
	// LayerLR multiplies LR layer by layer (observed layers, input first). Nil
	// means 1 everywhere.
	LayerLR []float64
	// Equalise scales each layer's rate, at every step and after all else, so
	// that its update/weight ratio matches that of the last layer. A layer that
	// has no finite ratio keeps its rate.
	Equalise bool
}
