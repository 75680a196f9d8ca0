//go:build browser

package test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Goldens are kept at a third of the screen's resolution: what a viewer would
// notice is there, what fonts and rasterisers differ in is not.
const goldenScale = 3

// The tolerance: how far a pixel's channel may be off before it counts, and
// how many of a thousand pixels may count.
const (
	goldenOff     = 36
	goldenPixels  = 12
	goldenMeanOff = 3
)

// pictures are reviewed: UPDATE_GOLDEN=1 writes them anew, and a picture that
// differs is left beside the reviewed one's name in the temporary folder.
var pictures = []struct {
	name, query, scheme string
	prepare             func(p *tab)
}{
	{"network", "data=spiral&init=xavier", "dark", nil},
	{"network-light", "data=spiral&init=xavier", "light", nil},
	{"matrices", "data=spiral&init=xavier&width=24&depth=6", "dark", nil},
	{"feature-maps", "data=digits&model=cnn&depth=3&width=6&act=relu&init=he", "dark", nil},
	{"waterfall", "data=spiral&init=xavier&view=waterfall", "dark", nil},
	{"histograms", "data=spiral&init=xavier&view=histograms", "dark", nil},
	{"phase", "data=spiral&init=xavier&view=phase", "dark", func(p *tab) {
		p.until("all phases are computed", patience, func() bool {
			before := p.picture()
			time.Sleep(4 * time.Second)
			return string(p.picture().Pix) == string(before.Pix)
		})
	}},
	{"backward", "data=spiral&init=xavier", "dark", func(p *tab) {
		p.set("moment", "15.5", "input")
		p.until("the hop", patience, func() bool { return strings.HasPrefix(p.inspected(), "Backward, ") })
	}},
}

func TestPicturesAreAsReviewed(t *testing.T) {
	for _, c := range pictures {
		t.Run(c.name, func(t *testing.T) {
			p := noWebGPU.blank(t)
			p.prefer(c.scheme)
			p.resize(1440, 900)
			p.navigate(home + "/?backend=cpu&lr=0.03&speed=max&" + c.query)
			p.drawn()
			p.tenSteps()
			if c.prepare != nil {
				c.prepare(p)
			}
			compareWithGolden(t, c.name, shrunk(p.still()))
		})
	}
}

// tenSteps starts anew and looks at every step, so that the history is the
// same however fast the machine is. The picture is seen at step 0, from where its
// motion starts anew, too. Undo, which a run of some length is offered, would take room.
func (p *tab) tenSteps() {
	p.t.Helper()
	js[int](p, `(async () => { backflow.pause(); backflow.reset(); await backflow.stats(); return 0; })()`)
	p.still()
	js[int](p, `(async () => { for (let i = 0; i < 10; i++) { backflow.step(1); await backflow.stats(); } document.querySelectorAll(".message button:last-child").forEach((b) => b.click()); return 0; })()`)
}

// still is the picture once it no longer changes.
func (p *tab) still() *image.NRGBA {
	p.t.Helper()
	last := p.picture()
	p.until("it comes to rest", patience, func() bool {
		time.Sleep(700 * time.Millisecond)
		now := p.picture()
		same := string(now.Pix) == string(last.Pix)
		last = now
		return same
	})
	return last
}

// shrunk averages blocks of pixels.
func shrunk(m *image.NRGBA) *image.NRGBA {
	w, h := m.Rect.Dx()/goldenScale, m.Rect.Dy()/goldenScale
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			small.SetNRGBA(x, y, mean(m, x*goldenScale, y*goldenScale))
		}
	}
	return small
}

func mean(m *image.NRGBA, x, y int) color.NRGBA {
	var sum [3]int
	for i := range goldenScale * goldenScale {
		c := m.NRGBAAt(x+i%goldenScale, y+i/goldenScale)
		sum[0], sum[1], sum[2] = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B)
	}
	const n = goldenScale * goldenScale
	return color.NRGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255}
}

func compareWithGolden(t *testing.T, name string, got *image.NRGBA) {
	t.Helper()
	file := filepath.Join("testdata", name+".png")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		writePNG(t, file, got)
		return
	}
	if problem := differs(got, readPNG(t, file)); problem != "" {
		seen := filepath.Join(os.TempDir(), "backflow-"+name+".png")
		writePNG(t, seen, got)
		t.Errorf("%s: %s; what was seen is %s. If it is right, UPDATE_GOLDEN=1.", file, problem, seen)
	}
}

// differs says how two pictures differ beyond the tolerance; "" if they do not.
func differs(a, b *image.NRGBA) string {
	if a.Rect != b.Rect {
		return fmt.Sprintf("%v pixels, not %v", a.Rect.Max, b.Rect.Max)
	}
	total, off := 0, 0
	for i := 0; i < len(a.Pix); i += 4 {
		worst := 0
		for c := range 3 {
			d := int(a.Pix[i+c]) - int(b.Pix[i+c])
			worst = max(worst, d, -d)
		}
		total += worst
		if worst > goldenOff {
			off++
		}
	}
	pixels := len(a.Pix) / 4
	if 1000*off > goldenPixels*pixels || total > goldenMeanOff*pixels {
		return fmt.Sprintf("%d of %d pixels differ by more than %d, %.1f on average", off, pixels, goldenOff, float64(total)/float64(pixels))
	}
	return ""
}

func readPNG(t *testing.T, file string) *image.NRGBA {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	rgba := image.NewNRGBA(m.Bounds())
	draw.Draw(rgba, m.Bounds(), m, image.Point{}, draw.Src)
	return rgba
}

func writePNG(t *testing.T, file string, m image.Image) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(f, m); err != nil {
		t.Fatal(err)
	}
}

// The tolerance forgives what nobody sees and nothing else.
func TestToleranceOfPictures(t *testing.T) {
	a, b := image.NewNRGBA(image.Rect(0, 0, 40, 40)), image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for i := range b.Pix {
		b.Pix[i] = 2
	}
	if problem := differs(a, b); problem != "" {
		t.Errorf("two levels off everywhere: %s", problem)
	}
	for i := range 30 {
		b.SetNRGBA(i, i, color.NRGBA{255, 255, 255, 255})
	}
	if differs(a, b) == "" {
		t.Error("a line drawn across goes unnoticed")
	}
	if differs(a, image.NewNRGBA(image.Rect(0, 0, 41, 40))) == "" {
		t.Error("another size goes unnoticed")
	}
}
