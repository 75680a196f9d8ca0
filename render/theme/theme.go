package theme

// Theme is one of the two sets of colours.
//
// Signed values (activations, weights, classes) run blue – neutral – orange,
// a pair that colour-blind viewers tell apart, with both ends equally far from
// the neutral middle. Magnitudes of gradients have a ramp of their own, violet
// – magenta – near-white on dark and rose – magenta – near-black on light: it
// shares no hue with the diverging one, and more gradient is always further
// from the background.
type Theme struct {
	Name string

	Background Color
	Panel      Color // behind a lane's network and pictures
	Rule       Color // lines of axes and frames
	Text       Color
	Muted      Color // text of lesser rank; still readable
	Alarm      Color // text that must be seen

	Measured Color // outline of the ∂C/∂W mark, dead and saturated marks
	Theory   Color // the dashed line of theory

	Signed    *Ramp // −1 … +1 at 0 … 1
	Magnitude *Ramp // decades of the log axis at 0 … 1
	// Negative and Positive are the colours of weights at full strength; edges
	// fade by alpha.
	Negative, Positive Color
	// Classes colours a decision boundary: class 0, undecided, class 1. It is
	// duller than Signed, so that points stand out on it.
	Classes [3]Color
	// Nothing and Lost are the colours of an exact zero and of a float32
	// underflow in a heat map: neither is on the ramp.
	Nothing, Lost Color
	// Change is the ramp of a phase diagram: a gradient that vanishes at 0, one
	// that stays at ½, one that explodes at 1. NoTheory is where nothing is known.
	Change   *Ramp
	NoTheory Color

	// Palettes of rasters: a picture in ink, a decision boundary, signed
	// values, codes of Axis.Code, the panel's colour, the clearer the higher the
	// value, and codes of ChangeCode.
	Ink, Decision, SignedCodes, MagnitudeCodes, Veil, ChangeCodes *Palette
}

// withPalettes fills in what follows from a theme's colours.
func (t *Theme) withPalettes() *Theme {
	t.Ink = rampPalette(NewRamp(t.Panel, t.Muted, t.Text))
	t.Decision = rampPalette(NewRamp(t.Classes[:]...))
	t.SignedCodes = rampPalette(t.Signed)
	t.Veil = veilPalette(t.Panel)
	t.ChangeCodes = changePalette(t.Change, t.NoTheory)
	t.MagnitudeCodes = magnitudePalette(t.Magnitude, t.Nothing, t.Lost, t.Background)
	return t
}

// Dark and Light are the themes.
var (
	Dark = (&Theme{
		Name:       "dark",
		Background: Hex(0x0d1119),
		Panel:      Hex(0x141a25),
		Rule:       Hex(0x2c3646),
		Text:       Hex(0xeef2f8),
		Muted:      Hex(0xa3afc2),
		Alarm:      Hex(0xffb4a8),
		Measured:   Hex(0xe6ecf5),
		Theory:     Hex(0x7fe3c4),
		Signed:     NewRamp(Hex(0x58b0ff), Hex(0x2f6299), Hex(0x262e3b), Hex(0x95561b), Hex(0xffa03c)),
		Magnitude:  NewRamp(Hex(0x241a4a), Hex(0x5426a0), Hex(0xa12bc4), Hex(0xee4fb4), Hex(0xffa6cf), Hex(0xfff3e6)),
		Negative:   Hex(0x4aa3f5),
		Positive:   Hex(0xf0943a),
		Classes:    [3]Color{Hex(0x1c4674), Hex(0x1b212c), Hex(0x71400f)},
		Nothing:    Hex(0x4b5566),
		Lost:       Hex(0x1f5a52),
		Change:     NewRamp(Hex(0x1fa05a), Hex(0x1f5a3c), Hex(0x20242f), Hex(0x8f4a63), Hex(0xffc4d6)),
		NoTheory:   Hex(0x3a414d),
	}).withPalettes()
	Light = (&Theme{
		Name:       "light",
		Background: Hex(0xffffff),
		Panel:      Hex(0xf3f5f9),
		Rule:       Hex(0xc9d1dd),
		Text:       Hex(0x161b26),
		Muted:      Hex(0x525d70),
		Alarm:      Hex(0xab2314),
		Measured:   Hex(0x1f2733),
		Theory:     Hex(0x00745a),
		Signed:     NewRamp(Hex(0x1668bd), Hex(0x86b3e0), Hex(0xe9ecf1), Hex(0xe3aa6f), Hex(0xc25f00)),
		Magnitude:  NewRamp(Hex(0xf4e6f0), Hex(0xf0b9dc), Hex(0xe87fb8), Hex(0xd0307f), Hex(0x900f5a), Hex(0x3d0426)),
		Negative:   Hex(0x1668bd),
		Positive:   Hex(0xc25f00),
		Classes:    [3]Color{Hex(0xaccdee), Hex(0xf3f5f9), Hex(0xf3cb9f)},
		Nothing:    Hex(0xaab3c0),
		Lost:       Hex(0x8fc7b9),
		Change:     NewRamp(Hex(0x4fb487), Hex(0xa5d9bf), Hex(0xf1f3f7), Hex(0xc27f9c), Hex(0x7a0c3c)),
		NoTheory:   Hex(0xc4cad3),
	}).withPalettes()
)

// Named returns the theme of a name; anything but "light" is Dark.
func Named(name string) *Theme {
	if name == Light.Name {
		return Light
	}
	return Dark
}

// Type sizes and spacing, in CSS pixels.
const (
	Small float32 = 11 // the least that is set anywhere
	Body  float32 = 12
	Title float32 = 15

	Gap float32 = 8 // between things that belong together
)

// FontFamily is a list of system fonts, as CSS writes it; BoldWeight is the
// weight of bold type, and Baseline how far under the top of its line text
// stands, in type sizes.
const (
	FontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
	BoldWeight = 650
	Baseline   = 0.98
)

// LineHeight is the height of a line of text of a size: enough for the
// ascenders and descenders of the common system fonts.
func LineHeight(size float32) float32 { return size * 1.25 }
