//go:build browser

package test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/experiment"
)

// actions is all that the driver does. What befalls the page stands in driver_faults_test.go.
var actions []action

func init() {
	actions = append([]action{
		{"set a query", 10, func(d *driver) { d.set(quote(anyQuery(d.rng))) }},
		{"change a parameter", 12, (*driver).changeParameter},
		{"open an address", 2, func(d *driver) { d.open(anyQuery(d.rng)) }},
		{"reload", 1, func(d *driver) { d.try("reload", chromedp.Reload()) }},
		{"press a control", 20, (*driver).pressControl},
		{"move a slider", 8, (*driver).moveSlider},
		{"type into a box", 6, (*driver).typeIntoBox},
		{"command", 10, (*driver).command},
		{"keys", 10, (*driver).pressKeys},
		{"point", 12, (*driver).point},
		{"window", 6, (*driver).window},
		{"media", 2, (*driver).media},
		{"scroll", 3, (*driver).scroll},
		{"back or forward", 4, (*driver).travel},
		{"table", 4, (*driver).chooseTable},
	}, faults...)
}

// onPage runs a statement on the page; what it throws is a fault.
func (d *driver) onPage(statement string) {
	if _, err := ask[bool](d, "(async () => { "+statement+"; return true })()"); err != nil {
		d.fault("the page throws", "%s: %v", statement[:min(len(statement), 200)], err)
	}
}

// ask evaluates an expression. Where another page comes meanwhile, there is no value, and that is no error.
func ask[T any](d *driver, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(d.ctx, 2*hung)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil && (strings.Contains(err.Error(), "navigated") || strings.Contains(err.Error(), "context was destroyed")) {
		err = nil
	}
	return value, err
}

// try carries out steps; a page that does not answer is a fault.
func (d *driver) try(what string, steps ...chromedp.Action[chromedp.Void]) {
	ctx, cancel := context.WithTimeout(d.ctx, 2*hung)
	defer cancel()
	err := chromedp.Do(ctx, steps...)
	if err != nil && !strings.Contains(strings.ToLower(err.Error()), "abort") { // another page was asked for meanwhile
		d.fault("the page does not answer", "%s: %v", what, err)
	}
}

func quote(text string) string { return fmt.Sprintf("%+q", text) }

// set calls backflow.set with an expression of JavaScript.
func (d *driver) set(value string) {
	d.say("  backflow.set(%s)", value[:min(len(value), 600)])
	d.onPage(`calling((it) => it.set(` + jsText(value) + `))`)
}

// jsText turns Go's escapes of large code points into JavaScript's.
func jsText(quoted string) string {
	var b strings.Builder
	for i := 0; i < len(quoted); i++ {
		if strings.HasPrefix(quoted[i:], `\U`) && i+10 <= len(quoted) {
			b.WriteString(`\u{` + quoted[i+2:i+10] + `}`)
			i += 9
			continue
		}
		if strings.HasPrefix(quoted[i:], `\a`) {
			b.WriteString(`\x07`)
			i++
			continue
		}
		b.WriteByte(quoted[i])
	}
	return b.String()
}

func (d *driver) open(query string) {
	address := d.net.url + "/" + strings.TrimSuffix("?"+query, "?")
	d.say("  %s", address[:min(len(address), 600)])
	d.try("opening an address", chromedp.Navigate(strings.NewReplacer(" ", "%20", "\x00", "%00", "#", "%23").Replace(address)))
}

// changeParameter changes one value of the query in force, as an embedding page would.
func (d *driver) changeParameter() {
	p := &experiment.Params[d.rng.IntN(len(experiment.Params))]
	value := anyValue(d.rng, p)
	d.say("  %s=%q", p.Name, value[:min(len(value), 100)])
	now, err := ask[string](d, `location.search.slice(1)`)
	if err != nil {
		d.fault("the address cannot be read", "%v", err)
		return
	}
	query := strip(now, p.Name) + "&" + p.Name + "=" + escaped(value)
	if d.rng.IntN(15) > 0 {
		query = lighter(strings.Trim(query, "&"))
	}
	d.onPage(`calling((it) => it.set(` + jsText(quote(query)) + `))`)
}

func escaped(value string) string {
	return strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", " ", "%20", "\x00", "%00").Replace(value)
}

// controls marks what can be pressed and counts it.
const controls = `window.pressable = [...document.querySelectorAll("button, input[type=radio], input[type=checkbox], summary, select, label.chip, th button")]
	.filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }) && (!document.querySelector("dialog[open]") || e.closest("dialog[open]")))`

// pressControl clicks one of all the controls that can be seen.
func (d *driver) pressControl() {
	at := d.rng.Float64()
	what, err := ask[string](d, fmt.Sprintf(`(() => {
		%s;
		const e = pressable[Math.floor(%g * pressable.length)];
		if (!e) return "nothing";
		e.scrollIntoView({ block: "center" });
		if (e.tagName === "SELECT") {
			e.selectedIndex = Math.floor(%g * e.options.length);
			e.dispatchEvent(new Event("change", { bubbles: true }));
		} else e.click();
		return [e.tagName, e.id, e.name, e.value, e.textContent.trim()].filter(Boolean).join(" ").slice(0, 80);
	})()`, controls, at, d.rng.Float64()))
	d.say("  %s", what)
	if err != nil {
		d.fault("a control throws", "%s: %v", what, err)
	}
}

