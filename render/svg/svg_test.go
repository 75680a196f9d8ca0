package svg

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"image/color"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
)

func written(t *testing.T, s *draw.List) string {
	t.Helper()
	var b strings.Builder
	err := Write(&b, Picture{List: s, W: 300, H: 200, Background: theme.Dark.Background, Title: "a < b", Desc: `"&"`})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements counts the elements of a well-formed file.
func elements(t *testing.T, text string) map[string]int {
	t.Helper()
	count := map[string]int{}
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return count
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if start, ok := token.(xml.StartElement); ok {
			count[start.Name.Local]++
		}
	}
}

var red = theme.Color{R: 1, A: 1}

// Every kind of shape leaves something in the file, whatever is added to the list.
func TestEveryKindIsDrawn(t *testing.T) {
	empty := len(written(t, &draw.List{}))
	for kind := draw.Rect; kind <= draw.Area; kind++ {
		for _, graded := range []bool{false, true} {
			s := draw.Shape{Kind: kind, Graded: graded, X: 1, Y: 2, X2: 30, Y2: 40, R: 5, Color: red, Far: red.Fade(0.5)}
			text := written(t, &draw.List{Front: []draw.Shape{s}})
			elements(t, text)
			if len(text) == empty {
				t.Errorf("kind %d (graded: %v) is not drawn", kind, graded)
			}
		}
	}
}

