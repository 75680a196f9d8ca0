package race

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"backflow/render/layout"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// drawn is a picture of a race.
func drawn(r wire.Race, w, h float32) (viewtest.Screen, *race) {
	snap := viewtest.Sample(4, 8, 0.2)
	snap.View, snap.Race = wire.ViewRace, r
	s := viewtest.NewScreen(&Row)
	s.LayOut(snap, w, h)
	return s, s.View.(*race)
}

// says reports whether all labels, one after the other, hold a text: it may be in several lines.
func says(v *race, part string) bool {
	var all []string
	for _, l := range v.Labels {
		all = append(all, l.Text)
	}
	return strings.Contains(strings.Join(all, " "), part)
}

// run is a race of two at some paces, whose networks multiply δ by some factors a layer.
func run(cpu, gpu, factorCPU, factorGPU float64) *wire.Race {
	r := &wire.Race{Runners: []wire.Runner{{Name: "cpu", Rate: cpu, Steps: 10}, {Name: "gpu", Rate: gpu, Steps: 10}}, Difference: make([]float64, 5)}
	for i, f := range []float64{factorCPU, factorGPU} {
		for layer := range 5 {
			r.Runners[i].Delta = append(r.Runners[i].Delta, 0.1*math.Pow(f, float64(3-layer)))
		}
	}
	return r
}

// The sentence is computed: it says that the GPU buys steps only where it does and the factor
// is the same, that the CPU wins where it does, and that factors differ where they do.
func TestSentenceIsComputed(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		r    *wire.Race
		want string
	}{
		{run(100, 310, 0.236, 0.236), "The factor per layer is the same; the GPU only buys steps."},
		{run(310, 100, 0.236, 0.2361), "The factor per layer is the same. On this network the CPU is 3.1 times as fast."},
		{run(100, 102, 0.236, 0.236), "The factor per layer is the same. On this network both are equally fast."},
		{run(100, 310, 0.236, 0.25), "The factor per layer is 0.236 on the CPU and 0.25 on the GPU. On this network the GPU is 3.1 times as fast."},
		{run(0, 310, 0.236, 0.236), "The factor per layer is the same."},
		{run(100, 1640, nan, nan), "The gradients are the same; the GPU only buys steps."},
		{run(1640, 100, nan, nan), "The gradients are the same. On this network the CPU is 16 times as fast."},
	} {
		if got := sentence(c.r)[0]; got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	apart := run(100, 310, nan, nan)
	apart.Difference[2] = 0.5
	if got := sentence(apart)[0]; got != "On this network the GPU is 3.1 times as fast." {
		t.Errorf("of gradients that differ it says %q", got)
	}
	races := viewtest.Races(5)
	for name, want := range map[string]string{"none": "The CPU and the GPU train", "begins": "The GPU was lost", "alone": "This browser offers no WebGPU"} {
		r := races[name]
		if got := sentence(&r)[0]; !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// The factor is that of a hop between hidden layers: the output's δ is no part of it.
func TestFactorIsOfHiddenLayers(t *testing.T) {
	r := &wire.Runner{Delta: []float64{0.001, 0.01, 0.1, 77}}
	if got := factor(r); math.Abs(got-0.1) > 1e-12 {
		t.Errorf("%v, want 0.1", got)
	}
	for _, deltas := range [][]float64{nil, {1, 2}, {0, 1, 1}, {1, 0, 1}, {math.NaN(), 1, 1}} {
		if got := factor(&wire.Runner{Delta: deltas}); !math.IsNaN(got) {
			t.Errorf("of %v: %v", deltas, got)
		}
	}
}

// Curves coincide only where the losses at the same steps do.
func TestCoincidenceIsOfTheSameSteps(t *testing.T) {
	marks := func(losses ...float32) (m []wire.Mark) {
		for i, loss := range losses {
			m = append(m, wire.Mark{Step: uint32(10 * i), Loss: loss})
		}
		return m
	}
	for want, losses := range map[string][]float32{
		"[the curves coincide coincide]":                   {0.7, 0.699, 0.5},
		"[the curves part by up to 20 % up to 20 % apart]": {0.7, 0.56, 0.5},
		"[]": {0.7},
	} {
		r := run(1, 1, 1, 1)
		r.Runners[0].Loss, r.Runners[1].Loss = marks(0.7, 0.7, 0.5, 0.4), marks(losses...)
		if got := fmt.Sprint(coincidence(r)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A software adapter, a recorded race and a missing runner are named in any picture that has room
// for a line of it, and numbers of what is not there are not made up.
func TestWhatIsMissingIsSaid(t *testing.T) {
	races := viewtest.Races(5)
	for _, size := range [][2]float32{{815, 700}, {390, 545}, {844, 200}} {
		for name, want := range map[string]string{"software": "software", "recorded": "recorded on", "alone": "no WebGPU", "running": "measuring: 40 %"} {
			if _, v := drawn(races[name], size[0], size[1]); !says(v, want) && (name != "running" || size[1] > 300) {
				t.Errorf("%s at %v: nothing says %q", name, size, want)
			}
		}
	}
	_, v := drawn(races["begins"], 815, 700)
	if says(v, "times") || !says(v, "The gradients are not compared yet.") || !says(v, "Not measured yet.") || !says(v, "The button “Sweep over widths” on the whole page starts it.") {
		t.Error("at the beginning it does not say so")
	}
	if _, v := drawn(races["software"], 815, 700); !says(v, "exactly the same") || !says(v, "On this network the CPU is 3.1 times as fast.") || !says(v, "the CPU is faster at every width") {
		t.Error("a software adapter that loses is not told so")
	}
}

// What is pointed at is told with the numbers of the snapshot.
func TestMarksTellTheirNumbers(t *testing.T) {
	s, v := drawn(viewtest.Race(5, 0.2, 3), 815, 700)
	for i, want := range map[int]string{
		0: "step 21 032, CPU: not here, GPU: loss",
		1: "after 1.03 s, CPU: loss",
		2: "layer 2, relative difference 2.0·10⁻⁶, CPU: RMS δ 8.0·10⁻⁴, GPU: RMS δ 8.0·10⁻⁴",
		3: "layer 2, relative difference 2.0·10⁻⁶",
		4: "width 16, CPU: 189 394 steps a second, GPU: 23 032 steps a second, an example of a machine",
	} {
		p := &v.Lanes[0].Plots[i]
		bin := 1
		if p.Cols == columns {
			bin = [...]int{41, 16}[i]
		}
		got := strings.ReplaceAll(s.Describe(layout.Target{Part: p.Part, Unit: i, Bin: bin}), "\u202f", " ")
		if !strings.HasPrefix(got, want) {
			t.Errorf("plot %d: %q, want %q", i, got, want)
		}
	}
}
