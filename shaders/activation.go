package shaders

import (
	"fmt"
	"math"
	"strings"
	"sync"

	"backflow/sim/nn"
)

// choices is the WGSL that picks an activation by its code, made of the table
// nn.Functions. It calls the function of activation.wgsl that has the row's name
// with _both behind it, for both φ and φ′; a compiler drops the one that is not
// asked for, and where the code is a constant the other cases too.
var choices = sync.OnceValue(func() string {
	var phi, slope, zero strings.Builder
	for _, a := range nn.Functions {
		call := a.Name + "_both(u)"
		if a.Sloped {
			call = a.Name + "_both(u, slope)"
		}
		fmt.Fprintf(&phi, "    case %s: { return %s.x; }\n", upper(a.Name), call)
		fmt.Fprintf(&slope, "    case %s: { return %s.y; }\n", upper(a.Name), call)
		if is := flat(a); is != "" {
			fmt.Fprintf(&zero, "    case %s: { return %s; }\n", upper(a.Name), is)
		}
	}
	return choice("phi", "f32", phi.String(), "u") +
		choice("slope_of", "f32", slope.String(), "1.0") +
		choice("slope_is_zero", "bool", zero.String(), "false")
})

func choice(name, result, cases, otherwise string) string {
	return fmt.Sprintf("\nfn %s(kind: u32, u: f32, slope: f32) -> %s {\n  switch kind {\n%s    default: {}\n  }\n  return %s;\n}\n",
		name, result, cases, otherwise)
}

// flat is the condition under which φ′(u) is zero by definition, and not for want
// of float32's range: where it is zero in float64, up to some number or from some
// number on. It is empty if that is nowhere.
func flat(a nn.Activation) string {
	var ends []string
	if a.D(-farthest, 0) == 0 {
		ends = append(ends, fmt.Sprintf("u <= %s", literal(lastFlat(a, -farthest))))
	}
	if a.D(farthest, 0) == 0 {
		ends = append(ends, fmt.Sprintf("u >= %s", literal(lastFlat(a, farthest))))
	}
	is := strings.Join(ends, " || ")
	if a.Sloped && is != "" {
		return "slope == 0.0 && (" + is + ")"
	}
	return is
}

// farthest is far beyond where exponentials are zero in float64.
const farthest = 1e4

// lastFlat is the float32 nearest to 0 up to which, from a far end on, φ′ is zero.
func lastFlat(a nn.Activation, far float32) float32 {
	near := -far / farthest // on the other side of 0, where no φ′ is zero …
	for {
		middle := (far + near) / 2
		switch {
		case middle == far || middle == near:
			return far
		case a.D(float64(middle), 0) == 0:
			far = middle
		default:
			near = middle
		}
	}
}

// literal writes a number as WGSL does, with all digits.
func literal(x float32) string {
	x += 0 // no −0
	if x == float32(math.Trunc(float64(x))) {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprint(x)
}