func TestColoursAndPlaces(t *testing.T) {
	s := &draw.List{
		Back:   []draw.Shape{{Kind: draw.Rect, X: 1.256, Y: 2, X2: 30, Y2: 40, Color: red.Fade(0.5)}},
		Front:  []draw.Shape{{Kind: draw.Ring, X: 10, Y: 20, R: 10, Color: red}},
		Labels: []draw.Label{{Text: "<δ & ∂>", X: 50, Y: 10, Size: 10, W: 40, Align: 1, Color: red}},
	}
	text := written(t, s)
	for _, want := range []string{
		`<rect x="1.3" y="2" width="30" height="40" fill="#ff0000" fill-opacity=".5"`,
		`<circle cx="10" cy="20" r="9" stroke="#ff0000" stroke-width="2"/>`,
		`<text x="90" y="19.8" font-size="10" text-anchor="end" fill="#ff0000">&lt;δ &amp; ∂&gt;</text>`,
		`<title>a &lt; b</title>`, `viewBox="0 0 300 200"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

// Lines of one look share a group, and each is an element of its own: Chromium's GPU process
// took 480 ms of its time for the paths of the first paint where they were one for each look.
func TestLinesOfOneLookShareAGroup(t *testing.T) {
	line := func(x, y, x2, y2 float32, c theme.Color) draw.Shape {
		return draw.Shape{Kind: draw.Line, X: x, Y: y, X2: x2, Y2: y2, R: 1, Color: c}
	}
	text := written(t, &draw.List{Back: []draw.Shape{line(0, 0, 10, 5, red), line(1, 2, 3, 4, red.Fade(.5)), line(10, 5, 20, 0, red)}})
	if n := elements(t, text); n["g"] != 1 || n["path"] != 3 {
		t.Errorf("%v: want a group of two lines, and one line", n)
	}
	for _, want := range []string{`"><path d="M0 0l10 5"/><path d="M10 5l10 -5"/></g>`, `<path d="M1 2l2 2" stroke=`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

// A sketch has its lines, round marks and boxes on whole pixels, and a thin box is still there.
func TestSketch(t *testing.T) {
	list := draw.List{
		Back:    []draw.Shape{{Kind: draw.Line, X: 1.4, Y: 2.6, X2: 9.7, Y2: 5.2, R: 1, Color: red}, {Kind: draw.Rect, X: 1.4, Y: 2.6, X2: 3.2, Y2: .3, Color: red}},
		Front:   []draw.Shape{{Kind: draw.Disc, X: 7.6, Y: 3.3, R: 2.2, Color: red}},
		Rasters: []draw.Raster{{W: 4, H: 4, Cols: 4, Rows: 2, Values: []uint8{1, 3, 8, 8, 2, 2, 8, 9}, Palette: theme.Dark.Decision, Smooth: true}},
		Labels:  []draw.Label{{X: 3.4, Y: .2, Size: 10, Text: "a"}},
	}
	if half := halved(&list.Rasters[0]); half.Cols != 2 || half.Rows != 1 || !slices.Equal(half.Values, []uint8{2, 8}) {
		t.Errorf("half a raster is %+v", half)
	}
	var b strings.Builder
	if err := Write(&b, Picture{List: &list, W: 10, H: 10, Sketch: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`d="M1 3l9 2"`, `<rect x="1" y="3" width="4" height="1"`, `cx="8" cy="3" r="2.2"`, `<text x="3" y="10"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is missing in\n%s", want, b.String())
		}
	}
	if len(list.Rasters[0].Values) != 8 || list.Back[0].X != 1.4 || list.Front[0].X != 7.6 {
		t.Error("the drawing list was changed")
	}
}

// A level line has a gradient too, though no box that it could be measured in.
func TestGradedLines(t *testing.T) {
	line := func(x2, y2 float32) draw.Shape {
		return draw.Shape{Kind: draw.Line, Graded: true, X: 50, Y: 50, X2: x2, Y2: y2, R: 1, Color: red, Far: red.Fade(0)}
	}
	text := written(t, &draw.List{Back: []draw.Shape{line(90, 50), line(10, 50), line(50, 10), line(40, 90)}})
	for _, want := range []string{`d="M50 50l40 .1"`, `d="M50 50l-40 .1"`, `d="M50 50l.1 -40"`, `d="M50 50l-10 40"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	if n := elements(t, text)["linearGradient"]; n != 4 {
		t.Errorf("%d gradients for lines to the right, left, up and down", n)
	}
}

// Marks of one look are defined once and put where they stand.
func TestMarksOfOneLookAreDefinedOnce(t *testing.T) {
	mark := func(x float32) []draw.Shape {
		return []draw.Shape{{Kind: draw.Disc, X: x, Y: 9, R: 5, Color: red}, {Kind: draw.Ring, X: x, Y: 9, R: 6, Color: red}}
	}
	text := written(t, &draw.List{Front: slices.Concat(mark(10), mark(30), mark(50.04), []draw.Shape{{Kind: draw.Disc, X: 70, Y: 9, R: 5, Color: red}})})
	if n := elements(t, text); n["g"] != 1 || n["use"] != 3 || n["circle"] != 3 {
		t.Errorf("%v: want one mark of two circles used three times, and one circle", n)
	}
	if !strings.Contains(text, ` x="50" y="9"/>`) {
		t.Errorf("the third is not in its place:\n%s", text)
	}
}

// A mark with a tail tells its place once.
func TestMarksWithTails(t *testing.T) {
	pulse := func(x float32) []draw.Shape {
		return []draw.Shape{
			{Kind: draw.Line, Graded: true, X: x, Y: 9, X2: x + 20, Y2: 19, R: 2, Color: red, Far: red.Fade(0)},
			{Kind: draw.Glow, X: x, Y: 9, R: 5, Color: red},
			{Kind: draw.Disc, X: x, Y: 9, R: 2, Color: red},
		}
	}
	text := written(t, &draw.List{Moving: slices.Concat(pulse(10), pulse(60))})
	if n := elements(t, text); n["linearGradient"] != 1 || n["path"] != 2 || n["use"] != 2 || n["circle"] != 2 {
		t.Errorf("%v: want two tails, and one mark that is used twice", n)
	}
	for _, want := range []string{`<g transform="translate(10 9)"><path d="M0 0l20 10"`, `<g transform="translate(60 9)">`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

// Lanes that learn the same data show the same points, each in its place.
func TestPointsThatComeAgainAreMoved(t *testing.T) {
	cloud := func(dy float32, n int) []draw.Shape {
		var beads []draw.Shape
		for i := range n {
			beads = append(beads, draw.Shape{Kind: draw.Bead, X: 10 + 1.37*float32(i*i%17), Y: dy + 0.73*float32(i), R: 2, Color: red})
		}
		return append(beads, draw.Shape{Kind: draw.Rect, X2: 1, Y2: 1, Color: red})
	}
	text := written(t, &draw.List{Front: slices.Concat(cloud(0, 20), cloud(100.25, 20), cloud(150, 19))})
	if n := elements(t, text)["use"]; n != 20+1+19 {
		t.Errorf("%d uses; want 20 points, the same again as one, and 19 others", n)
	}
	if !strings.Contains(text, `<use href="#c0" x="0" y="100.3"/>`) {
		t.Errorf("the second cloud is not in its place:\n%s", text)
	}
}

func TestDigits(t *testing.T) {
	for _, c := range []struct {
		x     float32
		after int
		want  string
	}{{0, 1, "0"}, {-0.04, 1, "0"}, {10, 1, "10"}, {0.5, 2, ".5"}, {-0.26, 1, "-.3"}, {100, 0, "100"}, {12.345, 2, "12.35"}} {
		if got := digits(c.x, c.after); got != c.want {
			t.Errorf("%v to %d digits is %q, want %q", c.x, c.after, got, c.want)
		}
	}
}

func TestDefinitionsStandOnce(t *testing.T) {
	glow := draw.Shape{Kind: draw.Glow, X: 9, Y: 9, R: 5, Color: red}
	other := glow
	other.X = 20
	text := written(t, &draw.List{Moving: []draw.Shape{glow, other}})
	if n := elements(t, text); n["radialGradient"] != 1 || n["circle"] != 1 || n["use"] != 2 {
		t.Errorf("%v: want one gradient in one mark that is used twice", n)
	}
}

func TestRasterHasTheColoursOfItsPalette(t *testing.T) {
	palette := new(theme.Palette)
	palette[7], palette[8] = [4]uint8{10, 20, 30, 255}, [4]uint8{50, 25, 0, 100}
	values := make([]uint8, 300*300) // more than one stored block holds
	values[1], values[len(values)-1] = 7, 8
	s := &draw.List{Rasters: []draw.Raster{{X: 1, Y: 2, W: 30, H: 20, Cols: 300, Rows: 300, Values: values, Palette: palette}}}
	_, data, _ := strings.Cut(written(t, s), "base64,")
	data, _, _ = strings.Cut(data, `"`)
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		x, y int
		want color.NRGBA
	}{{0, 0, color.NRGBA{}}, {1, 0, color.NRGBA{10, 20, 30, 255}}, {299, 299, color.NRGBA{128, 64, 0, 100}}} {
		if got := color.NRGBAModel.Convert(picture.At(c.x, c.y)); got != c.want {
			t.Errorf("pixel %d, %d is %v, want %v", c.x, c.y, got, c.want)
		}
	}
	if picture.Bounds().Dx() != 300 || picture.Bounds().Dy() != 300 {
		t.Errorf("size %v", picture.Bounds())
	}
}

func TestMeasure(t *testing.T) {
	if got := Measure("iW", 10, false); got < 12.6 || got > 12.8 { // 0.278 + 0.989
		t.Errorf("“iW” at 10 px is %v wide", got)
	}
	if Measure("loss", 10, true) <= Measure("loss", 10, false) {
		t.Error("bold type is no wider")
	}
	if Measure("漢", 10, false) < 8 {
		t.Error("a character that no table lists takes no room")
	}
}
