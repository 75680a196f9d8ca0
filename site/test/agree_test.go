//go:build browser

package test

import (
	"slices"
	"testing"
)

// shares reads, in one frame, what the titles in the picture and the numbers beside it say
// remains of each lane's gradient.
const shares = `(() => {
	const none = (text) => text.replace(/^(lost to underflow|exactly 0)$/, "none");
	const said = (text) => text.match(/^(.+?)(?: of)?(?: the gradient)? (?:reaches|at) layer 1/)?.[1];
	return {
		Title: [...document.getElementById("stage").contentDocument.querySelectorAll(".labels span")].map((e) => said(e.textContent)).filter(Boolean),
		Beside: [...document.querySelectorAll("#remaining b")].map((e) => none(e.textContent)),
	};
})()`

// In every frame of full-speed training a lane's title says the same as the number beside
// the picture, and at rest both are of the last step.
func TestTitlesAgreeWithTheNumbers(t *testing.T) {
	for page, query := range map[string]string{"/": "?speed=max&backend=cpu", "/embed.html": "?vs=act:sigmoid,mish&speed=max&backend=cpu"} {
		p := noWebGPU.blank(t)
		p.resize(1100, 800)
		p.beforeLoading(noise) // titles are text then
		p.navigate(home + page + query)
		p.untilJS(page+" draws", patience, `document.getElementById("curtain").hidden && document.querySelectorAll("#remaining b").length > 1`)
		p.call(`(() => {
			const frames = document.getElementById("stage").contentWindow.stageFrames, heard = frames.step;
			window.seen = [];
			frames.step = (message) => {
				heard(message);
				queueMicrotask(() => seen.push({ Step: message.step, ...` + shares + ` }));
			};
		})()`)
		p.untilJS("enough frames", patience, `seen.length >= 25 && new Set(seen.map((f) => f.Title.join())).size >= 5`)
		frames := js[[]agreement](p, `seen`)
		for _, f := range frames {
			if len(f.Title) < 2 || !slices.Equal(f.Title, f.Beside) {
				t.Errorf("%s, step %d: the titles say %q, the numbers beside them %q", page, f.Step, f.Title, f.Beside)
			}
		}
		p.call(`document.getElementById("play").click()`)
		p.untilJS("the picture is at the last step", patience, `document.getElementById("play-label").textContent === "Play" && String(seen.at(-1).Step) === String(`+stepShown+`)`)
		p.untilJS("the picture rests", patience, inStage("stage.__stage.fps === 0"))
		if f := js[agreement](p, shares); !slices.Equal(f.Title, f.Beside) {
			t.Errorf("%s, paused: the titles say %q, the numbers beside them %q", page, f.Title, f.Beside)
		}
	}
}

// agreement is what a frame says remains of each lane's gradient, in two places.
type agreement struct {
	Step          int
	Title, Beside []string
}
