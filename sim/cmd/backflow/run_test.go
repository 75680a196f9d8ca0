package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/num"
	"backflow/sim/session"
	"backflow/sim/text"
)

// output runs a command line that must succeed.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, &out, &errs); code != exitOK {
		t.Fatalf("%q: status %d: %s", args, code, &errs)
	}
	return out.String()
}

func runJSON(t *testing.T, args ...string) session.Stats {
	t.Helper()
	var stats session.Stats
	if err := json.Unmarshal([]byte(output(t, append([]string{"run", "-json"}, args...)...)), &stats); err != nil {
		t.Fatal(err)
	}
	return stats
}

func TestRunTrains(t *testing.T) {
	before := runJSON(t, "-steps", "0", "act=relu&init=he&depth=2&data=circle&lr=0.1")
	after := runJSON(t, "-steps", "1500", "act=relu&init=he&depth=2&data=circle&lr=0.1")
	if before.Step != 0 || after.Step != 1500 || after.Samples != 1500*32 {
		t.Errorf("steps %d and %d, %d samples", before.Step, after.Step, after.Samples)
	}
	a, b := before.Lanes[0], after.Lanes[0]
	if b.TestAcc < 0.95 || b.Loss > a.Loss/2 {
		t.Errorf("loss %v → %v, test accuracy %v → %v", a.Loss, b.Loss, a.TestAcc, b.TestAcc)
	}
	if b.Backend != "cpu" || len(b.Layers) != 3 || b.Layers[2].Name != "out" {
		t.Errorf("%+v", b)
	}
}

// The reference and the CPU are two programs for one network.
func TestRunOnTheReference(t *testing.T) {
	const query = "act=tanh&depth=3&seed=5"
	ref := runJSON(t, "-backend", "ref", "-steps", "20", query).Lanes[0]
	cpu := runJSON(t, "-backend", "cpu", "-steps", "20", query).Lanes[0]
	if ref.Backend != "ref" || cpu.Backend != "cpu" {
		t.Fatalf("backends %q and %q", ref.Backend, cpu.Backend)
	}
	for i, r := range ref.Layers {
		for _, c := range columns {
			x, y := float64(c.of(r)), float64(c.of(cpu.Layers[i]))
			if math.Abs(x-y) > 2e-4*math.Abs(x) {
				t.Errorf("layer %s: %s is %v on ref, %v on cpu", r.Name, c.name, x, y)
			}
		}
	}
}

// A run must be repeatable: the same bytes but for the clock's.
func TestRunIsRepeatable(t *testing.T) {
	read := func() session.Stats {
		s := runJSON(t, "-steps", "200", "depth=4")
		s.WallMs = 0
		for i := range s.Lanes {
			s.Lanes[i].StepsPerSec = 0
		}
		return s
	}
	a, _ := json.Marshal(read())
	b, _ := json.Marshal(read())
	if !bytes.Equal(a, b) {
		t.Error("two runs of one query differ")
	}
}

