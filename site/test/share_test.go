//go:build browser

package test

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr/coding"
)

// What one shares is what one sees: the link, the code, its preview, the picture
// and the QR code are of the page's query.
func TestShareDialog(t *testing.T) {
	p := noWebGPU.open(t, "depth=2&width=4&vs=act:sigmoid,relu&speed=100")
	p.untilTraining(2)
	p.drawn()
	p.focusWindow()
	p.click("#share")
	p.untilJS("the dialog is open", patience, `document.querySelector("#share-dialog[open]")`)
	if at := js[string](p, `document.activeElement.id`); at != "share-title" {
		t.Errorf("the focus is at %q, not at the dialog's title", at)
	}
	link := home + js[string](p, `"/" + location.search`)
	if got := js[string](p, `document.getElementById("share-link").value`); got != link || !strings.Contains(link, "depth=2") {
		t.Errorf("the link is %q, the address %q", got, link)
	}
	p.untilSays("this machine only")
	p.copies(link)
	p.codesFollowChoices()
	p.savesThePicture()
	p.showsCode(link)
	p.previews()
}

// copies holds the button against a clipboard that works and one that is refused.
func (p *tab) copies(link string) {
	p.t.Helper()
	p.call(`(() => {
		window.copied = [];
		navigator.clipboard.writeText = async (text) => { copied.push(text); };
	})()`)
	p.clickNamed("Copy link")
	p.untilJS("it says so", patience, `document.querySelector("#share-dialog [role=status]").textContent === "The link is copied."`)
	if got := js[[]string](p, `copied`); len(got) != 1 || got[0] != link {
		p.t.Errorf("copied: %q", got)
	}
	p.call(`(() => {
		navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
		document.execCommand = () => false;
	})()`)
	p.clickNamed("Copy code")
	p.untilJS("it says what to do", patience, `document.querySelector("#share-dialog [role=status]").textContent.includes("The code is selected: press Ctrl+C")`)
	if !js[bool](p, `(() => { const f = document.activeElement; return f.id === "share-code" && f.selectionEnd === f.value.length && f.selectionStart === 0; })()`) {
		p.t.Error("the code is not selected")
	}
}

func (p *tab) clickNamed(name string) {
	p.t.Helper()
	p.call(fmt.Sprintf(`[...[...document.querySelectorAll("dialog[open]")].at(-1).querySelectorAll("button")].find((b) => b.textContent === %q).click()`, name))
}

func (p *tab) codesFollowChoices() {
	p.t.Helper()
	p.call(`(() => {
		const width = document.querySelector('#share-dialog [name="width"]');
		width.value = 5;
		width.dispatchEvent(new Event("change"));
		document.querySelector('#share-dialog [value="element"]').click();
	})()`)
	// The code makes the element that it says, and no other.
	made := js[[]string](p, `(() => {
		const code = document.getElementById("share-code").value;
		const page = new DOMParser().parseFromString(code.replace(/ style="[^"]*"/, ""), "text/html"); // which this page's policy forbids
		const element = page.querySelector("back-flow");
		return [element.getAttribute("query"), /style="([^"]*)"/.exec(code)[1], element.querySelector("a").href, page.querySelector("script").src];
	})()`)
	query := js[string](p, `location.search.slice(1)`)
	for i, want := range []string{query, "display:block;width:280px;max-width:100%;height:450px", home + "/?" + query, home + "/embed.js"} {
		if made[i] != want {
			p.t.Errorf("the code's part %d is %q, want %q", i, made[i], want)
		}
	}
}

// savesThePicture takes the file that the browser would save.
func (p *tab) savesThePicture() {
	p.t.Helper()
	p.call(`(() => {
		const make = URL.createObjectURL;
		URL.createObjectURL = (blob) => { window.saved = blob; return make.call(URL, blob); };
		HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
	})()`)
	p.clickNamed("Save the picture as SVG")
	p.untilJS("the picture is saved", patience, `window.savedAs === "backflow.svg"`)
	text := js[[]string](p, `saved.text().then((text) => {
		const svg = new DOMParser().parseFromString(text, "image/svg+xml");
		return [svg.documentElement.tagName, svg.querySelector("title").textContent, [...svg.querySelectorAll("text")].map((t) => t.textContent).join("|")];
	})`)
	if text[0] != "svg" || text[1] != "Backflow: gradients of Sigmoid, ReLU" || !strings.Contains(text[2], "Sigmoid|") || !strings.Contains(text[2], "ReLU|") {
		p.t.Errorf("the file is %q", text)
	}
}

