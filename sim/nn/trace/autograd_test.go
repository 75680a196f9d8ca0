package trace

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"backflow/sim/nn"
)

// An independent check: every number is a node on a tape and derivatives come
// from the chain rule over single operations, knowing nothing of layers. The
// forward pass is written once more, from the definitions, one value at a time.

// scalar is a node of the tape.
type scalar struct {
	v, d  float64 // value, ∂loss/∂value
	from  []*scalar
	slope []float64 // ∂v/∂from
}

type tape struct{ nodes []*scalar }

func (t *tape) node(v float64, from []*scalar, slope ...float64) *scalar {
	s := &scalar{v: v, from: from, slope: slope}
	t.nodes = append(t.nodes, s)
	return s
}

func (t *tape) leaf(v float64) *scalar { return t.node(v, nil) }
func (t *tape) add(a, b *scalar) *scalar {
	return t.node(a.v+b.v, []*scalar{a, b}, 1, 1)
}

func (t *tape) sub(a, b *scalar) *scalar {
	return t.node(a.v-b.v, []*scalar{a, b}, 1, -1)
}

func (t *tape) mul(a, b *scalar) *scalar {
	return t.node(a.v*b.v, []*scalar{a, b}, b.v, a.v)
}
func (t *tape) times(a *scalar, k float64) *scalar { return t.node(a.v*k, []*scalar{a}, k) }
func (t *tape) plus(a *scalar, k float64) *scalar  { return t.node(a.v+k, []*scalar{a}, 1) }
func (t *tape) exp(a *scalar) *scalar {
	e := math.Exp(a.v)
	return t.node(e, []*scalar{a}, e)
}
func (t *tape) log(a *scalar) *scalar { return t.node(math.Log(a.v), []*scalar{a}, 1/a.v) }
func (t *tape) power(a *scalar, p float64) *scalar {
	return t.node(math.Pow(a.v, p), []*scalar{a}, p*math.Pow(a.v, p-1))
}

func (t *tape) sum(xs []*scalar) *scalar {
	total := t.leaf(0)
	for _, x := range xs {
		total = t.add(total, x)
	}
	return total
}
func (t *tape) mean(xs []*scalar) *scalar { return t.times(t.sum(xs), 1/float64(len(xs))) }

func (t *tape) backward(loss *scalar) {
	loss.d = 1
	for i := len(t.nodes) - 1; i >= 0; i-- {
		n := t.nodes[i]
		for j, f := range n.from {
			f.d += n.d * n.slope[j]
		}
	}
}

// image is one example: values by channel, row, column.
type image struct {
	s nn.Shape
	x []*scalar
}

func (m image) at(c, h, w int) *scalar {
	if h < 0 || w < 0 || h >= m.s.H || w >= m.s.W {
		return nil
	}
	return m.x[(c*m.s.H+h)*m.s.W+w]
}

// runner walks a network for a whole batch, taking parameters in turn.
type runner struct {
	t      *tape
	params [][]*scalar
	next   int
	layers []traced
}

// traced is what one layer put out.
type traced struct{ in, out []*scalar }

func (r *runner) take() []*scalar {
	r.next++
	return r.params[r.next-1]
}

func flat(batch []image) []*scalar {
	var all []*scalar
	for _, m := range batch {
		all = append(all, m.x...)
	}
	return all
}

func (r *runner) run(layers []nn.LayerSpec, batch []image) []image {
	for _, l := range layers {
		place := len(r.layers)
		r.layers = append(r.layers, traced{})
		out := r.layer(l, batch)
		r.layers[place] = traced{flat(batch), flat(out)}
		batch = out
	}
	return batch
}

func (r *runner) layer(l nn.LayerSpec, batch []image) []image {
	switch l.Kind {
	case nn.KindBatchNorm:
		return r.batchNorm(l, batch)
	case nn.KindResidual:
		return r.residual(l, batch)
	case nn.KindDense, nn.KindConv:
		w, b := r.take(), r.take()
		return r.each(batch, func(m image) image { return r.weighted(l, m, w, b) })
	case nn.KindLayerNorm:
		gamma, beta := r.take(), r.take()
		return r.each(batch, func(m image) image {
			x := r.normalise(m.x, l.Eps)
			for i := range x {
				x[i] = r.t.add(r.t.mul(gamma[i], x[i]), beta[i])
			}
			return image{m.s, x}
		})
	case nn.KindFlatten:
		return r.each(batch, func(m image) image { return image{nn.Vector(len(m.x)), r.copies(m.x)} })
	case nn.KindAct:
		return r.each(batch, func(m image) image {
			x := make([]*scalar, len(m.x))
			for i := range x {
				x[i] = r.act(l, m.x[i])
			}
			return image{m.s, x}
		})
	}
	return r.each(batch, func(m image) image { return r.pool(l, m) })
}

func (r *runner) each(batch []image, f func(image) image) []image {
	out := make([]image, len(batch))
	for i, m := range batch {
		out[i] = f(m)
	}
	return out
}

// copies are nodes of their own, so that each layer's output has derivatives
// of its own.
func (r *runner) copies(xs []*scalar) []*scalar {
	out := make([]*scalar, len(xs))
	for i, x := range xs {
		out[i] = r.t.plus(x, 0)
	}
	return out
}

