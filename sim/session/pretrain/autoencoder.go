package pretrain

import (
	"slices"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/text"
)

// autoencoder trains a hidden layer to keep what it is told: a dense layer and
// its activation, and behind them a decoder that gives back the input. It is a
// network like any other, so any Backend trains it.
//
// The decoder's weights are its own (untied). Where the input is what sigmoid
// units below put out, the decoder ends in sigmoids and minimises the
// cross-entropy; anywhere else it is linear and minimises the squared error
// (Vincent et al. 2010, section 2.2). This matters: a linear decoder of sigmoid
// units can make up for an encoder that uses a tiny, linear part of its range,
// and then nothing is gained for the layers above.
type autoencoder struct {
	backend backend.Backend
	scale   float64 // RMS of ∂C/∂output → RMS of the error
}

// autoencoderHyper is Adam at a rate that no layer of a digits network was
// found to be sensitive to within a factor of three.
var autoencoderHyper = backend.Hyper{Optimiser: optim.Adam, LR: 0.003}

func newAutoencoder(b backend.Backend, task layerTask) (layerTrainer, error) {
	spec := task.autoencoderSpec()
	params, err := nn.Init(spec, nn.InitOptions{Scheme: "xavier", Gain: 1, Seed: task.seed})
	if err != nil {
		return nil, err
	}
	params[0], params[1] = task.w, task.b
	set := &data.Set{Shape: spec.Input, Train: data.Part{X: task.x, Y: task.x}}
	err = b.Reset(backend.Problem{Spec: spec, State: backend.State{Params: params}, Data: set, Batch: Batch, Seed: task.seed})
	if err != nil {
		b.Close()
		return nil, err
	}
	scale := float64(Batch * task.in) // ∂C/∂z is the error over the count,
	if spec.Loss == nn.MSE {
		scale /= 2 // or twice that
	}
	return &autoencoder{b, scale}, nil
}

// autoencoderSpec is the layer with a decoder behind it.
func (t layerTask) autoencoderSpec() nn.Spec {
	loss := nn.MSE
	if t.probabilities {
		loss = nn.BCE
	}
	return nn.Spec{Input: nn.Vector(t.in), Loss: loss, Layers: append(t.layers(), nn.LayerSpec{Kind: nn.KindDense, Units: t.in})}
}

func (a *autoencoder) train(steps int) error { return a.backend.Train(steps, autoencoderHyper) }

func (a *autoencoder) observe() (encoding, error) {
	o, err := backend.ObserveWhole(a.backend, backend.Want{State: true}, autoencoderHyper)
	switch {
	case err != nil:
		return encoding{}, err
	case o.Diverged != nil:
		return encoding{}, ErrDiverged
	}
	out := o.Layers[len(o.Layers)-1]
	return encoding{w: o.State.Params[0], b: o.State.Params[1], err: out.DeltaRMS * a.scale}, nil
}

func (a *autoencoder) close() { a.backend.Close() }

// boltzmann trains a hidden layer as the hidden units of an RBM.
type boltzmann struct{ backend.RBM }

func newBoltzmann(m backend.RBM, task layerTask) (layerTrainer, error) {
	err := m.Reset(backend.RBMProblem{
		Visible: task.in, Hidden: task.units, Gaussian: !task.probabilities,
		W: task.w, B: task.b, X: task.x, Batch: Batch, Seed: task.seed,
	})
	if err != nil {
		m.Close()
		return nil, err
	}
	return boltzmann{m}, nil
}

func (b boltzmann) train(steps int) error { return b.Train(steps) }

func (b boltzmann) observe() (encoding, error) {
	o, err := b.Observe()
	if err != nil {
		return encoding{}, err
	}
	if !num.Finite(o.Error) || slices.ContainsFunc(o.W, infinite) {
		return encoding{}, ErrDiverged
	}
	return encoding{o.W, o.B, o.Error}, nil
}

func infinite(x float32) bool { return !num.Finite(float64(x)) }

func (b boltzmann) close() { b.Close() }

// ErrDiverged ends a pre-training whose numbers are no longer finite.
var ErrDiverged = error(text.New("session.pretrainingDiverged"))

// Memory estimates what pre-training takes beside the lane itself; of says
// it of a backend.
func Memory(c experiment.Config, p backend.Problem, of func(backend.Problem, backend.Hyper) int64) int64 {
	if c.Pretrain == experiment.PretrainNone {
		return 0
	}
	act := nn.LayerSpec{Kind: nn.KindAct, Act: c.Act, Slope: c.Slope}
	t := layerTask{in: max(c.Width, p.Data.Shape.Size()), units: c.Width, act: act}
	layer := backend.Problem{Spec: t.autoencoderSpec(), Batch: Batch, Data: p.Data}
	handedUp := 4 * int64(p.Data.Train.Len()) * int64(c.Width)
	return 3*handedUp + of(layer, autoencoderHyper) // below, above, and above as it grows
}
