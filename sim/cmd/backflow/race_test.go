package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/experiment"
	"backflow/sim/session"
	"backflow/sim/session/race"
	"backflow/sim/wire"
)

// raced runs race and returns what it has recorded.
func raced(t *testing.T, args ...string) race.Record {
	t.Helper()
	path := filepath.Join(t.TempDir(), "race.json")
	var out, errs bytes.Buffer
	if code := run(append([]string{"race", "-record", path}, args...), &out, &errs); code != exitOK {
		t.Fatalf("status %d: %s", code, &errs)
	}
	return readRecord(t, path)
}

func readRecord(t *testing.T, path string) (r race.Record) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRaceIsRecorded(t *testing.T) {
	r := raced(t, "-seconds", "0.2", "depth=2&act=tanh")
	if r.Machine == "" || len(r.Date) != len("2026-11-30") || r.Version == "" || !strings.Contains(r.Query, "view=race") || len(r.Runners) != 2 {
		t.Fatalf("recorded: %+v", r)
	}
	if c := r.Runners[0]; c.Name != "cpu" || c.Steps == 0 || c.Seconds < 0.2 || c.Rate <= 0 || len(c.Loss) == 0 || len(c.Loss) != len(c.At) {
		t.Errorf("the CPU's race is %+v", c)
	}
	if g := r.Runners[1]; g.Steps > 0 && (g.Adapter == "" || r.Step == 0 || len(r.Difference) != 3) {
		t.Errorf("the GPU's race is %+v, compared at step %d: %v", g, r.Step, r.Difference)
	}
}

func TestRacePrints(t *testing.T) {
	said := output(t, "race", "-seconds", "0.1", "depth=2")
	if !strings.Contains(said, "cpu") || !strings.Contains(said, "steps/s") {
		t.Errorf("it says %s", said)
	}
	var r race.Record
	if err := json.Unmarshal([]byte(output(t, "race", "-json", "-seconds", "0.1", "depth=2")), &r); err != nil || len(r.Steps) == 0 {
		t.Errorf("%v: %+v", err, r)
	}
}

func TestRaceRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"compares backends": {"race", "vs=act:relu,tanh"},
		"-seconds is":       {"race", "-seconds", "0"},
		"no parameter":      {"race", "colour=red"},
	} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), want) {
			t.Errorf("%v: status %d, %s", args, code, &errs)
		}
	}
}

// The race that the page shows where there is no GPU says what it was run on.
func TestRecordedRace(t *testing.T) {
	const path = "../../session/race/race.json"
	r := readRecord(t, path)
	if info, err := os.Stat(path); err != nil || info.Size() >= 8<<10 {
		t.Errorf("%v, %d bytes", err, info.Size())
	}
	if _, problems := experiment.ParseQuery(r.Query); len(problems) > 0 {
		t.Errorf("%s: %v", r.Query, problems)
	}
	w := r.Wire()
	if len(w.Runners) != 2 || w.Recorded.Empty() || len(w.Sweep.Widths) != len(race.Widths) || len(w.Difference) == 0 {
		t.Errorf("recorded: %+v", w)
	}
	for i := range w.Runners {
		if x := &w.Runners[i]; x.Name == "gpu" && x.Software != strings.Contains(r.Machine, "software adapter") || x.Steps == 0 || len(x.Loss) < 20 {
			t.Errorf("%s on %s", x.Name, r.Machine)
		}
	}
	b, err := wire.Encode(&wire.Snapshot{Race: w})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wire.Decode(b); err != nil {
		t.Error(err)
	}
}

// A GPU that races trains as one that does not, to the last bit of what is seen of it.
func TestRaceTrainsAsTheGPUDoes(t *testing.T) {
	device, err := openGPU(t.Context())
	if err != nil {
		t.Skip(err)
	}
	defer device.Close()
	const steps = 300
	stats := map[string]session.LaneLine{}
	for name, query := range map[string]string{"race": "view=race&act=relu&depth=4", "plain": "vs=none&act=relu&depth=4&backend=gpu"} {
		open := openers("", "", nil, nil)
		open.GPU = func(context.Context) (backend.GPU, error) { return testedGPU{device}, nil }
		s := session.New(open)
		defer s.Close()
		cfg, _ := experiment.ParseQuery(query)
		if err := s.Apply(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		for s.Step(steps); s.Pending() > 0; {
			s.Work(workBudget)
		}
		lanes := s.Stats().Lanes
		stats[name] = lanes[len(lanes)-1]
	}
	race, plain := stats["race"], stats["plain"]
	a, _ := json.Marshal(race.Layers) // in which unknown numbers are equal
	b, _ := json.Marshal(plain.Layers)
	if race.Backend != "gpu" || race.Step != steps || plain.Step != steps || race.Loss != plain.Loss || !bytes.Equal(a, b) {
		t.Errorf("in the race at step %d\n%s\nwithout\n%s", race.Step, a, b)
	}
}
