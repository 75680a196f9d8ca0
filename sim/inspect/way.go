package inspect

import (
	"math"

	"backflow/sim/nn"
)

// Way is how ∂E/∂y of a unit comes about: from the loss, as a sum over the units of the
// dense layer behind it, both around and through a skip connection's branch, from
// the end of one, or through something else.
type Way struct {
	Kind string `json:"kind"` // loss, dense, skip, branch or through

	// Of the loss: ∂E/∂y = Times·(Says − Target)/Count.
	Loss   nn.Loss `json:"loss,omitempty"`
	Says   Number  `json:"says"` // the probability, or the output itself
	Target Number  `json:"target"`
	Times  Number  `json:"times"`
	Count  int     `json:"count"`

	Sum Sum `json:"sum"` // dense: Σ w_kj·∂E/∂(Σwx + b)_k over units k

	Around  Number `json:"around"`  // skip: what passes the branch by
	Through Number `json:"through"` // and what comes through it

	Scale Number `json:"scale"` // branch: ∂E/∂y = Scale·Behind
	After Number `json:"after"` // ∂E/∂(x + Scale·branch)

	Layer nn.Kind `json:"layer,omitempty"` // through: the kind of what takes y
}

// way tells how ∂E/∂y came to the i-th value of what the layer gives, of the first example.
func (v *view) way(i int) Way {
	next := v.spot.next()
	switch {
	case next == nil && v.spot.outer == nil:
		return v.fromLoss(i)
	case next == nil:
		n := v.spot.outer.list[v.spot.outer.at]
		return Way{Kind: "branch", Scale: Number(n.Spec.Scale), After: Number(v.scale * n.DOut[i])}
	case next.Spec.Kind == nn.KindResidual:
		around := v.scale * next.DOut[i]
		return Way{Kind: "skip", Around: Number(around), Through: Number(v.scale*next.DIn[i] - around)}
	}
	if dense := v.dense(); dense != nil {
		return Way{Kind: "dense", Sum: v.behind(dense, i)}
	}
	return Way{Kind: "through", Layer: next.Spec.Kind}
}

// dense is the dense layer that takes y as it is, nil where there is none.
func (v *view) dense() *nn.Node {
	for _, n := range v.spot.list[v.spot.at+1:] {
		switch n.Spec.Kind {
		case nn.KindDense:
			return n
		case nn.KindFlatten:
		default:
			return nil
		}
	}
	return nil
}

// behind is Σ_k w_kj·∂E/∂(Σwx + b)_k.
func (v *view) behind(n *nn.Node, j int) Sum {
	d := n.Layer.(*nn.Dense)
	var terms []Term
	for k := range d.Out {
		w, delta := d.W[k*d.In+j], v.scale*n.DOut[k]
		terms = append(terms, Term{k, Number(w), Number(delta), Number(w * delta)})
	}
	return summed(terms)
}

// fromLoss is the loss's own derivative at an output of the first example.
func (v *view) fromLoss(i int) Way {
	out, k := v.net.Output()[:v.net.Outputs()], v.net.Outputs()
	w := Way{Kind: "loss", Loss: v.Spec.Loss, Times: 1, Count: 1}
	switch v.Spec.Loss {
	case nn.SoftmaxCE:
		w.Says = Number(share(out, i))
		if int(v.y[0]) == i {
			w.Target = 1
		}
		return w
	case nn.BCE:
		w.Says = Number(1 / (1 + math.Exp(-out[i])))
	default:
		w.Says, w.Times = Number(out[i]), 2
	}
	w.Target, w.Count = Number(v.y[i]), k
	return w
}

// share is the softmax of logits at one of them.
func share(logits []float64, i int) float64 {
	sum := 0.0
	for _, z := range logits {
		sum += math.Exp(z - logits[i])
	}
	return 1 / sum
}
