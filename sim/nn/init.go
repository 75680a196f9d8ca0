package nn

import (
	"fmt"
	"math"
	"strings"
)

// InitScheme is one row of the table of weight initialisations. With n_in and
// n_out the inputs that a unit sums over and the outputs that an input feeds
// (times the kernel's area for conv layers):
//
//	uniform     weights and biases U(±1/√n_in), what PyTorch's nn.Linear does
//	standard    U(±1/√n_in), zero biases: eq. 1 of Glorot & Bengio 2010
//	xavier      N(0, 2/(n_in+n_out)), the variance of Glorot & Bengio's eq. 16
//	he          N(0, 2/((1+a²)·n_in)), a the slope of a leaky ReLU that follows, else 0 (He et al. 2015)
//	lecun       N(0, 1/n_in) (LeCun et al. 1998)
//	orthogonal  orthonormal rows or columns, uniformly (Haar) distributed (Saxe et al. 2014)
//	lsuv        orthogonal, then each layer scaled to unit output variance on a batch (Mishkin & Matas 2016)
//	zero        all weights 0
//
// Where not said otherwise biases are 0; γ is 1 and β is 0 always.
type InitScheme struct {
	Name  string
	Label string
}

// InitSchemes is the table.
var InitSchemes = []InitScheme{
	{"uniform", "PyTorch"},
	{"standard", "1/√n"},
	{"xavier", "Xavier"},
	{"he", "He"},
	{"lecun", "LeCun"},
	{"orthogonal", "Orthogonal"},
	{"lsuv", "LSUV"},
	{"zero", "Zero"},
}

// InitOptions says how to draw the first parameters of a network.
type InitOptions struct {
	Scheme string  // a name from InitSchemes
	Gain   float64 // factor on every weight
	Seed   uint64
	// Batch holds examples (batch, features) for lsuv to measure on; no other
	// scheme reads it.
	Batch []float64
}

// Init draws the first parameters of a network, in the order of Spec.Tensors.
//
// Each layer has its own stream of numbers, and schemes of one family scale
// the same ones: the normals of xavier, he, lecun and orthogonal are the same,
// and so are the uniforms of uniform and standard. They are rounded to
// float32, so that all backends start from the same numbers, and are the same
// bits on every platform. (After a GELU, lsuv rests on the platform's erfc.)
func Init(spec Spec, o InitOptions) ([][]float32, error) {
	params, err := initial(spec, o)
	if err != nil {
		return nil, err
	}
	rounded := make([][]float32, len(params))
	for i, p := range params {
		rounded[i] = make([]float32, len(p))
		for j, x := range p {
			rounded[i][j] = float32(x)
		}
	}
	return rounded, nil
}

func initial(spec Spec, o InitOptions) ([][]float64, error) {
	tensors, err := spec.Tensors()
	if err != nil {
		return nil, err
	}
	layers, err := spec.Observed()
	if err != nil {
		return nil, err
	}
	if !knownScheme(o.Scheme) {
		return nil, fmt.Errorf("unknown initialisation %q; it is one of %s", o.Scheme, schemeNames())
	}
	params := make([][]float64, len(tensors))
	for i, t := range tensors {
		params[i] = make([]float64, t.Size())
		o.fill(params[i], t, layers)
	}
	if o.Scheme == "lsuv" {
		return params, lsuv(spec, params, o)
	}
	return params, nil
}

func knownScheme(name string) bool {
	for _, s := range InitSchemes {
		if s.Name == name {
			return true
		}
	}
	return false
}

func schemeNames() string {
	names := make([]string, len(InitSchemes))
	for i, s := range InitSchemes {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// fill draws one tensor.
func (o InitOptions) fill(x []float64, t TensorSpec, layers []ObservedLayer) {
	switch t.Role {
	case RoleWeight:
		o.weights(x, t, layers[t.Layer])
		scale(o.Gain, x)
	case RoleBias:
		if o.Scheme == "uniform" {
			uniforms(x, o.Seed, UseBiases, t.Layer)
			scale(1/math.Sqrt(float64(t.FanIn)), x)
		}
	case RoleGamma:
		for i := range x {
			x[i] = 1
		}
	case RoleBeta: // zero
	}
}

func (o InitOptions) weights(x []float64, t TensorSpec, l ObservedLayer) {
	in, out := float64(t.FanIn), float64(t.FanOut)
	switch o.Scheme {
	case "uniform", "standard":
		uniforms(x, o.Seed, UseWeights, t.Layer)
		scale(1/math.Sqrt(in), x)
	case "xavier":
		o.normals(x, t.Layer, 2/(in+out))
	case "he":
		o.normals(x, t.Layer, 2/((1+leak(l)*leak(l))*in))
	case "lecun":
		o.normals(x, t.Layer, 1/in)
	case "orthogonal", "lsuv":
		o.normals(x, t.Layer, 1)
		orthogonalise(x, t.Dims[0], t.FanIn)
	case "zero":
	}
}

// leak is the slope below zero that He initialisation makes up for.
func leak(l ObservedLayer) float64 {
	if l.Act.Sloped {
		return l.Slope
	}
	return 0
}

// uniforms fills x with U(−1, 1).
func uniforms(x []float64, seed uint64, use Use, layer int) {
	r := Stream(seed, use, layer)
	for i := range x {
		x[i] = 2*r.Float64() - 1
	}
}

// normals fills x with N(0, variance), each value from one uniform number of
// 32 bits: the largest is 6.3 standard deviations.
func (o InitOptions) normals(x []float64, layer int, variance float64) {
	r := Stream(o.Seed, UseWeights, layer)
	std := math.Sqrt(variance)
	for i := range x {
		x[i] = std * normalQuantile((float64(r.Uint32())+0.5)/(1<<32))
	}
}
