package layout

import (
	"backflow/shaders"
	"backflow/sim/nn"
)

// Walk lists what a gradient meets between the loss and the input: pairs of a
// place in shaders.Walk and an observed layer. See blockedGradients of package
// sim, which the shader repeats.
func (n *Network) Walk(batch int) []uint32 {
	w := walker{layer: len(n.Layers), batch: batch}
	w.observed, _ = n.Spec.Observed() // as newNetwork has found out
	w.walk(n.Spec.Layers)
	return w.list
}

// WalkLevels is how deep residual branches lie in each other, at most.
func (n *Network) WalkLevels() int {
	level, most := 0, 0
	list := n.Walk(0)
	for i := 0; i < len(list); i += 2 {
		switch walkName(list[i]) {
		case "branch":
			level++
			most = max(most, level)
		case "rejoin":
			level--
		}
	}
	return most
}

func walkName(instruction uint32) string { return shaders.Walk[instruction] }

type walker struct {
	list     []uint32
	layer    int // observed layer that the walk has met last
	observed []nn.ObservedLayer
	batch    int
}

// alone reports whether the layer at place i normalises single values.
func (w *walker) alone(layers []nn.LayerSpec, i int) bool {
	j := nn.OwnerOf(layers, i)
	if j < 0 {
		return false
	}
	owner := w.layer
	if nn.ActivationOf(layers, j) < 0 { // which is still to be met
		owner--
	}
	return w.observed[owner].Spreadless(layers, i, w.batch)
}

func (w *walker) meet(what string) {
	for i, name := range shaders.Walk {
		if name == what {
			w.list = append(w.list, uint32(i), uint32(w.layer))
		}
	}
}

func (w *walker) walk(layers []nn.LayerSpec) {
	for i := len(layers) - 1; i >= 0; i-- {
		switch l := layers[i]; {
		case l.Kind.Weighted():
			if nn.ActivationOf(layers, i) < 0 { // else its activation has been met
				w.layer--
				w.meet("values")
			}
			w.meet("weights")
		case l.Kind == nn.KindAct:
			if nn.OwnerOf(layers, i) >= 0 {
				w.layer--
				w.meet("values")
			}
		case w.alone(layers, i):
			w.meet("alone")
		case l.Kind == nn.KindBatchNorm:
			w.meet("across")
		case l.Kind == nn.KindResidual:
			w.meet("branch")
			w.walk(l.Layers)
			w.meet("rejoin")
		}
	}
}
