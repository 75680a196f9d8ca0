package inspect

import (
	"math"
	"slices"

	"backflow/sim/nn"
)

// Check holds a derivative against central differences of the loss, which know nothing of
// any chain rule.
type Check struct {
	Step  int   `json:"step"`
	Place Place `json:"place"`
	// Of is what is moved: a weight, a bias (of a unit, all of whose δ it adds up), or, of a
	// layer, all its weights along their gradient.
	Of     string `json:"of"`
	Mean   Pair   `json:"mean"`   // of C
	Here   *Pair  `json:"here"`   // of the example on show, alone; null where examples depend on each other
	Passes int    `json:"passes"` // forward passes that it took
}

// Pair is a derivative beside its difference quotient.
type Pair struct {
	Derivative Number  `json:"derivative"`
	Difference Number  `json:"difference"` // (4·D(h/2) − D(h))/3, D(h) = (E(w+h) − E(w−h))/2h
	H          Number  `json:"h"`
	Error      Number  `json:"error"` // estimated, of the difference
	Verdict    Verdict `json:"verdict"`
}

// Verdict is what comes of the comparison.
type Verdict string

// The verdicts.
const (
	Agrees  Verdict = "agrees"  // within the estimated error
	Differs Verdict = "differs" // by more
	Unseen  Verdict = "unseen"  // both are less than the error: float64 sees no difference of the loss
	Kinked  Verdict = "kinked"  // a kink of an activation, or another winner of a pool, is too near
)

// The steps that are tried first, and how often the best one is halved.
var coarse = []float64{0x1p-2, 0x1p-5, 0x1p-8, 0x1p-11, 0x1p-14, 0x1p-17, 0x1p-20, 0x1p-24}

const (
	halvings = 3
	// rounding is how much of the largest number on the way to the loss its
	// rounding may come to.
	rounding = 0x1p-50
)

