package data

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"backflow/sim/nn"
)

// perPart is the number of examples in either half of a generated set.
const perPart = 250

// generator makes one of the 2-D sets. Coordinates are those of the point
// function until Generate centres and scales them to about unit RMS, with one
// factor for both so that the picture keeps its shape.
type generator struct {
	name   string
	centre [2]float64
	rms    float64 // of a coordinate round the centre, both taken together
	extent float64 // half-width of a square that holds every example, scaled
	// point draws an example of class 0 or 1. place runs from 0 to 1 over the
	// examples of a class, for sets that lie along a curve.
	point func(r *rand.Rand, class int, place float64) (x, y float64)
}

// generators is the table. The shapes are those of TensorFlow Playground
// (playground.tensorflow.org) at a modest noise, with its radius of 5 as 1; the
// moons are those of scikit-learn's make_moons. Each rms is the square root of
// the mean square that the shape's own formula gives.
var generators = []generator{
	{"circle", [2]float64{}, 0.452, 2.5, circle},
	{"xor", [2]float64{}, 0.596, 2, xor},
	{"gauss", [2]float64{}, 0.447, 2.75, gauss},
	{"spiral", [2]float64{}, 0.411, 2.75, spiral},
	{"moons", [2]float64{0.5, 0.25}, 0.712, 2.75, moons},
}

// Generated lists the names that Generate knows, in the order of the controls.
func Generated() []string {
	names := make([]string, len(generators))
	for i, g := range generators {
		names[i] = g.name
	}
	return names
}

// Generate makes a 2-D set of 500 examples in two equally large classes, half
// of them to train on. The features have about unit RMS. The same name and
// seed give the same bits on every platform: the random numbers come from
// nn.Stream(seed, nn.UseData, …), the arithmetic is spelt out in steps that are
// not fused, and every feature is rounded to float32.
func Generate(name string, seed uint64) (*Set, error) {
	for i, g := range generators {
		if g.name == name {
			return g.generate(nn.Stream(seed, nn.UseData, i)), nil
		}
	}
	return nil, fmt.Errorf("data: there is no generated set %q; they are %s", name, strings.Join(Generated(), ", "))
}

func (g generator) generate(r *rand.Rand) *Set {
	s := &Set{Name: g.name, Shape: nn.Vector(2), Classes: 2, Extent: g.extent}
	for i := range perPart { // a class has as many examples as a part
		part := &s.Train
		if i%2 == 1 {
			part = &s.Test
		}
		for class := range s.Classes {
			x, y := g.point(r, class, float64(i)/perPart)
			part.X = append(part.X, g.scale(0, x), g.scale(1, y))
			part.Y = append(part.Y, float32(class))
		}
	}
	return s
}

func (g generator) scale(axis int, v float64) float32 {
	return float32((v - g.centre[axis]) / g.rms)
}

// circle: class 1 is a disc, class 0 the ring around it.
func circle(r *rand.Rand, class int, _ float64) (x, y float64) {
	radius := uniform(r, 0.7, 1)
	if class == 1 {
		radius = uniform(r, 0, 0.5)
	}
	sin, cos := math.Sincos(uniform(r, 0, 2*math.Pi))
	return jitter(r, radius*sin, 0.05), jitter(r, radius*cos, 0.05)
}

// xor: class 1 where the coordinates have the same sign, with a gap at the axes.
func xor(r *rand.Rand, class int, _ float64) (x, y float64) {
	x, y = uniform(r, 0.06, 1), uniform(r, 0.06, 1)
	if r.Uint64()&1 == 0 {
		x, y = -x, -y
	}
	if class == 0 {
		y = -y
	}
	return jitter(r, x, 0.05), jitter(r, y, 0.05)
}

// gauss: two round clouds that hardly touch.
func gauss(r *rand.Rand, class int, _ float64) (x, y float64) {
	const middle, deviation = 0.4, 0.2
	at := middle
	if class == 0 {
		at = -middle
	}
	return plus(at, normal(r), deviation), plus(at, normal(r), deviation)
}

// spiral: two arms of one and three quarter turns.
func spiral(r *rand.Rand, class int, place float64) (x, y float64) {
	turn := 1.75 * place * (2 * math.Pi)
	if class == 0 {
		turn += math.Pi
	}
	sin, cos := math.Sincos(turn)
	return jitter(r, place*sin, 0.08), jitter(r, place*cos, 0.08)
}

// moons: two half circles that reach into each other.
func moons(r *rand.Rand, class int, place float64) (x, y float64) {
	const deviation = 0.1
	y, x = math.Sincos(math.Pi * place)
	if class == 1 {
		x, y = 1-x, 0.5-y
	}
	return plus(x, normal(r), deviation), plus(y, normal(r), deviation)
}

// uniform draws from lo … hi. The conversion keeps the compiler from fusing
// the product into the sum, which some platforms would and others would not.
func uniform(r *rand.Rand, lo, hi float64) float64 { return lo + float64((hi-lo)*r.Float64()) }

// jitter adds a number from −most … most.
func jitter(r *rand.Rand, v, most float64) float64 { return v + uniform(r, -most, most) }

// plus is v + factor·z, not fused.
func plus(v, z, factor float64) float64 { return v + float64(factor*z) }

// normal draws from N(0,1), cut off at ±4 so that a set fits into its picture.
func normal(r *rand.Rand) float64 {
	for {
		if z := r.NormFloat64(); math.Abs(z) <= 4 {
			return z
		}
	}
}