func TestRunTable(t *testing.T) {
	text := output(t, "run", "-steps", "1", "depth=2&vs=act:sigmoid,relu")
	for _, want := range []string{"Sigmoid: step 1, loss", "ReLU: step 1", "deltaRMS", "\n    out"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if lines := strings.Count(text, "\n"); lines != 2*(2+3)+1 {
		t.Errorf("%d lines:\n%s", lines, text)
	}
}

func TestRunCSV(t *testing.T) {
	rows := readCSV(t, output(t, "run", "-csv", "-steps", "1", "depth=2&vs=act:sigmoid,relu"))
	if len(rows) != 1+2*3 || rows[1][0] != "Sigmoid" || rows[6][0] != "ReLU" || rows[6][slices.Index(rows[0], "layer")] != "out" {
		t.Errorf("rows %v", rows)
	}
	rows = readCSV(t, output(t, "run", "-csv", "-seeds", "3", "-steps", "0", "act=relu&depth=2"))
	if len(rows) != 1+3 || len(rows[0]) != 8+4*(len(laneColumns)+len(columns)+len(reconstructionColumns)) || rows[0][4] != "loss.q1" {
		t.Errorf("rows %v", rows)
	}
}

// readCSV also checks that all rows are as long as the header.
func readCSV(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Quartiles over seeds must be those of the single runs.
func TestSeedsSummariseSingleRuns(t *testing.T) {
	const query = "act=relu&init=he&depth=3"
	var single []float64
	for _, seed := range []string{"7", "8", "9", "10"} {
		s := runJSON(t, "-steps", "0", query+"&seed="+seed)
		single = append(single, float64(s.Lanes[0].Layers[0].DeltaRMS))
	}
	want := summarise(single)
	var got struct {
		Seeds int
		Step  int
		Lanes []struct {
			Diverged bool
			Label    string
			Layers   []struct {
				Name     string
				DeltaRMS figure
				Factor   *figure
			}
		}
	}
	text := output(t, "run", "-json", "-steps", "0", "-seeds", "4", query+"&seed=7")
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	lane := got.Lanes[0]
	if got.Seeds != 4 || lane.Label != "ReLU" || lane.Diverged || lane.Layers[0].Name != "1" {
		t.Errorf("%+v", got)
	}
	if lane.Layers[0].DeltaRMS != want {
		t.Errorf("figure %+v, want %+v", lane.Layers[0].DeltaRMS, want)
	}
	if lane.Layers[3].Factor != nil || lane.Layers[0].Factor == nil {
		t.Error("the output's factor should be null, and no other")
	}
}

func TestSummarise(t *testing.T) {
	got := summarise([]float64{4, 1, 3, 2})
	want := figure{Q1: 1.75, Median: 2.5, Q3: 3.25, RMS: num.JSON(math.Sqrt(7.5))}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := summarise([]float64{5}); got != (figure{5, 5, 5, 5, 0}) {
		t.Errorf("of one value: %+v", got)
	}
}

// A number that only some runs have says of how many it is the figure.
func TestCombineCountsMissingNumbers(t *testing.T) {
	nan := num.JSON(math.NaN())
	stats := func(loss num.JSON) session.Stats {
		return session.Stats{Step: 3, Lanes: []session.LaneLine{{Label: text.Verbatim("a"), Loss: loss, TestLoss: nan, Diverged: loss != loss}}}
	}
	c, err := combine([]session.Stats{stats(1), stats(nan), stats(3)})
	if err != nil {
		t.Fatal(err)
	}
	lane := c.lanes()[0]
	if f := lane["loss"].(figure); f.Runs != 2 || f.Median != 2 {
		t.Errorf("loss %+v", f)
	}
	if lane["testLoss"] != nil || lane["diverged"] != true {
		t.Errorf("testLoss %v, diverged %v", lane["testLoss"], lane["diverged"])
	}
}

func TestInterruptKeepsWhatIsDone(t *testing.T) {
	cfg, err := parseQuery("act=relu&depth=2&backend=cpu")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	o := runOptions{steps: maxSteps, seeds: 1, asJSON: true}
	if err := o.run(newInterruptedAfter(10), cfg, &out, &errs); err != nil {
		t.Fatal(err)
	}
	var stats session.Stats
	if err := json.Unmarshal(out.Bytes(), &stats); err != nil {
		t.Fatal(err)
	}
	if stats.Step == 0 || stats.Step == maxSteps || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("%d steps, stderr %q", stats.Step, &errs)
	}
}

func TestProgressSpeaksRarely(t *testing.T) { synctest.Test(t, testProgressSpeaksRarely) }

func testProgressSpeaksRarely(t *testing.T) {
	var out bytes.Buffer
	p := progress{w: &out, started: time.Now(), seed: 1, seeds: 1, steps: 100}
	p.tell(1)
	if out.Len() > 0 {
		t.Errorf("told at once: %q", &out)
	}
	p.started = time.Now().Add(-10 * time.Second)
	for step := range 50 {
		p.tell(step + 50)
	}
	if text := out.String(); text != "step 50 of 100, about 10s left\n" {
		t.Errorf("told %q", text)
	}
}

func TestRunOnATable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table.csv")
	var rows strings.Builder
	for i := range 60 {
		x := float64(i%10) - 4.5
		rows.WriteString(strings.Join([]string{exact(num.JSON(x)), exact(num.JSON(i % 3)), map[bool]string{true: "1", false: "0"}[x > 0]}, ",") + "\n")
	}
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if lane := runJSON(t, "-data", file, "-steps", "1000", "act=tanh&depth=1&lr=0.3").Lanes[0]; lane.TestAcc < 0.99 {
		t.Errorf("test accuracy %v", lane.TestAcc)
	}
}