func (d *driver) moveSlider() {
	steps := 1 + d.rng.IntN(6)
	what, err := ask[string](d, fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll("input[type=range]")].filter((e) => e.checkVisibility());
		const e = all[Math.floor(%g * all.length)];
		if (!e) return "nothing";
		for (let i = 1; i <= %d; i++) {
			e.value = Number(e.min) + (e.max - e.min) * ((%g + i * i * 0.37) %% 1);
			e.dispatchEvent(new Event("input", { bubbles: true }));
		}
		e.dispatchEvent(new Event("change", { bubbles: true }));
		return (e.id || e.dataset.param) + " to " + e.value;
	})()`, d.rng.Float64(), steps, d.rng.Float64()))
	d.say("  %s", what)
	if err != nil {
		d.fault("a slider throws", "%s: %v", what, err)
	}
}

func (d *driver) typeIntoBox() {
	p := &experiment.Params[d.rng.IntN(len(experiment.Params))]
	text := anyValue(d.rng, p)
	if p.Kind == experiment.KindInt && d.rng.IntN(4) > 0 {
		text = fmt.Sprint(1 + d.rng.IntN(12)) // most are sizes, and large networks are slow
	}
	d.say("  %s: %q", p.Name, text[:min(len(text), 100)])
	d.onPage(fmt.Sprintf(`
		const box = document.querySelector('input.number[data-param="%s"]') ?? document.querySelector("input.number");
		if (box && !box.disabled) {
			box.focus();
			box.value = %s;
			box.dispatchEvent(new Event("input", { bubbles: true }));
			box.dispatchEvent(new Event("change", { bubbles: true }));
			box.blur();
		}`, p.Name, jsText(quote(text))))
}

// command calls what an embedding page may call, in bursts and with odd values too.
func (d *driver) command() {
	all := []string{
		"play()", "pause()", "step()", "step(3)", "step(25)", "reset()", "stats()",
		"step(-1)", "step(0)", "step(NaN)", "step('x')", "step(2.5)", "step(1e12)", "step(null)",
		"set(123n)", "set(() => 1)", "set(null)", "set(undefined)", "set({})", "set(['act=relu'])", "set(Symbol('x'))", "set(5)",
		"set('x=1&'.repeat(20000))", "set('%00'.repeat(1000))",
	}
	for range 1 + d.rng.IntN(5) {
		c := all[d.rng.IntN(len(all))]
		if d.rng.IntN(3) > 0 {
			c = all[d.rng.IntN(7)]
		}
		d.say("  backflow.%s", c)
		d.onPage(`calling((it) => it.` + c + `)`)
		if strings.Contains(c, "1e12") {
			d.onPage(`calling((it) => it.pause())`)
		}
	}
}

// pressKeys presses keys wherever the focus is, or on the picture.
func (d *driver) pressKeys() {
	keys := []string{
		kb.Tab, kb.Tab, kb.Tab, kb.Enter, " ", kb.ArrowLeft, kb.ArrowRight, kb.ArrowUp, kb.ArrowDown, kb.Escape,
		kb.Home, kb.End, kb.PageDown, "s", "r", "S", "9", "x",
	}
	first := ""
	if d.rng.IntN(2) == 0 {
		first = "on the picture: "
		d.onPage(`document.getElementById("picture")?.focus()`)
	}
	var text strings.Builder
	for range 1 + d.rng.IntN(15) {
		text.WriteString(keys[d.rng.IntN(len(keys))])
	}
	d.say("  %s%q", first, text.String())
	d.try("keys", chromedp.KeyEvent(text.String()))
}

// sizes of windows: the smallest is a desktop's at 400 % zoom, two are odd on purpose.
var sizes = [][2]int64{
	{320, 225}, {320, 640}, {390, 844}, {844, 390}, {820, 1180}, {1100, 480}, {1440, 240}, {1440, 900}, {1920, 1080}, {201, 151}, {150, 1000},
}

func (d *driver) window() {
	size := sizes[d.rng.IntN(len(sizes))]
	scale := []float64{1, 1, 1, 1.25, 2, 0.5, 3}[d.rng.IntN(7)]
	if size[0]*size[1] > 1e6 {
		scale = min(scale, 1) // software draws every pixel
	}
	d.say("  %d×%d, %g pixels each", size[0], size[1], scale)
	d.try("another window", chromedp.EmulateViewport(size[0], size[1], chromedp.EmulateScale(scale)))
}

func (d *driver) media() {
	features := map[string][]string{
		"prefers-color-scheme": {"dark", "light"}, "prefers-reduced-motion": {"reduce", "no-preference"}, "forced-colors": {"active", "none"},
	}
	var list []*emulation.MediaFeature
	for _, name := range []string{"prefers-color-scheme", "prefers-reduced-motion", "forced-colors"} {
		list = append(list, &emulation.MediaFeature{Name: name, Value: features[name][d.rng.IntN(2)]})
	}
	d.say("  %s, motion %s, forced colours %s", list[0].Value, list[1].Value, list[2].Value)
	ctx, cancel := context.WithTimeout(d.ctx, 2*hung)
	defer cancel()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list}); err != nil {
		d.fault("the page does not answer", "other media: %v", err)
	}
}

func (d *driver) scroll() {
	d.onPage(fmt.Sprintf(`scrollTo(0, %g * document.documentElement.scrollHeight)`, d.rng.Float64()))
}

// travel goes back or forward, and comes again where that leaves the page.
func (d *driver) travel() {
	by := []int{-1, -1, -2, 1, -5}[d.rng.IntN(5)]
	d.say("  history.go(%d)", by)
	d.onPage(fmt.Sprintf(`history.go(%d)`, by))
	time.Sleep(500 * time.Millisecond)
	if here, err := ask[string](d, "location.href"); err == nil && !strings.HasPrefix(here, d.net.url) {
		d.open("")
	}
}
