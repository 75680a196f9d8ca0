// Package pretrain trains the hidden layers of a network one after the other, without
// labels, before its first step: as auto-encoders, which any Backend trains, or as
// restricted Boltzmann machines.
package pretrain

import (
	"slices"
	"time"

	"backflow/sim/backend"
	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/session/meter"
)

// How long each layer is pre-trained, whatever the data: on the digits 4.8
// epochs.
const (
	Steps = 600 // minibatches a layer
	Batch = 32  // examples a minibatch
)

// Run is the greedy, layer-wise, unsupervised training of Hinton,
// Osindero and Teh 2006 (RBMs) and of Bengio et al. 2007 (auto-encoders): each
// hidden layer in turn, input side first, learns to represent what the layers
// below it put out for the training part. It starts from the lane's own initial
// weights and leaves the output layer alone. The examples of the
// next layer are its activations without noise: probabilities, where the units are sigmoid.
//
// It is done in small pieces, and the pieces do not show in the result.
type Run struct {
	method string
	seed   uint64
	spec   nn.Spec // of the lane's network
	depth  int
	params [][]float32 // of the lane's network; replaced, never changed
	// OnCPU is set once another backend could not do it.
	OnCPU bool

	layer   int // that is being trained, from 0; depth when all is done
	step    int // minibatches it was trained on
	trainer layerTrainer
	task    layerTask
	encoded []float32 // the next layer's examples, as far as they are computed
	encoder *nn.Network
	errors  []Error
	moved   bool // params have changed since Collect
	cost    meter.Cost
}

// layerTask is one layer to pre-train.
type layerTask struct {
	in, units     int
	act           nn.LayerSpec
	w, b          []float32 // to start from
	x             []float32 // (n, in)
	probabilities bool      // what x holds: sigmoid units put it out
	seed          uint64
}

// layers is the layer itself.
func (t layerTask) layers() []nn.LayerSpec {
	return []nn.LayerSpec{{Kind: nn.KindDense, Units: t.units}, t.act}
}

// layerTrainer pre-trains one layer.
type layerTrainer interface {
	train(steps int) error
	observe() (encoding, error)
	close()
}

// encoding is what a layer has come to: its parameters, and the RMS error with
// which its input is reconstructed from what it puts out.
type encoding struct {
	w, b []float32
	err  float64
}

// New returns what is to be done before a lane takes its first
// step; nil where it is nothing.
func New(c experiment.Config, p backend.Problem) *Run {
	if c.Pretrain == experiment.PretrainNone {
		return nil
	}
	t := &Run{method: c.Pretrain, seed: p.Seed, spec: p.Spec, depth: c.Depth, params: p.State.Params}
	t.task = t.taskOf(0, p.Data.Train.X, p.Data.Shape.Size())
	return t
}

// taskOf describes a layer whose inputs are x. The network is Depth times
// dense and activation: Config.reconcile has seen to that.
func (p *Run) taskOf(layer int, x []float32, in int) layerTask {
	act := p.activation()
	return layerTask{
		in: in, units: len(p.params[2*layer+1]), act: act, w: p.params[2*layer], b: p.params[2*layer+1],
		x: x, probabilities: layer > 0 && act.Act == "sigmoid",
		seed: nn.Stream(p.seed, nn.UsePretraining, layer).Uint64(),
	}
}

// activation is that of every hidden layer.
func (p *Run) activation() nn.LayerSpec {
	i := slices.IndexFunc(p.spec.Layers, func(l nn.LayerSpec) bool { return l.Kind == nn.KindAct })
	return p.spec.Layers[i]
}

// Busy reports whether there is anything left to do. There is nothing to do
// for nil.
func (p *Run) Busy() bool { return p != nil && p.layer < p.depth }

// Work goes on for about the given time, and does one piece at least. open makes a backend to train on.
func (p *Run) Work(budget time.Duration, open func() backend.Backend) error {
	for start := time.Now(); p.Busy(); {
		left := budget - time.Since(start)
		if err := p.piece(left, open); err != nil || time.Since(start) >= budget {
			return err
		}
	}
	return nil
}

