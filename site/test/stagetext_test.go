//go:build browser

package test

import (
	"fmt"
	"image"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// noise makes a browser give back something else than what was drawn on a canvas,
// as some do so that nobody is known by it.
const noise = `{
	const read = CanvasRenderingContext2D.prototype.getImageData;
	CanvasRenderingContext2D.prototype.getImageData = function (...args) {
		const image = read.apply(this, args);
		for (let i = 0; i < image.data.length; i++) image.data[i] ^= Math.random() * 256;
		return image;
	};
}`

// Where a canvas cannot be read back the labels are text of the document, and
// stand where the others do.
func TestLabelsWithoutReadingBack(t *testing.T) {
	var inks [2]int
	for i, script := range []string{"", noise} {
		p := noWebGPU.blank(t)
		p.resize(1100, 700)
		if script != "" {
			p.beforeLoading(script)
		}
		p.visit("vs=none&act=sigmoid&backend=cpu&speed=100")
		p.untilTraining(1)
		p.drawn()
		p.click("#play")
		p.untilJS("the picture rests", patience, inStage("stage.__stage.fps === 0"))
		texts := js[[]string](p, inStage(`[...stage.document.querySelectorAll(".labels span")].map((e) => e.textContent).filter(Boolean)`))
		if script == "" && len(texts) > 0 {
			t.Errorf("%d labels are text although glyphs can be read back", len(texts))
		}
		if all := strings.Join(texts, "\n"); script != "" && (!strings.Contains(all, "Sigmoid") || !strings.Contains(all, "drawn: step")) {
			t.Errorf("labels: %q", texts)
		}
		inks[i] = inked(p.picture(), image.Rect(8, 4, 90, 26))
		if os.Getenv("BACKFLOW_SHOTS") != "" {
			p.shoot(fmt.Sprintf("readback-%d", i))
		}
	}
	if plain, text := inks[0], inks[1]; plain < 100 || text < plain/2 || text > 2*plain {
		t.Errorf("the lane's name covers %d pixels as glyphs and %d as text", plain, text)
	}
}

// inked counts the pixels of a part of a picture that stand out from its ground.
func inked(m *image.NRGBA, part image.Rectangle) (n int) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if d := int(m.NRGBAAt(x, y).G) - int(m.NRGBAAt(2, 2).G); d > 100 || d < -100 {
				n++
			}
		}
	}
	return n
}

// The picture's text is as much larger as the page's.
func TestPictureTextFollowsThePage(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(1100, 900)
	p.visit("vs=none&backend=cpu&speed=100")
	p.untilTraining(1)
	p.drawn()
	p.untilJS("the usual size", patience, inStage("stage.__stage.zoom === 1"))
	p.call(`document.documentElement.style.setProperty("font-size", "24px")`)
	p.call(`document.getElementById("stage").style.setProperty("width", "calc(100% - 1px)")`) // whatever the page's layout does with it
	p.untilJS("half as large again", patience, inStage("stage.__stage.zoom === 1.5"))
}

// Every view answers arrow keys with a sentence.
func TestEveryViewAnswersKeys(t *testing.T) {
	p := noWebGPU.blank(t)
	p.small()
	for view, says := range map[string]string{"histograms": " of the values", "phase": " of the gradient reaches layer 1", "waterfall": "RMS ∂C/∂W ", "network": " units, RMS δ ", "instruments": "share of δ left "} {
		p.visit("vs=none&act=sigmoid&backend=cpu&speed=100&view=" + view)
		p.untilTraining(1)
		p.drawn()
		p.focusWindow()
		p.do("an arrow key", chromedp.Focus(chromedp.CSS("#picture")), chromedp.KeyEvent(kb.ArrowRight))
		p.until(view+" answers", patience, func() bool { return strings.Contains(p.inspected(), says) })
	}
}

// shotQueries are what the screenshots show.
var shotQueries = map[string]string{
	"network": "", "histograms": "view=histograms", "phase": "view=phase", "waterfall": "view=waterfall", "four": "vs=act:sigmoid,tanh,relu,leaky",
}

// TestPictureShots only takes pictures, for people: BACKFLOW_SHOTS names a folder,
// BACKFLOW_VIEWS the views.
func TestPictureShots(t *testing.T) {
	views := strings.Fields(os.Getenv("BACKFLOW_VIEWS"))
	if os.Getenv("BACKFLOW_SHOTS") == "" || len(views) == 0 {
		t.Skip("no folder for pictures is named")
	}
	p := noWebGPU.blank(t)
	for _, scheme := range []string{"dark", "light"} {
		p.prefer(scheme)
		for _, view := range views {
			for _, size := range [][2]int64{{1440, 900}, {820, 1180}, {390, 844}, {844, 390}, {720, 450}} {
				p.resize(size[0], size[1])
				p.visit("backend=cpu&" + shotQueries[view])
				p.drawn()
				p.untilStats("some training", patience, steps(50))
				p.shoot(fmt.Sprintf("%s-%dx%d-%s", view, size[0], size[1], scheme))
			}
		}
	}
}
