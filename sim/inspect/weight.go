package inspect

// Weight is a weight or a bias with its derivative.
type Weight struct {
	W       Number `json:"w"`
	X       Number `json:"x"`       // what it multiplies, in the example on show, at Unit.At; 1 for a bias
	Example Number `json:"example"` // ∂E/∂w of the example on show: over all positions
	Mean    Number `json:"mean"`    // ∂C/∂w: the mean of Parts
	// Parts are ∂E/∂w of the minibatch's first examples, and Rest the sum of the Others'.
	Parts  []Number `json:"parts"`
	Others int      `json:"others"`
	Rest   Number   `json:"rest"`
	Zero   Zero     `json:"zero"` // why ∂E/∂w of the example on show is 0
	Shared *Shared  `json:"shared"`
	Inert  bool     `json:"inert"` // a bias that a BatchNorm takes away again: ∂C/∂b is 0
}

// Zero says which factor makes a product 0.
type Zero string

// The factors, and what is too small for float64. No zero is "".
const (
	ZeroInput   Zero = "input"   // x is 0
	ZeroSlope   Zero = "slope"   // φ′(z) is 0
	ZeroArrives Zero = "arrives" // ∂E/∂y is 0
	ZeroSum     Zero = "sum"     // no factor is 0, but terms cancel, or there is a normalisation
	ZeroSmall   Zero = "small"   // no factor is 0, but the product is less than float64 holds
)

// Shared is where a weight of a kernel is used again.
type Shared struct {
	// Kernel are the weights of the unit from this input channel, row by row, and
	// Slopes ∂C/∂w of each.
	Kernel []Number `json:"kernel"`
	Slopes []Number `json:"slopes"`
	// Weight and Slope are their means: what the picture shows of a kernel.
	Weight Number `json:"weight"`
	Slope  Number `json:"slope"`
	// Positions are what each position of the output adds to ∂E/∂w, row by row; Padded
	// counts those where the weight lies on the padding.
	Positions []Number `json:"positions"`
	Padded    int      `json:"padded"`
}

// mostParts is how many examples' parts are given one by one.
const mostParts = 64

// weigh explains the weight of a place.
func (v *view) weigh() *Weight {
	w := &Weight{Parts: []Number{}}
	w.W, w.Mean = Number(*v.value()), Number(*v.slope())
	for n := range v.Batch {
		part := 0.0
		for at := range v.pixels {
			part += v.part(n, at)
		}
		if n == 0 {
			w.Example = Number(part)
		}
		if n < mostParts {
			w.Parts = append(w.Parts, Number(part))
			continue
		}
		w.Others++
		w.Rest += Number(part)
	}
	at := v.strongest()
	w.X = Number(v.input(0, v.fan(), at))
	w.Zero = v.zero(at, float64(w.Example))
	if w.Inert = v.inert(); w.Inert {
		w.Mean = 0 // exactly: what rounding leaves of it is none of the network's
	}
	if v.conv != nil && v.From >= 0 {
		w.Shared = v.shared()
	}
	return w
}

// tensor is the place of the weights, or the biases, among the parameters.
func (v *view) tensor() int {
	if v.From == Bias {
		return v.o.Weight + 1
	}
	return v.o.Weight
}

// flat is the weight's place in its tensor.
func (v *view) flat() int {
	if v.From == Bias {
		return v.Unit
	}
	return v.Unit*v.o.FanIn + v.fan()
}

func (v *view) value() *float64 { return &v.net.Params[v.tensor()][v.flat()] }
func (v *view) slope() *float64 { return &v.net.DParams[v.tensor()][v.flat()] }

// inert reports whether the place is a bias that C does not depend on.
func (v *view) inert() bool { return v.From == Bias && v.net.Tensors[v.tensor()].Inert }

// zero finds why a product is 0.
func (v *view) zero(at int, product float64) Zero {
	i := v.index(0, v.Unit, at)
	switch {
	case product != 0:
		return ""
	case v.input(0, v.fan(), at) == 0:
		return ZeroInput
	case v.conv != nil && v.part(0, at) != 0, len(v.norms) > 0:
		return ZeroSum
	case v.o.Act.D(v.o.Z()[i], v.o.Slope) == 0:
		return ZeroSlope
	case v.arriving()[i] == 0:
		return ZeroArrives
	}
	return ZeroSmall
}

// shared tells where a kernel's weight is used.
func (v *view) shared() *Shared {
	area := v.conv.Kernel * v.conv.KernelW
	s := &Shared{Positions: []Number{}}
	for k := range area {
		i := v.Unit*v.o.FanIn + v.From*area + k
		w, d := Number(v.net.Params[v.o.Weight][i]), Number(v.net.DParams[v.o.Weight][i])
		s.Kernel, s.Slopes = append(s.Kernel, w), append(s.Slopes, d)
		s.Weight += w / Number(area)
		s.Slope += d / Number(area)
	}
	for at := range v.pixels {
		s.Positions = append(s.Positions, Number(v.part(0, at)))
		if under(v.conv, v.fan(), at) < 0 {
			s.Padded++
		}
	}
	return s
}
