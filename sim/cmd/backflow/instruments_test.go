package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backflow/sim/num"
	"backflow/sim/probe"
	"backflow/sim/reason"
)

const measuredQuery = "depth=3&width=5&batch=8&vs=act:sigmoid,relu"

// -want adds instruments to the JSON, and without it there is no word of any.
func TestWantAddsInstruments(t *testing.T) {
	for _, lane := range runJSON(t, "-steps", "20", "-want", "jacobian,dead", measuredQuery).Lanes {
		if len(lane.Instruments) != 2 {
			t.Fatalf("%d instruments", len(lane.Instruments))
		}
		line := lane.Instruments["jacobian"]
		if line.Step != 20 || line.Share != 1 || len(line.Columns) != 4 || line.Columns[0].Name != "largest" {
			t.Errorf("%+v", line)
		}
		if f := line.Columns[0].Layers; len(f) != 4 || f[0].Why != reason.Measured || !(f[0].Value > 0) {
			t.Errorf("largest: %+v", f)
		}
		dead := lane.Instruments["dead"]
		if f := dead.Columns[0].Layers[3]; f.Why != reason.OutputLayer || dead.Reasons[f.Why].Empty() {
			t.Errorf("the output layer's dead units: %+v, %v", f, dead.Reasons)
		}
	}
	if text := output(t, "run", "-json", "-steps", "1", measuredQuery); strings.Contains(text, "instruments") {
		t.Error("instruments are there although nobody wants any")
	}
	all := runJSON(t, "-steps", "0", "-want", "all", measuredQuery).Lanes[0].Instruments
	for _, i := range probe.Instruments {
		if _, ok := all[i.Name]; !ok {
			t.Errorf("all lacks %s", i.Name)
		}
	}
}

// The CSV has the figures of the JSON, or the word in their place.
func TestWantAddsColumns(t *testing.T) {
	args := []string{"-steps", "5", "-want", "jacobian,dead", measuredQuery}
	rows := readCSV(t, output(t, append([]string{"run", "-csv"}, args...)...))
	plain := readCSV(t, output(t, "run", "-csv", "-steps", "5", measuredQuery))
	if !slices.Equal(rows[0][:len(plain[0])], plain[0]) || !slices.Equal(rows[1][:len(plain[0])], plain[1]) {
		t.Error("what was there without is another now")
	}
	row := 0
	for _, lane := range runJSON(t, args...).Lanes {
		for i := range lane.Layers {
			row++
			for name, line := range lane.Instruments {
				for _, c := range line.Columns {
					want := exact(num.JSON(c.Layers[i].Value)) + c.Layers[i].Why.String()
					if got := rows[row][slices.Index(rows[0], name+"_"+c.Name)]; got != want {
						t.Errorf("%s_%s of row %d is %q, want %q", name, c.Name, row, got, want)
					}
				}
			}
		}
	}
	if !slices.Contains(rows[0], "jacobian_rms_theory") || !slices.Contains(rows[0], "dead_whole_silent") || slices.Contains(rows[0], "dead_whole_silent_theory") {
		t.Errorf("header %q", rows[0])
	}
}

// Over seeds an instrument's figures become quartiles of the single runs', as all others.
func TestWantOverSeeds(t *testing.T) {
	const query = "act=relu&depth=3&width=5&batch=8"
	var single []float64
	for _, seed := range []string{"7", "8", "9"} {
		lane := runJSON(t, "-steps", "0", "-want", "jacobian", query+"&seed="+seed).Lanes[0]
		single = append(single, lane.Instruments["jacobian"].Columns[0].Layers[0].Value)
	}
	want := summarise(single)
	var got struct {
		Lanes []struct {
			Instruments struct {
				Jacobian struct {
					Step, Share int
					Columns     []struct{ Layers []figure }
				}
			}
		}
	}
	args := []string{"-steps", "0", "-seeds", "3", "-want", "jacobian", query + "&seed=7"}
	if err := json.Unmarshal([]byte(output(t, append([]string{"run", "-json"}, args...)...)), &got); err != nil {
		t.Fatal(err)
	}
	if line := got.Lanes[0].Instruments.Jacobian; line.Share != 1 || line.Columns[0].Layers[0] != want {
		t.Errorf("%+v, want %+v", line, want)
	}
	rows := readCSV(t, output(t, append([]string{"run", "-csv"}, args...)...))
	if cell := rows[1][slices.Index(rows[0], "jacobian_largest.median")]; cell != exact(want.Median) {
		t.Errorf("the median in the CSV is %q, want %v", cell, want.Median)
	}
	if text := output(t, append([]string{"run"}, args...)...); !strings.Contains(text, "\nSingular values (jacobian)\n") || !strings.Contains(text, short(want.Median)) {
		t.Errorf("no table of medians in\n%s", text)
	}
}

