package svg

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"image/png"
	"io"
	"strings"
	"testing"

	"backflow/render/scene"
	"backflow/render/theme"
)

func written(t *testing.T, s *scene.Scene) string {
	t.Helper()
	var b strings.Builder
	err := Write(&b, Picture{Scene: s, W: 300, H: 200, Background: theme.Dark.Background, Title: "a < b", Desc: `"&"`})
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
	empty := len(written(t, &scene.Scene{}))
	for kind := scene.Rect; kind <= scene.Area; kind++ {
		for _, graded := range []bool{false, true} {
			s := scene.Shape{Kind: kind, Graded: graded, X: 1, Y: 2, X2: 30, Y2: 40, R: 5, Color: red, Far: red.Fade(0.5)}
			text := written(t, &scene.Scene{Front: []scene.Shape{s}})
			elements(t, text)
			if len(text) == empty {
				t.Errorf("kind %d (graded: %v) is not drawn", kind, graded)
			}
		}
	}
}

func TestColoursAndPlaces(t *testing.T) {
	s := &scene.Scene{
		Back:   []scene.Shape{{Kind: scene.Rect, X: 1.256, Y: 2, X2: 30, Y2: 40, Color: red.Fade(0.5)}},
		Front:  []scene.Shape{{Kind: scene.Ring, X: 10, Y: 20, R: 10, Color: red}},
		Labels: []scene.Label{{Text: "<δ & ∂>", X: 50, Y: 10, Size: 10, W: 40, Align: 1, Color: red}},
	}
	text := written(t, s)
	for _, want := range []string{
		`<rect x="1.26" y="2" width="30" height="40" fill="#ff0000" fill-opacity="0.5"`,
		`<circle cx="10" cy="20" r="9" fill="none" stroke="#ff0000" stroke-width="2"/>`,
		`<text x="90" y="19.8" font-size="10" text-anchor="end" fill="#ff0000">&lt;δ &amp; ∂&gt;</text>`,
		`<title>a &lt; b</title>`, `viewBox="0 0 300 200"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

// A network has thousands of edges: those that look alike and follow each other
// are one element, and none is lost.
func TestLinesOfOneLookAreOnePath(t *testing.T) {
	line := func(x float32, c theme.Color) scene.Shape {
		return scene.Shape{Kind: scene.Line, X: x, X2: x + 5, Y2: 9, R: 1, Color: c}
	}
	blue := theme.Color{B: 1, A: 1}
	text := written(t, &scene.Scene{Back: []scene.Shape{line(1, red), line(2, red), line(3, blue), line(4, red)}})
	if n := elements(t, text)["path"]; n != 3 {
		t.Errorf("%d paths, want 3", n)
	}
	for _, want := range []string{"M1 0L6 9M2 0L7 9", "M3 0L8 9", "M4 0L9 9"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

func TestDefinitionsStandOnce(t *testing.T) {
	glow := scene.Shape{Kind: scene.Glow, X: 9, Y: 9, R: 5, Color: red}
	text := written(t, &scene.Scene{Moving: []scene.Shape{glow, glow}})
	if n := elements(t, text); n["radialGradient"] != 1 || n["circle"] != 2 {
		t.Errorf("%v: want one gradient for two discs", n)
	}
}

func TestRasterHasTheColoursOfItsPalette(t *testing.T) {
	palette := new(theme.Palette)
	palette[7] = [4]uint8{10, 20, 30, 255}
	s := &scene.Scene{Rasters: []scene.Raster{{X: 1, Y: 2, W: 30, H: 20, Cols: 2, Rows: 1, Values: []uint8{0, 7}, Palette: palette}}}
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
	if r, g, b, a := picture.At(1, 0).RGBA(); [4]uint32{r >> 8, g >> 8, b >> 8, a >> 8} != [4]uint32{10, 20, 30, 255} {
		t.Errorf("second pixel is %d %d %d %d", r>>8, g>>8, b>>8, a>>8)
	}
	if picture.Bounds().Dx() != 2 || picture.Bounds().Dy() != 1 {
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
