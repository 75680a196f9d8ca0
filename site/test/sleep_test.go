//go:build browser

package test

import (
	"fmt"
	"image"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// heard counts, by type, what the picture says from now on.
const heard = `window.heard = {}; addEventListener("message", ({ data }) => { heard[data?.type] = (heard[data?.type] ?? 0) + 1; });`

// loseContext takes the picture's WebGL context away, as a browser does.
const loseContext = `stage.document.querySelector("canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext()`

// A picture that loses its context is loaded again, and after the second time in a
// minute it sleeps: its last frame stays, to the pixel, until it is asked for.
func TestPictureThatIsLostTwiceSleeps(t *testing.T) {
	p := noWebGPU.blank(t)
	p.mayComplain = true // the browser warns of lost contexts
	p.small()
	p.beforeLoading(heard)
	p.visit("act=relu&depth=3&backend=cpu&speed=100")
	p.untilTraining(1)
	p.drawn()
	p.click("#play")
	p.untilJS("the picture rests", patience, inStage("stage.__stage.fps === 0"))
	p.call(inStage(loseContext))
	p.untilJS("it is copied, as it may be lost again", patience, `heard["stage-copy"] > 0 && document.getElementById("curtain").hidden`)
	before := p.picture()
	p.call(inStage(loseContext))
	p.untilSays("twice within a minute")
	if js[bool](p, `document.getElementById("stage") !== null`) {
		t.Error("the stage is still there")
	}
	p.untilJS("its last frame is there", patience, `document.querySelector(".still")?.complete`)
	p.shoot("asleep")
	p.call(`document.getElementById("curtain").style.setProperty("visibility", "hidden")`)
	if d := differing(before, p.part(".still")); d > 0.002 {
		t.Errorf("%.1f %% of the pixels of the last frame are others", 100*d)
	}
	p.call(`document.getElementById("curtain").style.removeProperty("visibility")`)
	p.click("#curtain button")
	p.drawn()
	p.untilJS("the image is gone", patience, `document.querySelector(".still") === null`)
	if d := differing(before, p.picture()); d > 0.1 { // its pulses begin where they like
		t.Errorf("%.0f %% of the pixels are others after waking", 100*d)
	}
}

// differing is the share of pixels that two pictures of a size do not share.
func differing(a, b *image.NRGBA) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	n := 0
	for i := 0; i < len(a.Pix); i += 4 {
		for c := range 3 {
			if d := int(a.Pix[i+c]) - int(b.Pix[i+c]); d > 8 || d < -8 {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(a.Pix)/4)
}

// scarce allows four WebGL contexts at once.
var scarce = &browser{name: "four contexts", flags: map[string]any{"max-active-webgl-contexts": "4"}}

func init() { browsers = append(browsers, scarce) }

// Five frames where four contexts are allowed come to rest: one of them sleeps, and
// the others are left alone.
func TestFiveFramesWithFourContexts(t *testing.T) {
	var loads atomic.Int32
	files := http.FileServer(http.Dir(dist))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/five":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!doctype html><title>Five</title>"+strings.Repeat(`<iframe width="400" height="300" src="/?act=relu&amp;depth=2&amp;backend=cpu&amp;speed=1"></iframe>`, 5))
			return
		case r.URL.Path == "/"+made.Files["stage.html"].Path:
			if r.Header.Get("Sec-Fetch-Dest") == "iframe" {
				loads.Add(1)
			}
			w.Header().Set("Cache-Control", "no-store")
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	p := scarce.blank(t)
	p.mayComplain = true
	p.resize(1300, 700)
	p.navigate(server.URL + "/five")
	settled := `[...document.querySelectorAll("iframe")].filter((f) => {
		const d = f.contentDocument, curtain = d?.getElementById("curtain");
		return curtain && (curtain.hidden || /twice within a minute/.test(curtain.textContent));
	}).length === 5`
	p.untilJS("all draw or sleep", patience, settled)
	was := int32(-1)
	p.until("nothing is loaded any more", time.Minute, func() bool {
		now := loads.Load()
		same := now == was
		was = now
		time.Sleep(5 * time.Second)
		return same && js[bool](p, settled)
	})
	t.Logf("the stage was loaded %d times", was)
	if was > 10 {
		t.Errorf("the stage was loaded %d times; want 5, and at most once more for each", was)
	}
}
