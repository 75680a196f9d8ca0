// Package theme holds what the picture's parts share: colours for light and
// dark, the ramps that turn numbers into colours, the logarithmic axis, type
// sizes and spacing. It knows nothing of the screen.
package theme

import "math"

// Color is an sRGB colour with straight alpha, every part from 0 to 1.
type Color struct{ R, G, B, A float32 }

// Hex makes an opaque colour of 0xRRGGBB.
func Hex(rgb uint32) Color {
	part := func(shift uint) float32 { return float32(rgb>>shift&0xff) / 255 }
	return Color{part(16), part(8), part(0), 1}
}

// Fade returns c with its alpha multiplied by a.
func (c Color) Fade(a float32) Color {
	c.A *= a
	return c
}

// Luminance is the relative luminance of WCAG 2, from 0 (black) to 1 (white);
// alpha is ignored.
func (c Color) Luminance() float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// Contrast is the contrast ratio of WCAG 2 between two opaque colours, from 1
// to 21.
func Contrast(a, b Color) float64 {
	la, lb := a.Luminance(), b.Luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// Over is c painted over an opaque background.
func (c Color) Over(back Color) Color {
	mix := func(f, b float32) float32 { return f*c.A + b*(1-c.A) }
	return Color{mix(c.R, back.R), mix(c.G, back.G), mix(c.B, back.B), 1}
}

// lab is a colour in OKLab (Ottosson 2020), where equal distances look equal.
type lab struct{ l, a, b float64 }

func (c Color) lab() lab {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return lab{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func (k lab) color() Color {
	l := cube(k.l + 0.3963377774*k.a + 0.2158037573*k.b)
	m := cube(k.l - 0.1055613458*k.a - 0.0638541728*k.b)
	s := cube(k.l - 0.0894841775*k.a - 1.2914855480*k.b)
	return Color{
		encoded(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		encoded(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		encoded(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
		1,
	}
}

// mix goes from k (t = 0) to other (t = 1) in a straight line.
func (k lab) mix(other lab, t float64) lab {
	return lab{k.l + (other.l-k.l)*t, k.a + (other.a-k.a)*t, k.b + (other.b-k.b)*t}
}

func cube(x float64) float64 { return x * x * x }

// linear undoes the sRGB transfer curve.
func linear(x float32) float64 {
	if x <= 0.04045 {
		return float64(x) / 12.92
	}
	return math.Pow((float64(x)+0.055)/1.055, 2.4)
}

// encoded applies the sRGB transfer curve, cutting off what no screen shows.
func encoded(x float64) float32 {
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		return float32(12.92 * x)
	}
	return float32(1.055*math.Pow(x, 1/2.4) - 0.055)
}
