package stats

import "backflow/sim/nn"

// blockedGradients finds, for each observed layer, the entries of δ that must
// be exactly zero because a factor of them is: φ′(z) = 0, a pooling layer that
// passes nothing on, weights that are all zero, a normalisation of single values,
// or, for a whole example, nothing arriving from above for one of these reasons.
// A zero at any other entry is an underflow.
func blockedGradients[T Real](spec nn.Spec, observed []nn.ObservedLayer, batch int, views []View[T]) []blocked[T] {
	b := blocker[T]{observed: observed, batch: batch, views: views, layers: make([]blocked[T], len(views)), layer: len(views) - 1}
	b.walk(spec.Layers, make([]bool, batch))
	return b.layers
}

// blocked tells which entries of a layer's δ must be exactly zero.
type blocked[T Real] struct {
	z, d    []T
	slope   func(z float64) float64 // φ′
	nothing []bool                  // examples for which nothing arrives from above
	pooled  []bool                  // entries that a pooling layer passes nothing to; nil for none
}

// at tells it of one entry. A zero of d may be an underflow: only φ′ itself says.
func (b *blocked[T]) at(example, i int) bool {
	if b.nothing[example] || b.pooled != nil && b.pooled[i] {
		return true
	}
	return (b.d == nil || b.d[i] == 0) && b.slope(float64(b.z[i])) == 0
}

// whole says which examples are blocked at every entry.
func (b *blocked[T]) whole(batch int) []bool {
	whole, size := make([]bool, batch), len(b.z)/batch
	for example := range whole {
		i, end := example*size, (example+1)*size
		for i < end && b.at(example, i) {
			i++
		}
		whole[example] = i == end
	}
	return whole
}

// blocker walks from the loss to the input. Between layers it carries, for
// each example, whether nothing at all can arrive.
type blocker[T Real] struct {
	observed []nn.ObservedLayer
	batch    int
	views    []View[T]
	layers   []blocked[T]
	layer    int    // observed layer that the walk meets next
	pooled   []bool // entries that the pooling layer just met passes nothing to
}

func (b *blocker[T]) walk(layers []nn.LayerSpec, nothing []bool) []bool {
	for i := len(layers) - 1; i >= 0; i-- {
		l := layers[i]
		switch {
		case l.Kind.Weighted():
			nothing = b.weighted(layers, i, nothing)
		case l.Kind == nn.KindAct:
			nothing = b.activation(layers, i, nothing)
		case l.Kind == nn.KindMaxPool:
			b.pool(layers, i)
			continue // the only layer that leaves b.pooled for the one before it
		case b.layer >= 0 && b.observed[b.layer].Spreadless(layers, i, b.batch):
			nothing = filled(b.batch)
		case l.Kind == nn.KindBatchNorm:
			nothing = acrossBatch(nothing)
		case l.Kind == nn.KindResidual:
			b.walk(l.Layers, nothing) // x itself passes the branch by
		}
		b.pooled = nil
	}
	return nothing
}

// weighted passes through a dense or conv layer.
func (b *blocker[T]) weighted(layers []nn.LayerSpec, i int, nothing []bool) []bool {
	if nn.ActivationOf(layers, i) < 0 { // z is the layer's own output
		b.note(nothing, linearSlope)
	}
	allZero := RMS(b.views[b.layer].W) == 0
	b.layer--
	if allZero {
		return filled(b.batch)
	}
	return nothing
}

// activation passes through φ, which belongs to the layer that the walk meets next, if
// only normalisation lies between.
func (b *blocker[T]) activation(layers []nn.LayerSpec, i int, nothing []bool) []bool {
	if nn.OwnerOf(layers, i) < 0 {
		return nothing
	}
	o := b.observed[b.layer]
	return b.note(nothing, func(z float64) float64 { return o.Act.D(z, o.Slope) }).whole(b.batch)
}

func linearSlope(float64) float64 { return 1 }

// note notes what blocks the layer that the walk meets next.
func (b *blocker[T]) note(nothing []bool, slope func(z float64) float64) *blocked[T] {
	v := b.views[b.layer]
	b.layers[b.layer] = blocked[T]{v.Z, v.D, slope, nothing, b.pooled}
	return &b.layers[b.layer]
}

// acrossBatch is BatchNorm's way: an example gets a gradient through the
// batch's mean and variance as long as any other does.
func acrossBatch(nothing []bool) []bool {
	for _, n := range nothing {
		if !n {
			return make([]bool, len(nothing))
		}
	}
	return nothing
}

func filled(n int) []bool {
	all := make([]bool, n)
	fill(all)
	return all
}

func fill(mask []bool) {
	for i := range mask {
		mask[i] = true
	}
}

// pool notes which activations under a max pooling layer win no window.
func (b *blocker[T]) pool(layers []nn.LayerSpec, i int) {
	if i == 0 || !endsObserved(layers, i-1) {
		return
	}
	shape, a := b.observed[b.layer].Out, b.views[b.layer].A
	b.pooled = filled(len(a))
	for plane := 0; plane < len(a); plane += shape.H * shape.W {
		for y := 0; y+layers[i].Size <= shape.H; y += layers[i].Size {
			for x := 0; x+layers[i].Size <= shape.W; x += layers[i].Size {
				b.pooled[winner(a, plane+y*shape.W+x, shape.W, layers[i].Size)] = false
			}
		}
	}
}

// endsObserved says whether the output of the layer at place i is the a of an
// observed layer.
func endsObserved(layers []nn.LayerSpec, i int) bool {
	if layers[i].Kind == nn.KindAct {
		return nn.OwnerOf(layers, i) >= 0
	}
	return layers[i].Kind.Weighted()
}

// winner is the place of the first largest value of a size×size window.
func winner[T Real](a []T, corner, width, size int) int {
	best := corner
	for dy := range size {
		for dx := range size {
			if j := corner + dy*width + dx; a[j] > a[best] {
				best = j
			}
		}
	}
	return best
}
