//go:build browser

package test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// inStage is an expression in the window of the picture.
func inStage(expression string) string {
	return `(() => { const stage = document.getElementById("stage").contentWindow; return ` + expression + `; })()`
}

// mostDrawCalls and mostSums bound a frame of the picture. The time is Go's alone:
// how long the browser draws is another matter, above all where tests run without
// a GPU. It is counted in millions of additions that the same thread does in it, so
// that a slow or busy machine makes no difference: on a good laptop one takes about
// a millisecond.
const (
	mostDrawCalls = 12
	mostSums      = 4
)

// aMillionSums is how many milliseconds a million additions, each of which needs the
// one before, take in the picture's thread now.
const aMillionSums = `(() => {
	const from = performance.now();
	let sum = 0;
	for (let i = 0; i < 4e6; i++) sum += Math.sqrt(i & 1023);
	stage.sum = sum;
	return (performance.now() - from) / 4;
})()`

// The picture draws, in few calls, and each frame leaves the page time.
func TestPictureIsCheap(t *testing.T) {
	p := noWebGPU.show(t, "?speed=100")
	p.untilTraining(3)
	p.untilJS("frames have been measured", patience, inStage("stage.__stage.stageMs > 0"))
	if calls := js[float64](p, inStage("stage.__stage.drawCalls")); calls < 1 || calls > mostDrawCalls {
		t.Errorf("%v draw calls a frame; at most %d", calls, mostDrawCalls)
	}
	frame, sums := math.Inf(1), math.Inf(1) // at best: whatever else the machine does is not the picture's
	for range 8 {
		frame = min(frame, js[float64](p, inStage("stage.__stage.stageMs")))
		sums = min(sums, js[float64](p, inStage(aMillionSums)))
		time.Sleep(time.Second)
	}
	t.Logf("a frame takes %.2f ms of Go, a million additions %.2f ms", frame, sums)
	if frame > mostSums*sums {
		t.Errorf("a frame takes %.2f ms of Go, as long as %.1f million additions; at most %d", frame, frame/sums, mostSums)
	}
}

// The picture is not empty, changes from frame to frame while training runs,
// and stands still to the last pixel when it is paused.
func TestPictureMovesAndFreezes(t *testing.T) {
	p := noWebGPU.show(t, "?speed=100")
	p.untilTraining(3)
	p.untilJS("frames have been drawn", patience, inStage("stage.__stage.fps > 0"))
	p.until("the picture moves", patience, func() bool {
		a, b := p.picture(), p.picture()
		return colours(a) > 50 && !bytes.Equal(a.Pix, b.Pix)
	})
	p.click("#play")
	p.until("it comes to rest", patience, func() bool { return bytes.Equal(p.picture().Pix, p.picture().Pix) })
	still := p.picture()
	time.Sleep(1500 * time.Millisecond)
	if !bytes.Equal(p.picture().Pix, still.Pix) {
		t.Error("the picture goes on although training is paused")
	}
}

// The themes are the page's, and the picture follows it at once.
func TestPictureFollowsTheTheme(t *testing.T) {
	p := noWebGPU.show(t, "?speed=100")
	p.untilTraining(3)
	ground := func(theme string, want color.NRGBA) {
		p.call(`document.querySelector('#theme input[value="` + theme + `"]').click()`)
		p.until("the picture is "+theme, patience, func() bool { return p.picture().NRGBAAt(3, 40) == want })
	}
	ground("light", color.NRGBA{0xff, 0xff, 0xff, 0xff})
	ground("dark", color.NRGBA{0x0d, 0x11, 0x19, 0xff})
}

// picture is what the stage shows now.
func (p *tab) picture() *image.NRGBA {
	p.t.Helper()
	return p.part("#stage")
}

// part is what the window shows where an element is.
func (p *tab) part(selector string) *image.NRGBA {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	data, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("taking a picture: %v", err)
	}
	shot, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		p.t.Fatal(err)
	}
	at := js[[]int](p, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.x, r.y, r.width, r.height].map(Math.round); })()`, selector))
	part := image.NewNRGBA(image.Rect(0, 0, at[2], at[3]))
	draw.Draw(part, part.Bounds(), shot, image.Pt(at[0], at[1]), draw.Src)
	return part
}

// colours counts the different ones in a picture.
func colours(m *image.NRGBA) int {
	seen := map[[3]uint8]bool{}
	for i := 0; i < len(m.Pix); i += 4 {
		seen[[3]uint8(m.Pix[i:i+3])] = true
	}
	return len(seen)
}

// The picture has a pixel for every one of the screen, whatever the zoom, the
// monitor and the way it is held; in motion it may have fewer.
func TestPictureFollowsTheScreen(t *testing.T) {
	p := noWebGPU.show(t, "?speed=100&backend=cpu")
	p.untilTraining(3)
	for _, screen := range []struct {
		width, height int64
		scale         float64
	}{{1440, 900, 1}, {1440, 900, 2}, {1440, 900, 1.5}, {390, 844, 3}, {844, 390, 3}} {
		p.do("another screen", chromedp.EmulateViewport(screen.width, screen.height, chromedp.EmulateScale(screen.scale)))
		p.untilJS("the picture starts anew", patience, inStage(fmt.Sprintf("stage.stageFrames?.ratio === %v", screen.scale)))
		p.drawn()
		p.click("#play")
		p.untilJS("a pixel for each of the screen", patience, inStage(fmt.Sprintf(`(() => {
			const canvas = stage.document.querySelector("canvas");
			const fits = (pixels, css) => Math.abs(pixels - css * %v) <= 1;
			return fits(canvas.width, stage.innerWidth) && fits(canvas.height, stage.innerHeight);
		})()`, screen.scale)))
		p.click("#play")
	}
}
