package cpu

import (
	"fmt"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
	"backflow/sim/text"
)

// network is a specification turned into layers with room for one minibatch.
type network[T stats.Real] struct {
	layers  sequence[T]
	tensors []*tensor[T] // in the order of nn.Spec.Tensors
	probes  []probe[T]   // the observed layers
	outputs int          // values an example at the end
	output  []T          // of the newest forward pass
	noisy   bool         // whether an activation adds noise
	norms   bool         // whether there is a batchNorm
}

// option is how a network is built.
type option int

const (
	plain       option = iota
	recorded           // every layer in a recorder, ∂C/∂x of the first one too
	forwardOnly        // ∂C/∂x of none
)

// newNetwork builds a network for minibatches of up to batch examples, with
// all parameters zero.
func newNetwork[T stats.Real](spec nn.Spec, batch int, how option) (*network[T], error) {
	specs, err := spec.Tensors()
	if err != nil {
		return nil, err
	}
	var tensors []*tensor[T]
	for _, s := range specs {
		n := s.Size()
		tensors = append(tensors, &tensor[T]{s, make([]T, n), make([]T, n), make([]float32, simd.UpdateScalars)})
	}
	return newNetworkOf(tensors, spec, batch, how)
}

// newNetworkOf is newNetwork around tensors that there are already.
func newNetworkOf[T stats.Real](tensors []*tensor[T], spec nn.Spec, batch int, how option) (*network[T], error) {
	b := builder[T]{net: &network[T]{tensors: tensors}, batch: batch, how: how, free: tensors}
	layers, out, err := b.build(spec.Input, spec.Layers)
	b.net.layers, b.net.outputs = layers, out.Size()
	return b.net, err
}

// forward returns the output of p.n examples, (n, outputs).
func (n *network[T]) forward(x []T, p pass[T]) []T {
	n.output = n.layers.forward(x, p)
	return n.output
}

// load sets the parameters.
func (n *network[T]) load(params [][]T) error {
	if len(params) != len(n.tensors) {
		return fmt.Errorf("%d parameter tensors were given, the network has %d", len(params), len(n.tensors))
	}
	for i, t := range n.tensors {
		if len(params[i]) != len(t.w) {
			return fmt.Errorf("parameter tensor %d has %d values, the network needs %d", i, len(params[i]), len(t.w))
		}
		copy(t.w, params[i])
	}
	return nil
}

// builder makes layers and hands out the tensors in their canonical order.
type builder[T stats.Real] struct {
	net   *network[T]
	batch int
	how   option
	free  []*tensor[T] // not yet handed out
	acts  int          // activation layers so far
	scratch[T]
}

// scratch is room that all layers of a network use, one after the other: what
// one leaves there is gone when the next one runs.
type scratch[T stats.Real] struct{ patches, transposed, turned shared[T] }

// shared is a slice that is handed out again and again.
type shared[T stats.Real] []T

// of returns room for n values.
func (s *shared[T]) of(n int) []T {
	if n > len(*s) {
		*s = make([]T, n)
	}
	return (*s)[:n]
}

func (b *builder[T]) take() (weight, bias *tensor[T]) {
	weight, bias = b.free[0], b.free[1]
	b.free = b.free[2:]
	return weight, bias
}

func (b *builder[T]) build(in nn.Shape, specs []nn.LayerSpec) (sequence[T], nn.Shape, error) {
	var layers sequence[T]
	for i, spec := range specs {
		out, err := (nn.Spec{Input: in, Layers: specs[i : i+1]}).Output()
		if err != nil {
			return nil, nn.Shape{}, err
		}
		free := b.free
		l, err := b.layer(in, out, spec)
		if err != nil {
			return nil, nn.Shape{}, err
		}
		b.probe(specs, i, l)
		if b.how == recorded {
			r := &recorder[T]{layer: l, kind: spec.Kind}
			if spec.Kind != nn.KindResidual {
				r.tensors = free[:len(free)-len(b.free)]
			}
			l = r
		}
		layers = append(layers, l)
		in = out
	}
	return layers, in, nil
}

func (b *builder[T]) layer(in, out nn.Shape, l nn.LayerSpec) (layer[T], error) {
	switch l.Kind {
	case nn.KindDense:
		wantDX := b.wantDX()
		w, bias := b.take()
		return newDense(in.Size(), out.Size(), b.batch, w, bias, wantDX, &b.scratch), nil
	case nn.KindConv:
		wantDX := b.wantDX()
		w, bias := b.take()
		return newConv(l, in, out, b.batch, w, bias, wantDX, &b.scratch), nil
	case nn.KindMaxPool:
		return newMaxPool[T](in, out, l.Size, b.batch), nil
	case nn.KindAvgPool:
		return newAvgPool[T](in, out, l.Size, b.batch), nil
	case nn.KindWrap:
		return newWrap[T](in, out, l.Pad, b.batch), nil
	case nn.KindFlatten:
		return flatten[T]{}, nil
	case nn.KindBatchNorm:
		gamma, beta := b.take()
		b.net.norms = true
		return newBatchNorm(in, l.Eps, b.batch, gamma, beta), nil
	case nn.KindLayerNorm:
		gamma, beta := b.take()
		return newLayerNorm(in, l.Eps, b.batch, gamma, beta), nil
	case nn.KindAct:
		a := newAct[T](l, in.Size(), b.batch, b.acts)
		b.acts++
		b.net.noisy = b.net.noisy || a.noisy
		return a, nil
	case nn.KindResidual:
		return b.residual(in, l)
	}
	return nil, &backend.UnsupportedError{Reason: text.New("place.noLayerOnCPU", "kind", string(l.Kind))}
}

// wantDX reports whether ∂C/∂x of the next layer is needed: it is where a layer
// in front has something to train.
func (b *builder[T]) wantDX() bool {
	return b.how == recorded || b.how == plain && len(b.free) < len(b.net.tensors)
}

func (b *builder[T]) residual(in nn.Shape, l nn.LayerSpec) (layer[T], error) {
	branch, _, err := b.build(in, l.Layers)
	if err != nil {
		return nil, err
	}
	return newResidual(branch, l.Scale, in.Size(), b.batch), nil
}

// probe notes a dense or conv layer as an observed one, and an activation as
// part of the one it belongs to.
func (b *builder[T]) probe(specs []nn.LayerSpec, i int, l layer[T]) {
	switch l := l.(type) {
	case *dense[T]:
		b.net.probes = append(b.net.probes, probe[T]{weights: l.w, linear: l})
	case *conv[T]:
		b.net.probes = append(b.net.probes, probe[T]{weights: l.w, linear: l})
	case *act[T]:
		if nn.OwnerOf(specs, i) >= 0 { // its owner is the newest one: only norms stand between
			b.net.probes[len(b.net.probes)-1].act = l
		}
	}
}
