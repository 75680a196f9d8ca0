package nn

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Activation is one row of the table of activations. A new activation is a row
// here and three functions, each with the row's name and giving φ and φ′: one in
// sim's CPU backend (activation.go), one among its SIMD kernels (activation.ts)
// and one in shaders (activation.wgsl). ./build.sh kernels makes the rest.
type Activation struct {
	Name  string // spelling in query strings, trace files and of the functions
	Label string // what a viewer reads
	About string // a sentence of help, where the name does not say it

	// F is φ(u) and D its derivative φ'(u). At a kink, D takes the value of
	// the left side, as every framework does. slope is read only by
	// activations whose Sloped is true.
	F func(u, slope float64) float64
	D func(u, slope float64) float64

	// MaxD is the largest |φ'| there is (at the default slope); a unit is
	// called saturated when its |φ'| is below one per cent of it, unless the
	// activation rectifies.
	MaxD float64

	// Kinks are where φ' or φ” jumps, in order.
	Kinks []float64

	// Lines: φ is one line below 0 and one above, so that averages over normal
	// pre-activations have a closed form.
	Lines bool

	// Rectifies: below 0 it is a line, as if switched off; a unit there is off,
	// not saturated, however flat the line.
	Rectifies bool

	Sloped bool // reads slope
	// Noisy ones add N(0,1) to u in training. That is the noisy ReLU of Nair & Hinton
	// 2010 but for the variance, which there is sigmoid(u).
	Noisy bool
	// Function is the name of the row whose φ this is, where it has none of its own:
	// a noisy one is that without its noise.
	Function string

	// Single: the SIMD function is a loop over float32. The others are given two
	// float64 at a time, as exponentials need them.
	Single bool
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
	{Name: "relu", Label: "ReLU", F: relu, D: dReLU, MaxD: 1, Kinks: []float64{0}, Lines: true, Rectifies: true, Single: true},
	{Name: "leaky", Label: "Leaky ReLU", F: leaky, D: dLeaky, MaxD: 1, Kinks: []float64{0}, Lines: true, Rectifies: true, Sloped: true, Single: true},
	{
		Name: "noisy", Label: "Noisy ReLU", F: relu, D: dReLU, MaxD: 1, Kinks: []float64{0}, Lines: true, Rectifies: true, Noisy: true, Function: "relu",
		About: "Noisy ReLU is max(0, z + N(0, 1)) in training (a variance of 1, where Nair and Hinton 2010 have sigmoid(z)), and ReLU in evaluation.",
	},
	{Name: "elu", Label: "ELU", F: elu, D: dELU, MaxD: 1, Kinks: []float64{0}},
	{Name: "selu", Label: "SELU", F: selu, D: dSELU, MaxD: seluLambda * seluAlpha, Kinks: []float64{0}},
	{Name: "gelu", Label: "GELU", F: gelu, D: dGELU, MaxD: 1.1289},
	{Name: "silu", Label: "SiLU", F: silu, D: dSiLU, MaxD: 1.0999},
	{Name: "mish", Label: "Mish", F: mish, D: dMish, MaxD: 1.0885, About: "Mish is z·tanh(softplus(z)) (Misra 2019)."},
	{Name: "softplus", Label: "Softplus", F: softplus, D: sigmoid, MaxD: 1},
	{Name: "softsign", Label: "Softsign", F: softsign, D: dSoftsign, MaxD: 1, Kinks: []float64{0}},
	{
		Name: "hardsigmoid", Label: "Hard sigmoid", F: hardSigmoid, D: dHardSigmoid, MaxD: 1. / 6, Kinks: []float64{-3, 3}, Single: true,
		About: "Hard sigmoid is (z + 3)/6, from 0 to 1, as in MobileNetV3 (Howard et al. 2019).",
	},
	{Name: "linear", Label: "Linear", F: linear, D: dLinear, MaxD: 1, Lines: true, Single: true},
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

// Functions lists the rows that have a φ of their own. The place of one is its
// code wherever functions are numbered; linear, which is also what stands where a
// network has no activation, has code 0.
var Functions = functions()

func functions() []Activation {
	linear, _ := ActivationByName("linear")
	list := []Activation{linear}
	for _, a := range Activations {
		if a.Function == "" && a.Name != linear.Name {
			list = append(list, a)
		}
	}
	return list
}

// Code is the place of the activation's φ in Functions, −1 if the table does not
// have it.
func (a Activation) Code() int {
	name := cmp.Or(a.Function, a.Name)
	return slices.IndexFunc(Functions, func(f Activation) bool { return f.Name == name })
}

// AboutActivations is what rows say about themselves, one sentence after the other.
func AboutActivations() string {
	var sentences []string
	for _, a := range Activations {
		if a.About != "" {
			sentences = append(sentences, a.About)
		}
	}
	return strings.Join(sentences, " ")
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

func mish(u, _ float64) float64 {
	through, _ := mishParts(u)
	return u * through
}

func dMish(u, _ float64) float64 {
	through, rise := mishParts(u)
	return through + float64(u*rise)
}

// mishParts are tanh(softplus(u)) and its derivative. With w = eᵘ they are
// n/(n+2) and 4·w·(1+w)/(n+2)², n = w² + 2·w; beyond 0 both are written in e⁻ᵘ.
func mishParts(u float64) (through, rise float64) {
	e := exp(-math.Abs(u))
	if u < 0 {
		n := e * (e + 2)
		return n / (n + 2), 4 * e * (1 + e) / ((n + 2) * (n + 2))
	}
	n := 1 + 2*e
	whole := n + float64(2*e*e)
	return n / whole, 4 * e * e * (1 + e) / (whole * whole)
}

func softplus(u, _ float64) float64 {
	return math.Max(u, 0) + math.Log1p(exp(-math.Abs(u)))
}

func softsign(u, _ float64) float64 { return u / (1 + math.Abs(u)) }

func dSoftsign(u, _ float64) float64 {
	d := 1 + math.Abs(u)
	return 1 / (d * d)
}

func hardSigmoid(u, _ float64) float64 { return math.Min(math.Max((u+3)/6, 0), 1) }

func dHardSigmoid(u, _ float64) float64 {
	if u <= -3 || u > 3 {
		return 0
	}
	return 1. / 6
}

func linear(u, _ float64) float64 { return u }

func dLinear(_, _ float64) float64 { return 1 }
