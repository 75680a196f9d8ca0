//go:build browser

package test

import (
	"fmt"
)

// faults is what may happen to the page.
var faults = []action{
	{"crash: Go panics", 2, func(d *driver) { d.crash("panic") }},
	{"crash: a trap", 2, func(d *driver) { d.crash("trap") }},
	{"crash: the worker is gone", 2, func(d *driver) { d.onPage(`workers.at(-1)?.terminate(); ` + inFlight) }},
	{"lose the GPU", 2, func(d *driver) { d.onPage(`workers.at(-1)?.postMessage({ type: "lose-gpu" })`) }},
	{"lose WebGL", 2, (*driver).loseWebGL},
	{"reload the stage", 2, func(d *driver) { d.onPage(`document.getElementById("stage")?.contentWindow?.location.reload()`) }},
	{"bad network", 3, (*driver).badNetwork},
	{"good network", 2, func(d *driver) { d.net.repair() }},
	{"history refuses", 2, func(d *driver) { d.onPage(refusingHistory) }},
}

// inFlight are commands on their way while the engine ends.
const inFlight = `for (const call of [(it) => it.set("act=relu&depth=4"), (it) => it.step(3), (it) => it.play(), (it) => it.stats()]) calling(call)`

// crash ends the engine in the midst of commands, several times where they say so.
func (d *driver) crash(how string) {
	times := []int{1, 1, 1, 2, 3, 4}[d.rng.IntN(6)]
	d.say("  %d times", times)
	for range times {
		d.onPage(fmt.Sprintf(`if (window.backflow) { workers.at(-1)?.postMessage({ type: "driver-crash", how: %q }); %s; await new Promise((done) => setTimeout(done, %d)) }`,
			how, inFlight, d.rng.IntN(1500)))
	}
}

func (d *driver) loseWebGL() {
	d.onPage(inStage(`(() => {
		const gl = stage?.document.querySelector("canvas")?.getContext("webgl2");
		gl?.getExtension("WEBGL_lose_context")?.loseContext();
	})()`))
}

// badNetwork makes files unreachable, and asks for some.
func (d *driver) badNetwork() {
	part := []string{"-ubyte-", "-ubyte-", "-ubyte-", "engine-", "stage-", ".js"}[d.rng.IntN(6)]
	disturbance := disturbances[d.rng.IntN(len(disturbances))]
	d.say("  %s %s", part, disturbance)
	d.net.fall(part, disturbance)
	d.past["bad network for "+part] = true
	if part == "-ubyte-" {
		d.set(quote("data=digits&depth=2&width=8&act=relu"))
	}
}

// refusingHistory lets no address be changed, as Safari does after a hundred changes
// in half a minute.
const refusingHistory = `
	for (const name of ["replaceState", "pushState"]) {
		history[name] = () => { throw new DOMException("Attempt to use history." + name + "() more than 100 times per 30 seconds", "SecurityError"); };
		setTimeout(() => delete history[name], 8000);
	}`