// showsCode reads the code on a projector.
func (p *tab) showsCode(link string) {
	p.t.Helper()
	p.clickNamed("Show it large, for a projector")
	p.untilJS("it is large", patience, `document.querySelector("#projector[open] .qr").getBoundingClientRect().height > innerHeight / 2`)
	p.shoot("share-projector")
	modules := js[string](p, `(() => {
		const svg = document.querySelector("#projector .qr");
		const [light, dark] = svg.querySelectorAll("path");
		if (light.getAttribute("fill") !== "#fff" || dark.getAttribute("fill") !== "#000") return "colours";
		const size = svg.viewBox.baseVal.width;
		const rows = Array.from({ length: size }, () => new Array(size).fill(0));
		for (const [, x, y, n] of dark.getAttribute("d").matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) rows[y].fill(1, +x, +x + +n);
		return rows.slice(4, -4).map((row) => row.slice(4, -4).join("")).join("\n");
	})()`)
	version := (len(strings.Split(modules, "\n")) - 17) / 4
	if !isCode(modules, link, version) {
		p.t.Errorf("no reader would find %s in\n%s", link, modules)
	}
	if text := js[string](p, `document.querySelector("#projector p").textContent`); text != link {
		p.t.Errorf("below it stands %q", text)
	}
	p.clickNamed("Close")
}

// isCode reports whether modules are those of rsc.io/qr, under any of the masks.
func isCode(modules, text string, version int) bool {
	for mask := range 8 {
		if modules == codeOf(text, version, mask) {
			return true
		}
	}
	return false
}

// codeOf is a code in ones and zeros, as rsc.io/qr makes it.
func codeOf(text string, version, mask int) string {
	plan, err := coding.NewPlan(coding.Version(version), coding.M, coding.Mask(mask))
	if err != nil {
		return err.Error()
	}
	code, err := plan.Encode(coding.String(text))
	if err != nil {
		return err.Error()
	}
	var rows []string
	for y := range code.Size {
		row := make([]byte, code.Size)
		for x := range row {
			row[x] = '0'
			if code.Black(x, y) {
				row[x] = '1'
			}
		}
		rows = append(rows, string(row))
	}
	return strings.Join(rows, "\n")
}

// previews shows what the code gives, training, at the size that it has.
func (p *tab) previews() {
	p.t.Helper()
	p.clickNamed("Show a preview")
	p.call(`document.querySelector("#share-dialog iframe").scrollIntoView()`)
	p.untilJS("the preview trains", patience, `(() => {
		const frame = document.querySelector("#share-dialog iframe");
		const steps = frame.contentDocument?.getElementById("steps")?.textContent.replace(/\D/g, "");
		return frame.clientWidth === 280 && Number(steps) > 0;
	})()`)
	p.shoot("share-preview")
	p.clickNamed("Close")
	p.untilJS("no preview trains on behind the closed dialog", patience, `document.querySelectorAll("#share-dialog iframe").length === 0`)
	if at := js[string](p, `document.activeElement.id`); at != "share" {
		p.t.Errorf("the focus is at %q, not back at the button", at)
	}
}

// The page's own encoder makes what rsc.io/qr makes, in every version and under
// every mask.
func TestQRCodes(t *testing.T) {
	p := noWebGPU.open(t, "depth=1&width=2&vs=none")
	p.untilTraining(1)
	p.click("#share")
	p.untilJS("the dialog is open", patience, `document.querySelector("#share-dialog[open]")`)
	versions := map[int]bool{}
	for length := 1; length <= 666; length += 9 {
		text := strings.Repeat("https://δ.example/?a=1&b=", 30)[:length]
		text = strings.ToValidUTF8(text, "")
		mask := length % 8
		got := js[string](p, fmt.Sprintf(`backflowShare.encode(%q, %d).map((row) => row.map(Number).join("")).join("\n")`, text, mask))
		version := (len(strings.Split(got, "\n")) - 17) / 4
		versions[version] = true
		if got != codeOf(text, version, mask) {
			t.Errorf("%d bytes, version %d, mask %d: the code is another one", len(text), version, mask)
		}
	}
	if len(versions) != 20 {
		t.Errorf("of 20 versions %d are tested", len(versions))
	}
}
