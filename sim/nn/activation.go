package nn

import "math"

// Activation is one row of the table of activations: everything that any part
// of the program needs to know about a nonlinearity. Adding a row (and its
// line of WGSL in shaders/) adds the activation everywhere.
type Activation struct {
	Name  string // spelling in query strings and trace files
	Label string // what a viewer reads

	// F is φ(u) and D its derivative φ'(u). At a kink, D takes the value of
	// the left side, as every framework does. slope is read only by
	// activations whose Sloped is true.
	F func(u, slope float64) float64
	D func(u, slope float64) float64

	// MaxD is the largest |φ'| there is (at the default slope); a unit is
	// called saturated when its |φ'| is below one per cent of it, unless the
	// activation rectifies.
	MaxD float64

	// Rectifies: below 0 it is a line, as if switched off; a unit there is off,
	// not saturated, however flat the line.
	Rectifies bool

	Sloped bool // reads slope
	// Noisy ones add N(0,1) to u in training. That is the noisy ReLU of Nair & Hinton
	// 2010 but for the variance, which there is sigmoid(u).
	Noisy bool
}

// SELU's constants, from Klambauer et al. 2017, as printed there.
const (
	seluAlpha  = 1.6732632423543772848170429916717
	seluLambda = 1.0507009873554804934193349852946
)

// Activations is the table. Its order is the order of the toggles.
var Activations = []Activation{
	{Name: "sigmoid", Label: "Sigmoid", F: sigmoid, D: dSigmoid, MaxD: 0.25},
	{Name: "tanh", Label: "tanh", F: tanh, D: dTanh, MaxD: 1},
	{Name: "relu", Label: "ReLU", F: relu, D: dReLU, MaxD: 1, Rectifies: true},
	{Name: "leaky", Label: "Leaky ReLU", F: leaky, D: dLeaky, MaxD: 1, Rectifies: true, Sloped: true},
	{Name: "noisy", Label: "Noisy ReLU", F: relu, D: dReLU, MaxD: 1, Rectifies: true, Noisy: true},
	{Name: "elu", Label: "ELU", F: elu, D: dELU, MaxD: 1},
	{Name: "selu", Label: "SELU", F: selu, D: dSELU, MaxD: seluLambda * seluAlpha},
	{Name: "gelu", Label: "GELU", F: gelu, D: dGELU, MaxD: 1.1289},
	{Name: "silu", Label: "SiLU", F: silu, D: dSiLU, MaxD: 1.0999},
	{Name: "softplus", Label: "Softplus", F: softplus, D: sigmoid, MaxD: 1},
	{Name: "softsign", Label: "Softsign", F: softsign, D: dSoftsign, MaxD: 1},
	{Name: "linear", Label: "Linear", F: linear, D: dLinear, MaxD: 1},
}

// ActivationByName finds a row of Activations.
func ActivationByName(name string) (Activation, bool) {
	for _, a := range Activations {
		if a.Name == name {
			return a, true
		}
	}
	return Activation{}, false
}

// sigmoid is written for both signs so that exp never overflows.
func sigmoid(u, _ float64) float64 {
	if u >= 0 {
		return 1 / (1 + exp(-u))
	}
	e := exp(u)
	return e / (1 + e)
}

func dSigmoid(u, _ float64) float64 { return sigmoid(u, 0) * sigmoid(-u, 0) }

// tanh is (1 − e⁻²ᵘ)/(1 + e⁻²ᵘ), written so that nothing cancels near 0.
func tanh(u, _ float64) float64 {
	e := math.Expm1(-2 * math.Abs(u))
	return math.Copysign(-e/(2+e), u)
}

// dTanh is sech²; 1 − tanh² would cancel to zero where sech² is still 1e−17.
func dTanh(u, _ float64) float64 {
	e := exp(-2 * math.Abs(u))
	return 4 * e / ((1 + e) * (1 + e))
}

func relu(u, _ float64) float64 { return math.Max(u, 0) }

func dReLU(u, _ float64) float64 { return dLeaky(u, 0) }

func leaky(u, slope float64) float64 {
	if u > 0 {
		return u
	}
	return slope * u
}

func dLeaky(u, slope float64) float64 {
	if u > 0 {
		return 1
	}
	return slope
}

func elu(u, _ float64) float64 {
	if u > 0 {
		return u
	}
	return math.Expm1(u)
}

func dELU(u, _ float64) float64 {
	if u > 0 {
		return 1
	}
	return exp(u)
}

func selu(u, _ float64) float64 {
	if u > 0 {
		return seluLambda * u
	}
	return seluLambda * seluAlpha * math.Expm1(u)
}

func dSELU(u, _ float64) float64 {
	if u > 0 {
		return seluLambda
	}
	return seluLambda * seluAlpha * exp(u)
}

// normalCDF is Φ(u), by erfc so that the lower tail keeps its digits.
func normalCDF(u float64) float64 { return math.Erfc(-u/math.Sqrt2) / 2 }

func gelu(u, _ float64) float64 { return u * normalCDF(u) }

func dGELU(u, _ float64) float64 {
	density := exp(-u*u/2) / math.Sqrt(2*math.Pi)
	return normalCDF(u) + u*density
}

func silu(u, _ float64) float64 { return u * sigmoid(u, 0) }

func dSiLU(u, _ float64) float64 {
	return sigmoid(u, 0) * (1 + u*sigmoid(-u, 0))
}

func softplus(u, _ float64) float64 {
	return math.Max(u, 0) + math.Log1p(exp(-math.Abs(u)))
}

func softsign(u, _ float64) float64 { return u / (1 + math.Abs(u)) }

func dSoftsign(u, _ float64) float64 {
	d := 1 + math.Abs(u)
	return 1 / (d * d)
}

func linear(u, _ float64) float64 { return u }

func dLinear(_, _ float64) float64 { return 1 }