// How a table was read is said, once, and not among the figures.
func TestTablesAreReadAloud(t *testing.T) {
	file := filepath.Join(t.TempDir(), "Noise.csv")
	rows := ",0,1\n"
	for i := range 40 {
		rows += strings.Join([]string{exact(num.JSON(i)), exact(num.JSON(i*i%7) / 2), exact(num.JSON(1 + i%2))}, ",") + "\n"
	}
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	want := file + ": read as 40 rows (32 to train on, 8 to test), 1 input and 2 classes from the last column; classes 1 and 2 are called 0 and 1; " +
		"line 1 (0, 1) is taken as a header since it counts the columns; the first column is left out since it numbers the rows.\n"
	for _, args := range [][]string{{"run", "-steps", "1", "-seeds", "2", "-data", file, "depth=1"}, {"theory", "-data", file, "depth=1&vs=act:relu,tanh"}} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != exitOK || errs.String() != want || strings.Contains(out.String(), "read as") {
			t.Errorf("%s: status %d, it says %q; want %q", args[0], code, errs.String(), want)
		}
	}
	if err := os.WriteFile(file, []byte(strings.Repeat("1,", 5e6)), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"run", "-data", file}, &out, &errs); code != exitUsage || errs.String() != "backflow: "+file+": line 1 has more than 1024 columns; a table has from 2 to 1024, separated by commas\n" {
		t.Errorf("status %d: %s", code, &errs)
	}
}

func TestBadRuns(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"run", "depth=0"}, "depth cannot be “0”: it is a whole number from 1 to 100\n"},
		{[]string{"run", "colour=red"}, "There is no parameter “colour”. "},
		{[]string{"run", "act=relu&act=tanh"}, "act is given twice\n"},
		{[]string{"run", "model=cnn"}, "model=cnn does not go with data=circle"},
		{[]string{"run", "-steps", "-1"}, "-steps is -1"},
		{[]string{"run", "-steps", "x"}, "invalid value"},
		{[]string{"run", "-seeds", "0"}, "-seeds is 0"},
		{[]string{"run", "-want", "dead,alive"}, "-want names “alive”, which is no instrument; there are left, lost, "},
		{[]string{"run", "-json", "-csv"}, "exclude each other"},
		{[]string{"run", "-backend", "tpu"}, "-backend is “tpu”"},
		{[]string{"run", "-backend", "cpu", "vs=backend:cpu,gpu"}, "vs compares backends"},
		{[]string{"run", "-seeds", "2", "vs=seed:1,2"}, "vs compares seeds"},
		{[]string{"run", "-data", "no such file"}, "no such file"},
		{[]string{"run", "data=custom"}, "name it with -data FILE.csv"},
		{[]string{"theory", "data=custom"}, "name it with -data FILE.csv"},
		{[]string{"run", "a", "b"}, "run takes 0 to 1 arguments, not 2"},
		{[]string{"theory", "-weight-var", "-2"}, "from 0 to 1e+09"},
		{[]string{"theory", "-bias-var", "NaN"}, "from 0 to 1e+09"},
		{[]string{"theory", "width=x"}, "width cannot be “x”"},
		{[]string{"trace"}, "trace takes one argument, not 0"},
		{[]string{"trace", "no such file"}, "no such file"},
		{[]string{"trace", "-backend", "gpu", "x.json"}, "trace runs on ref or cpu"},
	} {
		var out, errs bytes.Buffer
		code := run(c.args, &out, &errs)
		if code != exitUsage || out.Len() > 0 || !strings.Contains(errs.String(), c.want) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%q: status %d, stdout %q, stderr %q; want %q", c.args, code, &out, &errs, c.want)
		}
	}
}

// With a GPU a run is on it; without one it ends with the reason. It never
// falls back unseen.
func TestRunOnTheGPUOrNotAtAll(t *testing.T) {
	var out, errs bytes.Buffer
	code := run([]string{"run", "-json", "-backend", "gpu", "-steps", "3", "act=relu&depth=2"}, &out, &errs)
	if code == exitUsage {
		if out.Len() > 0 || !strings.Contains(errs.String(), "GPU") {
			t.Errorf("stdout %q, stderr %q", &out, &errs)
		}
		return
	}
	var stats session.Stats
	if err := json.Unmarshal(out.Bytes(), &stats); err != nil || code != exitOK {
		t.Fatalf("status %d, %v: %s", code, err, &errs)
	}
	if l := stats.Lanes[0]; l.Backend != "gpu" || l.Adapter == "" || l.Step != 3 {
		t.Errorf("%+v", l)
	}
}