// ξ is theory's alone: a number where there is one, and why there is none where not.
func TestDepthScaleIsTold(t *testing.T) {
	for query, want := range map[string][2]string{
		"act=relu&init=he":            {"power-law", "\npower-law: There is no depth scale: inputs become alike as a power of the depth"},
		"act=relu&init=he&norm=layer": {"no-theory", "\nxi: no-theory\n"},
		"act=sigmoid&init=xavier":     {"0.346", "\nxi: theory-only (theory 0.346"},
	} {
		args := []string{"-steps", "0", "-want", "likeness", "vs=none&depth=3&width=8&" + query}
		rows := readCSV(t, output(t, append([]string{"run", "-csv"}, args...)...))
		cell := func(name string) string { return rows[1][slices.Index(rows[0], name)] }
		if v, th := cell("likeness_whole_xi"), cell("likeness_whole_xi_theory"); v != "theory-only" || !strings.HasPrefix(th, want[0]) {
			t.Errorf("%s: %q and in theory %q, want %q", query, v, th, want[0])
		}
		if said := output(t, append([]string{"run"}, args...)...); !strings.Contains(said, want[1]) {
			t.Errorf("%s: no %q in\n%s", query, want[1], said)
		}
	}
}

// Where some seeds have a number and others a word, the figure is of those that have one;
// where all have the same word it stands.
func TestCombineNumbersWithReasons(t *testing.T) {
	runs := []any{
		map[string]any{"x": "exact-zeros", "y": "output", "theory": nil, "reasons": map[string]any{"exact-zeros": "a"}},
		map[string]any{"x": 2.0, "y": "output", "theory": []any{1.0}, "reasons": map[string]any{"output": "b"}},
	}
	got := combineValues("", runs).(object)
	if f, ok := got["x"].(figure); !ok || f.Runs != 1 || f.Median != 2 || got["y"] != "output" {
		t.Errorf("%+v", got)
	}
	if r := got["reasons"].(object); r["exact-zeros"] != "a" || r["output"] != "b" {
		t.Errorf("reasons %v", r)
	}
	if theory := got["theory"].([]any); theory[0].(figure).Runs != 1 {
		t.Errorf("theory %v", theory)
	}
}

// An interruption while instruments are taken keeps what there is and says so.
func TestInterruptWhileMeasuring(t *testing.T) {
	cfg, err := parseQuery("data=digits&act=relu&depth=4&width=64&backend=cpu&vs=none")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	o := runOptions{seeds: 1, asJSON: true, want: []string{"dead"}}
	if err := o.run(newInterruptedAfter(5), cfg, &out, &errs); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(errs.String(), "interrupted: not all instruments have been taken\n") || !strings.Contains(out.String(), `"instruments"`) {
		t.Errorf("stderr %q, stdout %.300s", &errs, &out)
	}
	errs.Reset()
	if err := o.run(context.Background(), cfg, &out, &errs); err != nil || strings.Contains(errs.String(), "interrupted") {
		t.Errorf("%v, %q", err, &errs)
	}
}

// On a GPU instruments are taken of what it has trained: to the bit what they say on the CPU
// before the first step, and nearly that after some.
func TestWantOnTheGPU(t *testing.T) {
	var out, errs bytes.Buffer
	if run([]string{"run", "-backend", "gpu", "-steps", "0", measuredQuery}, &out, &errs) != exitOK {
		t.Skipf("there is no GPU: %s", &errs)
	}
	at := func(backend, steps string) []probe.Figure {
		var figures []probe.Figure
		for _, lane := range runJSON(t, "-backend", backend, "-steps", steps, "-want", "jacobian,snr", measuredQuery+"&lr=0.1").Lanes {
			for _, name := range []string{"jacobian", "snr"} {
				line := lane.Instruments[name]
				if lane.Backend != backend || strconv.Itoa(line.Step) != steps {
					t.Errorf("%s of step %d on %s, want step %s on %s", name, line.Step, lane.Backend, steps, backend)
				}
				figures = append(figures, line.Columns[0].Layers...)
			}
		}
		return figures
	}
	before, cpu := at("gpu", "0"), at("cpu", "30")
	for i, f := range at("cpu", "0") {
		if f.Why != before[i].Why || f.Why == reason.Measured && f.Value != before[i].Value {
			t.Errorf("figure %d before the first step: %v, on the CPU %v", i, before[i], f)
		}
	}
	moved := 0
	for i, f := range at("gpu", "30") {
		if off := math.Abs(f.Value/cpu[i].Value - 1); off > 1e-3 {
			t.Errorf("figure %d after 30 steps: %v, on the CPU %v", i, f, cpu[i])
		}
		if off := math.Abs(f.Value/before[i].Value - 1); off > 1e-2 {
			moved++
		}
	}
	if moved == 0 {
		t.Error("30 steps change nothing")
	}
}
