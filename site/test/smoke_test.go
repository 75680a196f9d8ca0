//go:build browser

package test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"backflow/sim/session"
)

// TestSmoke does in every browser what everybody does first: the page loads, draws and trains, an activation is
// switched off and on again, and the numbers are those of the command line.
func TestSmoke(t *testing.T) {
	program := commandLine(t)
	for _, browser := range smokes {
		t.Run(browser.name, func(t *testing.T) {
			w, address := browser.open(t)
			s := &smoke{t: t, window: w}
			s.load(address + "/")
			s.trains()
			browser.gpu(s, program)
			s.toggles()
			s.agrees(program, "cpu")
			s.isClean()
		})
	}
}

// smoke is one run of the smoke test.
type smoke struct {
	t      *testing.T
	window window
}

func within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

func (s *smoke) load(address string) {
	s.t.Helper()
	ctx, cancel := within()
	defer cancel()
	if err := s.window.Navigate(ctx, address); err != nil {
		s.t.Fatalf("opening %s: %v", address, err)
	}
}

func (s *smoke) click(selector string) {
	s.t.Helper()
	ctx, cancel := within()
	defer cancel()
	if err := s.window.Click(ctx, selector); err != nil {
		s.t.Fatalf("clicking %s: %v", selector, err)
	}
}

// value evaluates an expression in the window.
func value[T any](s *smoke, expression string) (T, error) {
	var v T
	ctx, cancel := within()
	defer cancel()
	text, err := s.window.Eval(ctx, expression)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(text, &v)
}

// until asks for statistics until they satisfy a condition.
func (s *smoke) until(what string, holds func(session.Stats) bool) session.Stats {
	s.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		stats, err := value[*session.Stats](s, "window.backflow ? backflow.stats() : null")
		if err == nil && stats != nil && holds(*stats) {
			return *stats
		}
		if time.Now().After(end) {
			text, _ := value[string](s, "document.body.innerText")
			s.t.Fatalf("not within %v: %s (%v)\nThe page says:\n%s", patience, what, err, text)
		}
	}
}

// trains: what a first visitor gets without a click.
func (s *smoke) trains() {
	s.t.Helper()
	stats := s.until("three lanes train", func(s session.Stats) bool { return len(s.Lanes) == 3 && s.Step > 0 })
	s.until("the picture is drawn", func(session.Stats) bool {
		hidden, err := value[bool](s, `document.getElementById("curtain").hidden`)
		return err == nil && hidden
	})
	later := s.until("they go on", func(s session.Stats) bool { return s.Step > stats.Step })
	for _, l := range later.Lanes {
		if l.Diverged {
			s.t.Errorf("%s has diverged: %s", l.Label, l.Note)
		}
	}
}

// toggles switches the sigmoid off and on again. Little of the gradient remains at layer 1 with it, and
// the numbers beside the picture say so.
func (s *smoke) toggles() {
	s.t.Helper()
	s.run(`backflow.set("")`)
	s.run(`backflow.play()`)
	s.until("the default lanes train", lanes("Sigmoid", "ReLU", "Leaky ReLU"))
	const chip = `label.chip:has(input[name="p-act"][value="sigmoid"])`
	s.click(chip)
	without := s.until("the sigmoid lane is gone", lanes("ReLU", "Leaky ReLU"))
	s.click(chip)
	with := s.until("the sigmoid lane is back", lanes("Sigmoid", "ReLU", "Leaky ReLU"))
	for _, l := range append(without.Lanes, with.Lanes...) {
		if share := remaining(l); (l.Label.String() == "Sigmoid") != (share < 1e-3) {
			s.t.Errorf("%s leaves %.2g of the gradient at layer 1", l.Label, share)
		}
	}
	names, err := value[[]string](s, `[...document.querySelectorAll("#remaining .name")].map((n) => n.textContent)`)
	if got := strings.Join(names, ", "); err != nil || got != "Sigmoid, ReLU, Leaky ReLU" {
		s.t.Errorf("the page tells the remaining gradient in %s (%v)", got, err)
	}
}

func lanes(labels ...string) func(session.Stats) bool {
	return func(s session.Stats) bool {
		var got []string
		for _, l := range s.Lanes {
			got = append(got, l.Label.String())
		}
		return s.Step > 0 && strings.Join(got, "\n") == strings.Join(labels, "\n")
	}
}