// Check computes the derivative of a place again, by differences.
func (s Subject) Check(at Place) (*Check, error) {
	l, at, err := s.openAt(at)
	if err != nil {
		return nil, err
	}
	p := l.prober(l.view(at))
	c := &Check{Step: s.State.Step, Place: at, Of: p.of}
	c.Mean = p.compare(p.slope, func(losses []float64) float64 { return mean(losses) })
	if p.here != nil {
		here := p.compare(*p.here, func(losses []float64) float64 { return losses[0] })
		c.Here = &here
	}
	c.Passes = len(p.seen)
	return c, nil
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

// prober moves parameters and looks at the loss.
type prober struct {
	*lens
	of    string
	moved []float64 // the tensor that is moved, and along what
	along []float64
	slope float64  // the derivative of C along it
	here  *float64 // that of the example on show, if it has one of its own
	from  int      // the first of the network's nodes that the move reaches
	x     []float64
	home  []int // sides of the kinks
	seen  map[float64]sight
}

// sight is what was seen at some distance.
type sight struct {
	losses []float64
	same   bool // no kink lies between
	size   float64
}

func (l *lens) prober(v *view) *prober {
	p := &prober{lens: l, seen: map[float64]sight{}}
	if v.Unit == None {
		p.layer(v)
	} else {
		p.single(v)
	}
	p.from = slices.IndexFunc(l.net.Nodes, func(n *nn.Node) bool { return contains(n, v.o.Node) })
	p.x = l.net.Nodes[p.from].In
	p.home = sides(l.net.Nodes, nil)
	return p
}

// layer moves all weights along their gradient, or along the first where that is 0.
func (p *prober) layer(v *view) {
	grad := p.net.DParams[v.o.Weight]
	p.of, p.moved, p.along = "layer", p.net.Params[v.o.Weight], make([]float64, len(grad))
	length := rms(grad) * math.Sqrt(float64(len(grad)))
	p.slope = length
	if length == 0 {
		p.along[0] = 1
		return
	}
	for i, g := range grad {
		p.along[i] = g / length
	}
}

// single moves one weight, or the bias of a unit.
func (p *prober) single(v *view) {
	at := *v
	p.of = "weight"
	if at.From < 0 {
		at.From, p.of = Bias, "bias"
	}
	p.moved = p.net.Params[at.tensor()]
	p.along = make([]float64, len(p.moved))
	p.along[at.flat()] = 1
	if !at.inert() {
		p.slope = *at.slope()
	}
	if !p.mixed {
		here := 0.0
		for i := range at.pixels {
			here += at.part(0, i)
		}
		p.here = &here
	}
}

func contains(n, inner *nn.Node) bool {
	return n == inner || slices.ContainsFunc(n.Branch, func(m *nn.Node) bool { return contains(m, inner) })
}

// at is what is seen at a distance along the move.
func (p *prober) at(h float64) sight {
	if s, ok := p.seen[h]; ok {
		return s
	}
	before := slices.Clone(p.moved)
	defer copy(p.moved, before)
	for i, a := range p.along {
		p.moved[i] += h * a
	}
	x := p.x
	for _, n := range p.net.Nodes[p.from:] {
		if p.Rest != nil {
			p.Rest()
		}
		x = n.Layer.Forward(x, p.pass())
	}
	s := sight{losses: p.losses(x), same: slices.Equal(sides(p.net.Nodes, nil), p.home)}
	for _, z := range x {
		s.size = max(s.size, math.Abs(z))
	}
	p.seen[h] = s
	return s
}

// quotient is D(h) of a figure of the losses, with what rounding may make of it.
func (p *prober) quotient(h float64, figure func([]float64) float64) (d, noise float64, ok bool) {
	up, down := p.at(h), p.at(-h)
	change := make([]float64, len(up.losses))
	for i := range change {
		change[i] = up.losses[i] - down.losses[i]
	}
	size := max(figure(up.losses), up.size, down.size)
	return figure(change) / (2 * h), rounding * size / h, up.same && down.same
}

// compare finds the step whose difference has the least estimated error.
func (p *prober) compare(derivative float64, figure func([]float64) float64) Pair {
	best := Pair{Derivative: Number(derivative), Difference: none, H: none, Error: Number(math.Inf(1)), Verdict: Kinked}
	try := func(h float64) {
		if e, ok := p.extrapolate(h, figure); ok && (e.Error < best.Error || best.Verdict == Kinked) {
			best.Difference, best.H, best.Error, best.Verdict = e.Difference, e.H, e.Error, Agrees
		}
	}
	for _, h := range coarse {
		try(h)
	}
	for range halvings {
		h := float64(best.H)
		try(2 * h)
		try(h / 2)
	}
	if best.Verdict != Kinked {
		best.Verdict = verdict(best)
	}
	return best
}

// extrapolate takes the error that grows with h² out of two quotients (Richardson 1911).
// The estimated error is the change from the step before, which is more than what is
// left, and what rounding of the losses may come to.
func (p *prober) extrapolate(h float64, figure func([]float64) float64) (Pair, bool) {
	if !(h > 0) {
		return Pair{}, false
	}
	whole, _, a := p.quotient(h, figure)
	half, _, b := p.quotient(h/2, figure)
	quarter, noise, c := p.quotient(h/4, figure)
	once, twice := (4*half-whole)/3, (4*quarter-half)/3
	e := math.Abs(twice-once) + noise
	return Pair{Difference: Number(twice), H: Number(h / 2), Error: Number(e)}, a && b && c && !math.IsNaN(e)
}

func verdict(p Pair) Verdict {
	apart := math.Abs(float64(p.Derivative - p.Difference))
	switch {
	case !(apart <= float64(p.Error)):
		return Differs
	case math.Abs(float64(p.Derivative)) < float64(p.Error):
		return Unseen
	}
	return Agrees
}

// sides tells on which side of every kink a pass was, and the winners of max pools.
func sides(nodes []*nn.Node, list []int) []int {
	for _, n := range nodes {
		switch l := n.Layer.(type) {
		case *nn.Act:
			for _, z := range l.Z() {
				below, _ := slices.BinarySearch(l.Kinks, z)
				list = append(list, below)
			}
		case *nn.MaxPool:
			list = append(list, l.Winners()...)
		case *nn.Residual:
			list = sides(l.Branch, list)
		}
	}
	return list
}