// weighted treats a dense layer as a 1×1 convolution of a 1×1 image.
func (r *runner) weighted(l nn.LayerSpec, m image, w, b []*scalar) image {
	kh, kw, stride := max(l.Kernel, 1), max(l.KernelWidth(), 1), max(l.Stride, 1)
	out := image{s: nn.Shape{C: l.Units, H: (m.s.H+2*l.Pad-kh)/stride + 1, W: (m.s.W+2*l.Pad-kw)/stride + 1}}
	for o := range l.Units {
		for h := range out.s.H {
			for v := range out.s.W {
				sum := r.t.plus(b[o], 0)
				for c := range m.s.C {
					for y := range kh {
						for x := range kw {
							if in := m.at(c, h*stride+y-l.Pad, v*stride+x-l.Pad); in != nil {
								sum = r.t.add(sum, r.t.mul(w[((o*m.s.C+c)*kh+y)*kw+x], in))
							}
						}
					}
				}
				out.x = append(out.x, sum)
			}
		}
	}
	return out
}

func (r *runner) pool(l nn.LayerSpec, m image) image {
	out := image{s: nn.Shape{C: m.s.C, H: m.s.H / l.Size, W: m.s.W / l.Size}}
	for i := range out.s.Size() {
		c, h, w := i/(out.s.H*out.s.W), i/out.s.W%out.s.H, i%out.s.W
		var window []*scalar
		for y := range l.Size {
			for x := range l.Size {
				window = append(window, m.at(c, h*l.Size+y, w*l.Size+x))
			}
		}
		if l.Kind == nn.KindAvgPool {
			out.x = append(out.x, r.t.mean(window))
			continue
		}
		largest := window[0]
		for _, s := range window {
			if s.v > largest.v {
				largest = s
			}
		}
		out.x = append(out.x, r.t.plus(largest, 0))
	}
	return out
}

func (r *runner) normalise(x []*scalar, eps float64) []*scalar {
	mean := r.t.mean(x)
	centred, squares := make([]*scalar, len(x)), make([]*scalar, len(x))
	for i := range x {
		centred[i] = r.t.sub(x[i], mean)
		squares[i] = r.t.mul(centred[i], centred[i])
	}
	inverse := r.t.power(r.t.plus(r.t.mean(squares), eps), -0.5)
	for i := range x {
		centred[i] = r.t.mul(centred[i], inverse)
	}
	return centred
}

func (r *runner) batchNorm(l nn.LayerSpec, batch []image) []image {
	gamma, beta := r.take(), r.take()
	out := r.each(batch, func(m image) image { return image{m.s, make([]*scalar, len(m.x))} })
	pixels := batch[0].s.H * batch[0].s.W
	for c := range batch[0].s.C {
		var group []*scalar
		for _, m := range batch {
			group = append(group, m.x[c*pixels:(c+1)*pixels]...)
		}
		for i, x := range r.normalise(group, l.Eps) {
			out[i/pixels].x[c*pixels+i%pixels] = r.t.add(r.t.mul(gamma[c], x), beta[c])
		}
	}
	return out
}

func (r *runner) residual(l nn.LayerSpec, batch []image) []image {
	branch := r.run(l.Layers, batch)
	out := make([]image, len(batch))
	for i, m := range batch {
		out[i] = image{s: m.s}
		for j := range m.x {
			out[i].x = append(out[i].x, r.t.add(m.x[j], r.t.times(branch[i].x[j], l.Scale)))
		}
	}
	return out
}

// act composes activations from exponentials, logarithms and powers; erf, which has
// no such form, brings its own derivative. A row that is not written out here is
// taken from the table, but for its derivative: that is a difference quotient.
func (r *runner) act(l nn.LayerSpec, u *scalar) *scalar {
	t := r.t
	row, _ := nn.ActivationByName(l.Act)
	positive := u.v > 0
	logistic := func(u *scalar) *scalar { return t.power(t.plus(t.exp(t.times(u, -1)), 1), -1) }
	switch l.Act {
	case "sigmoid":
		return logistic(u)
	case "tanh":
		return t.plus(t.times(logistic(t.times(u, 2)), 2), -1)
	case "relu", "noisy":
		return t.times(u, map[bool]float64{true: 1}[positive])
	case "leaky":
		return t.times(u, map[bool]float64{true: 1, false: l.Slope}[positive])
	case "elu", "selu":
		alpha, lambda := 1.0, 1.0
		if l.Act == "selu" {
			alpha, lambda = 1.6732632423543772, 1.0507009873554805
		}
		if positive {
			return t.times(u, lambda)
		}
		return t.times(t.plus(t.exp(u), -1), lambda*alpha)
	case "gelu":
		cdf := t.node(0.5*(1+math.Erf(u.v/math.Sqrt2)), []*scalar{u}, math.Exp(-u.v*u.v/2)/math.Sqrt(2*math.Pi))
		return t.mul(u, cdf)
	case "silu":
		return t.mul(u, logistic(u))
	case "softplus":
		return t.log(t.plus(t.exp(u), 1))
	case "softsign":
		sign := math.Copysign(1, u.v)
		return t.mul(u, t.power(t.plus(t.times(u, sign), 1), -1))
	}
	return t.node(row.F(u.v, l.Slope), []*scalar{u}, quotient(row, u.v, l.Slope))
}

