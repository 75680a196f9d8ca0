package theme

import "math"

// Palette colours the bytes of a raster: RGBA, premultiplied.
type Palette [256][4]uint8

// Codes of a magnitude's palette. Sizes on the axis take CodeLow … CodeHigh;
// what the axis cannot show is told apart, and never floored.
const (
	CodeZero      uint8 = iota // exactly zero
	CodeUnderflow              // zero for want of digits
	CodeUnknown                // not a number, or never seen
	CodeBelow                  // smaller than the axis shows
	CodeLow
	CodeHigh uint8 = 255
)

// Code is the code of 10^exp on the axis, whose lower end is a thousandth of a
// decade below Lo: CodeOf is no more exact.
func (a Axis) Code(exp float64) uint8 {
	t := a.Position(exp)
	if exp < float64(a.Lo)-0.001 {
		return CodeBelow
	}
	return CodeLow + uint8(max(0, min(t, 1))*float32(CodeHigh-CodeLow)+0.5)
}

// rampPalette runs through a ramp from code 0 to 255.
func rampPalette(r *Ramp) *Palette {
	p := new(Palette)
	for i := range p {
		p[i] = bytesOf(r.table[i])
	}
	return p
}

// magnitudePalette is for codes of Axis.Code.
func magnitudePalette(r *Ramp, zero, underflow, unknown Color) *Palette {
	p := new(Palette)
	p[CodeZero], p[CodeUnderflow], p[CodeUnknown] = bytesOf(zero), bytesOf(underflow), bytesOf(unknown)
	p[CodeBelow] = bytesOf(r.At(0))
	for i := int(CodeLow); i < len(p); i++ {
		p[i] = bytesOf(r.At(float32(i-int(CodeLow)) / float32(CodeHigh-CodeLow)))
	}
	return p
}

// ChangeUnknown is the code of what is not known in a palette of ChangeCode.
const ChangeUnknown uint8 = 0

// ChangeCode is the code of a change, −1 … 1 of the most that colours tell apart.
func ChangeCode(x float32) uint8 {
	return ChangeUnknown + 1 + uint8((0.5+0.5*max(-1, min(1, x)))*254+0.5)
}

// changePalette is for codes of ChangeCode.
func changePalette(r *Ramp, unknown Color) *Palette {
	p := new(Palette)
	p[ChangeUnknown] = bytesOf(unknown)
	for i := 1; i < len(p); i++ {
		p[i] = bytesOf(r.At(float32(i-1) / 254))
	}
	return p
}

// veilPalette runs from a colour to nothing.
func veilPalette(c Color) *Palette {
	p := new(Palette)
	for i := range p {
		a := 1 - float32(i)/255
		p[i] = bytesOf(Color{c.R * a, c.G * a, c.B * a, a})
	}
	return p
}

func bytesOf(c Color) [4]uint8 {
	part := func(x float32) uint8 { return uint8(math.Round(float64(255 * x))) }
	return [4]uint8{part(c.R), part(c.G), part(c.B), part(c.A)}
}