// A network that is not finite before its first step is shown as far as it is, in
// whatever form, and ends the program with status 1 and a sentence that names the
// layer; one that diverges on its way is a result.
func TestRunOfWhatIsNeverFinite(t *testing.T) {
	const query = "data=spiral&act=linear&init=lecun&gain=10&width=100&depth=60"
	for _, steps := range []string{"0", "5"} {
		for _, form := range []string{"-json", "-csv", ""} {
			args := []string{"run", "-steps", steps, query}
			if form != "" {
				args = append(args, form)
			}
			var out, errs bytes.Buffer
			code := run(args, &out, &errs)
			if code != exitFailed || !strings.Contains(errs.String(), "Not finite before the first step: layer 3") || strings.Count(errs.String(), "\n") != 1 {
				t.Errorf("%q: status %d, %q", args, code, &errs)
			}
			if form == "-json" {
				checkNeverFinite(t, out.Bytes())
			}
			if form == "" && !strings.Contains(out.String(), "accuracies unknown") {
				t.Errorf("%q: %.200s", args, &out)
			}
		}
	}
	if lane := runJSON(t, "-steps", "50", "act=linear&init=he&depth=5&vs=lr:100").Lanes[0]; !lane.Diverged || lane.Step == 0 {
		t.Errorf("with an absurd rate: %+v", lane)
	}
}

func checkNeverFinite(t *testing.T, text []byte) {
	t.Helper()
	var stats session.Stats
	if err := json.Unmarshal(text, &stats); err != nil {
		t.Fatal(err)
	}
	lane := stats.Lanes[0]
	if !lane.Diverged || stats.Step != 0 || lane.ScoreStep != nil || len(lane.Layers) != 61 {
		t.Errorf("diverged %t at step %d, scores of %v, %d layers", lane.Diverged, stats.Step, lane.ScoreStep, len(lane.Layers))
	}
	finite := 0
	for _, y := range lane.Layers {
		if !num.Finite(float64(y.ActRMS)) {
			break
		}
		finite++
	}
	if name := fmt.Sprintf("layer %d ", finite+1); finite < 30 || !strings.Contains(lane.Note.String(), name) {
		t.Errorf("%d layers are finite: %s", finite, lane.Note)
	}
}

// Scores stand with the step that they belong to in every form.
func TestRunSaysWhatScoresBelongTo(t *testing.T) {
	lane := runJSON(t, "-steps", "7", "act=relu&depth=2").Lanes[0]
	if lane.ScoreStep == nil || *lane.ScoreStep != 7 {
		t.Errorf("scoreStep %v after 7 steps", lane.ScoreStep)
	}
	rows := readCSV(t, output(t, "run", "-csv", "-steps", "7", "act=relu&depth=2"))
	if rows[0][3] != "scoreStep" || rows[1][3] != "7" {
		t.Errorf("CSV: %v, %v", rows[0][:4], rows[1][:4])
	}
	rows = readCSV(t, output(t, "run", "-csv", "-steps", "7", "-seeds", "2", "act=relu&depth=2"))
	if rows[1][3] != "7" {
		t.Errorf("CSV of two seeds: %v", rows[1][:4])
	}
	old := 3
	if text := title(session.LaneLine{Label: text.Verbatim("ReLU"), Step: 9, ScoreStep: &old, Loss: 0.5, Accuracy: 0.75, TestAcc: 0.5, Backend: "cpu"}, ""); !strings.Contains(text, "test accuracy 0.5 (all three of step 3)") {
		t.Errorf("of an earlier step: %s", text)
	}
}

// Every lane has its own steps in each form of output, and -steps counts rounds.
func TestPacesHaveTheirOwnSteps(t *testing.T) {
	const query = "vs=pace:1,10&depth=2&width=3&batch=4"
	for i, l := range runJSON(t, "-steps", "7", query).Lanes {
		if want := [...]int{7, 70}[i]; l.Step != want || *l.ScoreStep != want {
			t.Errorf("%s is at step %d, scored at %d", l.Label, l.Step, *l.ScoreStep)
		}
	}
	for _, c := range []struct{ flag, want string }{
		{"-csv", "\nPace 10,cpu,70,70,"}, {"-steps=7", "\nPace 10: step 70,"},
	} {
		if got := output(t, "run", "-steps", "7", c.flag, query); !strings.Contains(got, c.want) {
			t.Errorf("%s has no line %q:\n%s", c.flag, c.want, got)
		}
	}
	if got := output(t, "run", "-steps", "7", "-seeds", "2", "-csv", query); !strings.Contains(got, "\nPace 10,cpu,70,70,") {
		t.Errorf("-seeds: %s", got)
	}
	var none strings.Builder
	err := runRun([]string{"-steps", "10000001", query}, &none, &none)
	if err == nil || err.Error() != "-steps is 10000001; it must be from 0 to 10000000" {
		t.Errorf("too many steps: %v", err)
	}
}