// piece does the next thing: it begins a layer, trains it for a while, ends it,
// or encodes some examples for the next one.
func (p *Run) piece(budget time.Duration, open func() backend.Backend) error {
	switch {
	case p.encoder != nil:
		p.encode()
		return nil
	case p.trainer == nil:
		return p.begin(open)
	case p.step < Steps:
		return p.train(budget)
	}
	return p.finish()
}

func (p *Run) begin(open func() backend.Backend) (err error) {
	if p.trainer, err = p.newTrainer(open()); err != nil {
		return err
	}
	e, err := p.trainer.observe()
	if err != nil {
		return err
	}
	p.errors = append(p.errors, Error{Name: p.LayerName(), Before: num.JSON(e.err), After: num.JSON(e.err)})
	p.cost = meter.Cost{}
	return nil
}

// newTrainer makes what trains the present layer on a backend.
func (p *Run) newTrainer(b backend.Backend) (layerTrainer, error) {
	if p.method == experiment.PretrainRBM {
		return newBoltzmann(b.NewRBM(), p.task)
	}
	return newAutoencoder(b, p.task)
}

func (p *Run) train(budget time.Duration) error {
	n := 1
	if p.cost.PerUnit > 0 {
		n = max(1, min(Steps-p.step, int(budget/p.cost.PerUnit)))
	}
	start := time.Now()
	err := p.trainer.train(n)
	if taken, interrupted := backend.StepsTaken(err); interrupted {
		p.step += taken
		p.moved = true
		return nil
	}
	if err != nil {
		return err
	}
	p.cost.Add(time.Since(start), n)
	p.step += n
	p.moved = true
	return nil
}

// Collect returns the parameters of the lane's network where they have changed since
// it was last asked, and can be had: where they cannot, the next work finds out
// itself, and can say more about it.
func (p *Run) Collect() (params [][]float32, news bool) {
	if !p.News() {
		return nil, false
	}
	p.moved = false
	if p.take() != nil {
		return nil, false
	}
	return p.params, true
}

// take brings the parameters up to what has been learnt.
func (p *Run) take() error {
	if p.trainer == nil {
		return nil
	}
	e, err := p.trainer.observe()
	if err != nil {
		return err
	}
	p.params = slices.Clone(p.params)
	p.params[2*p.layer], p.params[2*p.layer+1] = e.w, e.b
	p.errors[p.layer].After = num.JSON(e.err)
	return nil
}

// finish takes the layer as it is and prepares to encode the examples.
func (p *Run) finish() (err error) {
	if err := p.take(); err != nil {
		return err
	}
	p.Drop()
	spec := nn.Spec{Input: nn.Vector(p.task.in), Layers: p.task.layers(), Loss: nn.MSE}
	p.encoder, err = nn.New(spec, [][]float64{num.Float64s(p.params[2*p.layer]), num.Float64s(p.params[2*p.layer+1])})
	return err
}

// Drop closes the trainer.
func (p *Run) Drop() {
	if p.trainer != nil {
		p.trainer.close()
	}
	p.trainer, p.step = nil, 0
}

// Restart does the present layer again from its beginning.
func (p *Run) Restart() {
	p.Drop()
	p.errors = p.errors[:min(len(p.errors), p.layer)]
}

// Redo is Restart where the layer is learnt by a backend of the lane's own kind,
// whose device is gone.
func (p *Run) Redo() {
	if p.Busy() && p.trainer != nil {
		p.Restart()
	}
}

// encodeChunk is how many examples are encoded at once: few, so that even a
// wide layer does not take long.
const encodeChunk = 8

// encode computes the activations of some more examples, in the reference's
// arithmetic: the same bits whatever trained the layer. The last of them begin
// the next layer.
func (p *Run) encode() {
	from, n := len(p.encoded)/p.task.units, len(p.task.x)/p.task.in
	if p.layer+1 < p.depth && from < n {
		to := min(n, from+encodeChunk)
		x := num.Float64s(p.task.x[from*p.task.in : to*p.task.in])
		for _, a := range p.encoder.Forward(x, nn.Pass{Batch: to - from}) {
			p.encoded = append(p.encoded, float32(a))
		}
		return
	}
	p.layer, p.encoder = p.layer+1, nil
	x := p.encoded
	p.encoded = nil
	if p.Busy() {
		p.task = p.taskOf(p.layer, x, p.task.units)
	} else {
		p.task = layerTask{} // nobody needs the examples any more
	}
}
