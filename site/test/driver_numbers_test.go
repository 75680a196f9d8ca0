//go:build browser

package test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// compareNumbers trains a small network on the page that has been driven, and holds
// every number of stats() against what the command line prints for the same query
// and step.
func (d *driver) compareNumbers(seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	program := commandLine(d.t)
	for compared := 0; compared < 3; {
		query, steps := smallQuery(rng), rng.IntN(80)
		want := printed(d.t, program, query, steps)
		if diverges(want) {
			continue // what is shown then is what was looked at last, which is a matter of time
		}
		compared++
		d.say("step %d of %s", steps, query)
		got := d.numbersAt(query, steps, want.(map[string]any)["step"])
		tolerance := 0.0
		if !d.plain {
			tolerance = fusedTolerance
		}
		for _, diff := range differences("", got, want, tolerance) {
			d.t.Errorf("%s at step %d: %s", query, steps, diff)
		}
	}
}

// fusedTolerance is how far a number may drift, where products are rounded once
// instead of twice, in the few steps that are taken here.
const fusedTolerance = 0.02

// commandLine builds the program.
func commandLine(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "backflow")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, "../../sim/cmd/backflow").CombinedOutput(); err != nil {
		t.Fatalf("building the command line: %v\n%s", err, out)
	}
	return program
}

func printed(t testing.TB, program, query string, steps int) any {
	t.Helper()
	out, err := exec.Command(program, "run", "-json", "-steps", fmt.Sprint(steps), query).Output()
	if err != nil {
		t.Fatalf("backflow run -steps %d %q: %v", steps, query, err)
	}
	return parsed(t, out)
}

func parsed(t testing.TB, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}

func diverges(stats any) bool {
	lanes, _ := stats.(map[string]any)["lanes"].([]any)
	return slices.ContainsFunc(lanes, func(lane any) bool { return lane.(map[string]any)["diverged"] == true })
}

// numbersAt takes so many rounds of a query on the page, and waits for the scores of
// the last one, which ends at a step.
func (d *driver) numbersAt(query string, steps int, last any) any {
	d.onPage(`calling((it) => it.set(` + jsText(quote(query)) + `)); calling((it) => it.pause()); calling((it) => it.reset())`)
	if steps > 0 {
		d.onPage(fmt.Sprintf(`calling((it) => it.step(%d))`, steps))
	}
	scored := fmt.Sprintf(`s.step === %v && s.lanes.every((l) => l.diverged || l.scoreStep === l.step)`, last)
	d.within("the scores of the last step", `backflow.stats().then((s) => `+scored+`)`)
	text, err := ask[string](d, `backflow.stats().then(JSON.stringify)`)
	if err != nil {
		d.fault("stats() throws", "at the end: %v", err)
		return nil
	}
	return parsed(d.t, []byte(text))
}

// apart are figures that are not the experiment's: of time, of the machine, and of the picture.
var apart = map[string]bool{
	"wallMs": true, "stepsPerSec": true, "adapter": true, "why": true, "fps": true, "stageMs": true, "resolution": true, "edges": true,
	"actHist": true, "deltaHist": true, "dwHist": true, // only where they are looked at
}

// differences lists where two values of JSON differ.
func differences(at string, got, want any, tolerance float64) []string {
	var all []string
	switch want := want.(type) {
	case map[string]any:
		have, _ := got.(map[string]any)
		for name, value := range want {
			if !apart[name] {
				all = append(all, differences(at+"."+name, have[name], value, tolerance)...)
			}
		}
	case []any:
		have, _ := got.([]any)
		if len(have) != len(want) {
			return []string{fmt.Sprintf("%s has %d parts, the command line's has %d", at, len(have), len(want))}
		}
		for i := range want {
			all = append(all, differences(fmt.Sprintf("%s[%d]", at, i), have[i], want[i], tolerance)...)
		}
	case float64:
		have, ok := got.(float64)
		if !ok || math.Abs(have-want) > tolerance*(math.Abs(want)+0.01) {
			all = append(all, fmt.Sprintf("%s is %v on the page and %v on the command line", at, got, want))
		}
	default:
		if got != want {
			all = append(all, fmt.Sprintf("%s is %v on the page and %v on the command line", at, got, want))
		}
	}
	return all
}