// quotient is φ'(u) by differences of fourth order.
func quotient(a nn.Activation, u, slope float64) float64 {
	const h = 1e-3
	f := func(k float64) float64 { return a.F(u+k*h, slope) }
	return (8*(f(1)-f(-1)) - (f(2) - f(-2))) / (12 * h)
}

// loss follows the definitions; logits of the tests are small.
func (r *runner) loss(kind nn.Loss, out []image, y []float64) *scalar {
	t := r.t
	var terms []*scalar
	for i, x := range flat(out) {
		switch kind {
		case nn.MSE:
			terms = append(terms, t.power(t.plus(x, -y[i]), 2))
		case nn.BCE:
			terms = append(terms, t.sub(t.log(t.plus(t.exp(x), 1)), t.times(x, y[i])))
		}
	}
	if kind == nn.SoftmaxCE {
		for n, m := range out {
			var exps []*scalar
			for _, x := range m.x {
				exps = append(exps, t.exp(x))
			}
			logSum := t.log(t.sum(exps))
			if len(y) != len(out)*len(m.x) {
				terms = append(terms, t.sub(logSum, m.x[int(y[n])]))
				continue
			}
			var weighted []*scalar
			for k, x := range m.x {
				weighted = append(weighted, t.times(t.sub(logSum, x), y[n*len(m.x)+k]))
			}
			terms = append(terms, t.sum(weighted))
		}
	}
	return t.mean(terms)
}

// autograd runs an input on the tape.
func autograd(in *Input) (loss *scalar, r *runner, out []image) {
	r = &runner{t: &tape{}}
	leaves := func(xs []float64) []*scalar {
		list := make([]*scalar, len(xs))
		for i, x := range xs {
			list[i] = r.t.leaf(x)
		}
		return list
	}
	for _, p := range in.Params {
		r.params = append(r.params, leaves(p))
	}
	size := in.Spec.Input.Size()
	var batch []image
	for n := range in.Batch {
		batch = append(batch, image{in.Spec.Input, leaves(in.X[n*size : (n+1)*size])})
	}
	out = r.run(in.Spec.Layers, batch)
	loss = r.loss(in.Spec.Loss, out, in.Y)
	r.t.backward(loss)
	return loss, r, out
}

// tolerance is how far the reference may lie from the tape, relative to a
// tensor's RMS.
const tolerance = 1e-9

func TestReferenceAgreesWithAutograd(t *testing.T) {
	for name, write := range families {
		for seed := range uint64(60) {
			text := write(rand.New(rand.NewPCG(seed, 1)))
			compareWithAutograd(t, fmt.Sprintf("%s, seed %d: ", name, seed), read(t, text))
			if t.Failed() {
				t.Fatal(text)
			}
		}
	}
}

func compareWithAutograd(t *testing.T, what string, in *Input) {
	t.Helper()
	report := reference(t, in)
	loss, r, out := autograd(in)
	agree(t, what+"loss", []float64{float64(report.Loss)}, []float64{loss.v})
	agree(t, what+"output", report.Output.values, values(flat(out)))
	for i, g := range collect(report.Layers) {
		agree(t, what+fmt.Sprintf("gradient %d", i), g.values, derivatives(r.params[i]))
	}
	layers := unnest(report.Layers)
	for i, l := range layers {
		n := what + fmt.Sprintf("layer %d (%s) ", i, l.Type)
		agree(t, n+"out", []float64{float64(l.OutRMS)}, []float64{rms(values(r.layers[i].out))})
		agree(t, n+"delta", []float64{float64(l.DeltaRMS)}, []float64{rms(derivatives(r.layers[i].out))})
		// What feeds a residual has one derivative on the tape, the sum over
		// both ways; a layer's own share of it shows where there is one way.
		if len(layers) == len(report.Layers) {
			agree(t, n+"dx", []float64{float64(l.DXRMS)}, []float64{rms(derivatives(r.layers[i].in))})
		}
	}
}

func unnest(layers []LayerReport) []LayerReport {
	var all []LayerReport
	for _, l := range layers {
		all = append(all, l)
		all = append(all, unnest(l.Layers)...)
	}
	return all
}

func values(list []*scalar) []float64 {
	xs := make([]float64, len(list))
	for i, s := range list {
		xs[i] = s.v
	}
	return xs
}

func derivatives(list []*scalar) []float64 {
	xs := make([]float64, len(list))
	for i, s := range list {
		xs[i] = s.d
	}
	return xs
}

func rms(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x * x
	}
	return math.Sqrt(sum / float64(len(xs)))
}

// floor is for gradients that are zero but for rounding: of a bias in front of
// a normalisation.
const floor = 1e-13

func agree(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tolerance*rms(want)+floor) {
			t.Errorf("%s: value %d is %.17g, want %.17g", what, i, got[i], want[i])
			return
		}
	}
}
