package nn

import "fmt"

// Network is a Spec with parameters, ready to run forward and backward:
//
//	net, err := nn.New(spec, params)
//	out := net.Forward(x, nn.Pass{Batch: n})
//	loss := net.Backward(y)
//
// after which Nodes hold every layer's output and gradients, DParams every
// ∂C/∂parameter, and Observed what a viewer calls the layers.
type Network struct {
	Spec    Spec
	Tensors []TensorSpec
	// Params are the parameters and DParams their gradients, one flat slice a
	// tensor, in the order of Tensors. Changing Params in place changes the
	// network.
	Params, DParams [][]float64

	Nodes    []*Node
	Observed []ObservedNode

	pass     Pass // the newest
	out      []float64
	outShape Shape
}

// ObservedNode is an observed layer: see ObservedLayer.
type ObservedNode struct {
	ObservedLayer
	Node   *Node // the dense or conv layer
	ActOf  *Node // its activation, nil where none follows
	Weight int   // place of its weights among Tensors
}

// New builds the network of spec on params, which it keeps and does not copy.
func New(spec Spec, params [][]float64) (*Network, error) {
	tensors, err := spec.Tensors()
	if err != nil {
		return nil, err
	}
	if !spec.Loss.Known() {
		return nil, fmt.Errorf("unknown loss %q; it is one of %s, %s, %s", spec.Loss, MSE, BCE, SoftmaxCE)
	}
	if err := checkParams(tensors, params); err != nil {
		return nil, err
	}
	n := &Network{Spec: spec, Tensors: tensors, Params: params}
	for _, t := range tensors {
		n.DParams = append(n.DParams, make([]float64, t.Size()))
	}
	b := builder{net: n}
	n.Nodes = b.build(spec.Input, spec.Layers)
	n.outShape = spec.Input
	if len(n.Nodes) > 0 {
		n.outShape = n.Nodes[len(n.Nodes)-1].Shape
	}
	layers, err := spec.Observed()
	for i := range layers {
		n.Observed[i].ObservedLayer = layers[i]
	}
	return n, err
}

func checkParams(tensors []TensorSpec, params [][]float64) error {
	if len(params) != len(tensors) {
		return fmt.Errorf("the network has %d parameter tensors, %d are given", len(tensors), len(params))
	}
	for i, t := range tensors {
		if len(params[i]) != t.Size() {
			return fmt.Errorf("parameter tensor %d (%s) has %d values, the network needs %d", i+1, t.Role, len(params[i]), t.Size())
		}
	}
	return nil
}

// Outputs is the number of values at the network's end, for one example.
func (n *Network) Outputs() int { return n.outShape.Size() }

// CheckExamples says in a sentence what is wrong with a batch of examples, if
// anything is: Forward and Backward themselves expect it to be right.
func (n *Network) CheckExamples(x, y []float64, batch int) error {
	targets := n.Spec.Loss.Targets(n.Outputs())
	switch {
	case batch < 1:
		return fmt.Errorf("a batch of %d examples; it must have at least 1", batch)
	case len(x) != batch*n.Spec.Input.Size():
		return fmt.Errorf("%d examples of %d features need %d values, %d are given", batch, n.Spec.Input.Size(), batch*n.Spec.Input.Size(), len(x))
	case len(y) != batch*targets:
		return fmt.Errorf("%d examples need %d target values, %d are given", batch, batch*targets, len(y))
	}
	if n.Spec.Loss != SoftmaxCE {
		return nil
	}
	for i, class := range y {
		if class != float64(int(class)) || class < 0 || int(class) >= n.Outputs() {
			return fmt.Errorf("example %d is of class %v; classes are whole numbers from 0 to %d", i+1, class, n.Outputs()-1)
		}
	}
	return nil
}

// Forward runs a batch x (batch, features) and returns the output
// (batch, outputs), logits where the loss takes logits.
func (n *Network) Forward(x []float64, p Pass) []float64 {
	n.pass = p
	n.out = forward(n.Nodes, x, p)
	return n.out
}

// Output is the output of the newest Forward.
func (n *Network) Output() []float64 { return n.out }

// Loss returns the loss of the newest Forward for targets y.
func (n *Network) Loss(y []float64) float64 {
	c, _ := n.Spec.Loss.Eval(n.out, y, n.Outputs())
	return c
}

// Backward returns the loss of the newest Forward for targets y, and computes
// all gradients of it.
func (n *Network) Backward(y []float64) float64 {
	c, dOut := n.Spec.Loss.Eval(n.out, y, n.Outputs())
	n.pass.flush(dOut)
	backward(n.Nodes, dOut, n.pass)
	return c
}

// Z returns the pre-activations of the newest pass, (batch, units, pixels).
func (o ObservedNode) Z() []float64 {
	if o.ActOf == nil {
		return o.Node.Out
	}
	return o.ActOf.Layer.(*Act).Z()
}

// A returns the activations; Z itself where no activation follows.
func (o ObservedNode) A() []float64 {
	if o.ActOf == nil {
		return o.Node.Out
	}
	return o.ActOf.Out
}

// Delta returns δ = ∂C/∂Z.
func (o ObservedNode) Delta() []float64 {
	if o.ActOf == nil {
		return o.Node.DOut
	}
	return o.ActOf.DIn
}