// remaining is the share of the gradient at the last hidden layer that remains at layer 1.
func remaining(l session.LaneLine) float64 {
	return float64(l.Layers[0].DeltaRMS / l.Layers[len(l.Layers)-2].DeltaRMS)
}

// agrees takes some steps on a backend and holds the numbers against the command line's: to the bit where the
// browser computes as Go does.
func (s *smoke) agrees(program, backend string) {
	s.t.Helper()
	const query, steps = "depth=6&width=12&vs=act:sigmoid,relu,tanh&seed=3", 50
	want := statsOf(s.t, printed(s.t, program, query+"&backend=cpu", steps))
	got := s.at(query+"&backend="+backend, backend, steps)
	tolerance := 1e-3
	if got.Lanes[0].Backend == "cpu" && !strings.Contains(got.Lanes[0].Adapter, "fused") {
		tolerance = 0
	}
	s.t.Logf("%s (%s), tolerance %g", backend, got.Lanes[0].Adapter, tolerance)
	for i, l := range want.Lanes {
		for j, y := range l.Layers {
			z := got.Lanes[i].Layers[j]
			for _, pair := range [][2]float64{
				{float64(z.DeltaRMS), float64(y.DeltaRMS)},
				{float64(z.DWRMS), float64(y.DWRMS)},
				{float64(z.WRMS), float64(y.WRMS)},
				{float64(z.ActRMS), float64(y.ActRMS)},
			} {
				if !near(pair[0], pair[1], tolerance) {
					s.t.Errorf("%s, layer %s on the %s: %g; the command line says %g", l.Label, y.Name, backend, pair[0], pair[1])
				}
			}
		}
	}
}

// at takes so many steps of a query, once its lanes are on the backend.
func (s *smoke) at(query, backend string, steps int) session.Stats {
	s.t.Helper()
	s.run(fmt.Sprintf(`backflow.set(%q)`, query+"&speed=max"))
	s.run(`backflow.play()`)
	s.until("the lanes are on the "+backend, func(s session.Stats) bool {
		return len(s.Lanes) == 3 && s.Lanes[0].Backend == backend && s.Lanes[2].Backend == backend
	})
	s.run(`backflow.pause()`)
	s.run(`backflow.reset()`)
	s.run(fmt.Sprintf(`backflow.step(%d)`, steps))
	return s.until("the steps are taken", func(s session.Stats) bool { return s.Step == steps })
}

func (s *smoke) run(call string) {
	s.t.Helper()
	if _, err := value[any](s, call); err != nil {
		s.t.Fatal(err)
	}
}

func statsOf(t *testing.T, parsed any) (stats session.Stats) {
	t.Helper()
	text, err := json.Marshal(parsed)
	if err == nil {
		err = json.Unmarshal(text, &stats)
	}
	if err != nil {
		t.Fatal(err)
	}
	return stats
}

// trainsOnGPU: asked to, the page trains on the GPU, and comes to the same numbers.
func (s *smoke) trainsOnGPU(program string) {
	s.t.Helper()
	s.agrees(program, "gpu")
}

// findsGPU: the browser offers a GPU, and the page trains on the CPU while it times that, and after: a GPU trains
// only once it has passed its test. Over lavapipe (of Mesa 22.3) that takes Firefox minutes, if it ends at all.
func (s *smoke) findsGPU(string) {
	s.t.Helper()
	s.says("a GPU is still being looked for", "than this GPU")
}

// hasNoGPU: the page says what it computes on, and why.
func (s *smoke) hasNoGPU(string) {
	s.t.Helper()
	s.says("WebGPU") // which it has not
}

// says waits until the line about the backend gives one of some reasons for the CPU.
func (s *smoke) says(reasons ...string) {
	s.t.Helper()
	s.until("the page computes on the CPU and says one of "+strings.Join(reasons, ", "), func(session.Stats) bool {
		line, err := value[string](s, `document.getElementById("backend-line").textContent`)
		given := func(why string) bool { return strings.Contains(line, why) }
		return err == nil && strings.Contains(line, "CPU") && slices.ContainsFunc(reasons, given)
	})
}

// isClean: no error has been left on the console.
func (s *smoke) isClean() {
	s.t.Helper()
	heard, err := value[[]string](s, `window.complaints ?? []`)
	if err != nil {
		s.t.Error(err)
	}
	for _, complaint := range append(heard, s.window.Complaints()...) {
		s.t.Errorf("the console shows: %s", complaint)
	}
}
