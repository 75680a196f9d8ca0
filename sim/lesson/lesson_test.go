package lesson

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/session"
)

// What a row names is there: parameters, lanes, quantities, instruments, parts of the page.
func TestRowsNameWhatThereIs(t *testing.T) {
	for _, l := range Lessons {
		if n := len(l.Steps); n < 2 || n > 4 {
			t.Errorf("%s has %d steps, it should have two to four", l.Name, n)
		}
		if p := l.Predict; p.Choices == 0 && !(p.Low < p.Right && p.Right < p.High) || p.Choices > 0 && (p.Right < 1 || p.Right > float64(p.Choices)) {
			t.Errorf("%s: what is right, %g, is no answer", l.Name, p.Right)
		}
		config(t, l.Setup)
		for i, s := range l.Steps {
			checkStep(t, l, i, config(t, l.At(i+1)))
			if len(s.Done) == 0 || len(s.Look) == 0 {
				t.Errorf("%s, step %d has nothing that ends it, or nothing to look at", l.Name, i+1)
			}
		}
		if !slices.ContainsFunc(l.Steps, func(s Step) bool { return len(s.Claims) > 0 }) {
			t.Errorf("%s has no number", l.Name)
		}
	}
}

func checkStep(t *testing.T, l Lesson, i int, cfg experiment.Config) {
	t.Helper()
	for _, c := range l.Steps[i].Claims {
		if quantityByName(c.Quantity).theory == nil && quantityByName(c.Quantity).Instrument == "" && !slices.ContainsFunc(quantities, func(q quantity) bool { return q.Name == c.Quantity }) {
			t.Errorf("%s, step %d: there is no quantity %s", l.Name, i+1, c.Quantity)
		}
		over := cfg.VS.Values
		if c.Then {
			over = config(t, l.At(i)).VS.Values
		}
		if c.Lane != "" && !slices.Contains(cfg.VS.Values, c.Lane) || c.Over != "" && !slices.Contains(over, c.Over) {
			t.Errorf("%s, step %d: there is no lane %s or %s, but %v and %v", l.Name, i+1, c.Lane, c.Over, cfg.VS.Values, over)
		}
		if (c.Lane == "") != (cfg.VS.Param == "") {
			t.Errorf("%s, step %d: a claim about %s names the lane %q of %q", l.Name, i+1, c.Quantity, c.Lane, cfg.VS)
		}
	}
	for _, c := range l.Steps[i].Done {
		if _, ok := cfg.Values()[c.What]; !ok && c.What != Played {
			t.Errorf("%s, step %d waits for %s", l.Name, i+1, c.What)
		}
	}
	if at := l.Steps[i].Inspect; at != nil && (at.Lane >= max(len(cfg.VS.Values), 1) || at.Layer >= cfg.Depth || at.Unit >= cfg.Width) {
		t.Errorf("%s, step %d looks into %+v, which is not there", l.Name, i+1, *at)
	}
	for _, name := range l.Steps[i].Look {
		if !isPart(name, cfg.Values()["view"]) {
			t.Errorf("%s, step %d: there is no part %s in this view", l.Name, i+1, name)
		}
	}
}

// isPart reports whether a name is a part of the page: a control, a column of the table of numbers, or a row of Parts that
// the view draws.
func isPart(name, view string) bool {
	kind, of, _ := strings.Cut(name, ".")
	switch kind {
	case "control":
		_, ok := experiment.Default().Values()[of]
		return ok
	case "column":
		line, _ := json.Marshal(session.LayerLine{})
		return strings.Contains(string(line), `"`+of+`":`)
	}
	return slices.Contains(Parts, Part{name, view})
}

// config is a query's, which has no mistake.
func config(t *testing.T, query string) experiment.Config {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	for _, p := range problems {
		t.Errorf("%s: %s", query, p.Message)
	}
	return cfg
}

// What a step sets finishes it, with the rounds that it plays; without either it is not finished when it begins.
func TestStepsAreFinishedByDoingThem(t *testing.T) {
	for _, l := range Lessons {
		for i, s := range l.Steps {
			before := situation(config(t, l.At(i)), 0)
			if s.Set == "" && i > 0 {
				before = situation(config(t, l.At(i)), l.Steps[i-1].Play)
			}
			if Done(s.Done, before, before) {
				t.Errorf("%s, step %d is finished before it is done", l.Name, i+1)
			}
			rounds := s.Play
			if s.Set == "" {
				rounds += before.Stats.Step
			}
			if !Done(s.Done, before, situation(config(t, l.At(i+1)), rounds)) {
				t.Errorf("%s, step %d is not finished by doing it", l.Name, i+1)
			}
		}
	}
}

// A visitor who sets one parameter after another finishes a step with the last of them, no sooner: claims are about all.
func TestStepsWaitForAllThatTheySet(t *testing.T) {
	for _, l := range Lessons {
		for i, s := range l.Steps {
			waits := map[string]bool{}
			for _, c := range s.Done {
				waits[c.What] = true
			}
			for pair := range strings.SplitSeq(s.Set, "&") {
				if name, _ := pairOf(pair); name != "" && !waits[name] {
					t.Errorf("%s, step %d sets %s, and is finished without", l.Name, i+1, name)
				}
			}
			if waits[Played] != (s.Play > 0) {
				t.Errorf("%s, step %d plays %d rounds, and waits for them: %t", l.Name, i+1, s.Play, waits[Played])
			}
		}
	}
}

// situation is that of lanes that have taken some rounds.
func situation(cfg experiment.Config, rounds int) Situation {
	s := Situation{Config: cfg, Stats: session.Stats{Step: rounds}}
	for _, l := range cfg.Lanes() {
		s.Stats.Lanes = append(s.Stats.Lanes, session.LaneLine{Step: rounds * l.Pace})
	}
	return s
}

func TestConditions(t *testing.T) {
	before := situation(config(t, "depth=10&vs=pace:1,10"), 20)
	for _, c := range []struct {
		condition Condition
		now       Situation
		want      bool
	}{
		{is("depth", "10"), before, true},
		{is("depth", "11"), before, false},
		{is("vs", "pace:1,10"), before, true},
		{grew("depth", "1"), before, false},
		{grew("depth", "1"), situation(config(t, "depth=11"), 0), true},
		{grew("depth", "2"), situation(config(t, "depth=11"), 0), false},
		{played(20), before, true},
		{played(21), before, false},
		{grew(Played, "5"), situation(before.Config, 24), false},
		{grew(Played, "5"), situation(before.Config, 25), true},
		{grew(Played, "5"), situation(config(t, "depth=11"), 5), true}, // the networks are new
		{Condition{"width", AtLeast, "8"}, before, true},
		{Condition{"act", AtLeast, "8"}, before, false},
		{Condition{"depth", "no such relation", "10"}, before, false},
	} {
		if got := Done([]Condition{c.condition}, before, c.now); got != c.want {
			t.Errorf("%+v of %s at %d: %t", c.condition, c.now.Config.Query(), c.now.Stats.Step, got)
		}
	}
	if Done([]Condition{is("depth", "10"), is("width", "9")}, before, before) || !Done(nil, before, before) {
		t.Error("not all conditions count")
	}
}

// A lane that has stopped keeps nobody from finishing.
func TestRoundsOfStoppedLanes(t *testing.T) {
	s := situation(config(t, "vs=clip:0,1"), 50)
	s.Stats.Lanes[0].Step, s.Stats.Lanes[0].Diverged = 4, true
	if got := s.Rounds(); got != 50 {
		t.Errorf("%d rounds", got)
	}
}

func TestClaims(t *testing.T) {
	then, now := situation(config(t, "lr=0.1&vs=clip:0.1,1"), 10), situation(config(t, "lr=0.1&vs=clip:0.1,1"), 10)
	for i, loss := range []float64{0.5, 2} {
		then.Stats.Lanes[i].Loss, now.Stats.Lanes[i].Loss = num.JSON(3), num.JSON(loss)
	}
	claim := func(c Claim) Claim { c.Quantity = "loss"; return c }
	for _, c := range []struct {
		claim    Claim
		measured float64
		holds    bool
	}{
		{claim(Claim{Lane: "1", Relation: About, Value: 1.9, Within: 0.1}), 2, true},
		{claim(Claim{Lane: "1", Relation: About, Value: 1.5, Within: 0.1}), 2, false},
		{claim(Claim{Lane: "1", Relation: About, Value: 2.3, Within: 0.1}), 2, false},
		{claim(Claim{Lane: "1", Relation: Above, Value: 1}), 2, true},
		{claim(Claim{Lane: "1", Relation: Below, Value: 1}), 2, false},
		{claim(Claim{Relation: Is, Value: 0.5}), 0.5, true},
		{claim(Claim{Lane: "1", Over: "0.1", Relation: Is, Value: 4}), 4, true},
		{claim(Claim{Lane: "1", Over: "0.1", Then: true, Relation: Above, Value: 0.5}), 2. / 3, true},
		{claim(Claim{Lane: "7", Relation: Below, Value: 1}), math.NaN(), false},
		{Claim{Quantity: "factor", Lane: "1", Relation: Below, Value: 1}, math.NaN(), false},
		{Claim{Quantity: "cosine", Lane: "1", Relation: Below, Value: 1}, math.NaN(), false},
		{Claim{Quantity: "silentOfSeeds", Lane: "1", Relation: About, Value: 1, From: Theory}, math.NaN(), false},
	} {
		v := c.claim.Judge(then, now)
		if v.Holds != c.holds || v.Measured != c.measured && !(math.IsNaN(v.Measured) && math.IsNaN(c.measured)) || v.Known == math.IsNaN(c.measured) {
			t.Errorf("%+v: %+v", c.claim, v)
		}
	}
	now.Stats.Lanes[1].Step = 100
	compared := claim(Claim{Lane: "1", Over: "0.1", Then: true})
	if v := compared.Judge(then, now); v.Known {
		t.Error("networks that have not come as far were compared")
	}
	now.Config.LR = 0.01
	if v := compared.Judge(then, now); !v.Known || v.Measured != 2./3 {
		t.Errorf("ten times the steps at a tenth of the rate: %+v", v)
	}
}

func TestClaimsOverSeeds(t *testing.T) {
	each := []Verdict{{Measured: 1, Expected: 1, Holds: true}, {Measured: 0, Expected: 1}, {Measured: 1, Expected: 1, Holds: true}}
	claim := Claim{Relation: About, Value: 1, Within: 0.1}
	if got, want := claim.JudgeAll(each), (Verdict{Measured: 1, Expected: 1, Known: true}); got != want {
		t.Errorf("one of three fails: %+v", got)
	}
	if got := claim.JudgeAll(slices.Delete(each, 1, 2)); !got.Known || !got.Holds {
		t.Errorf("none fails: %+v", got)
	}
	if v := (Claim{}).JudgeAll(nil); v.Known || v.Holds {
		t.Error("no seed at all is content")
	}
	if v := (Claim{Relation: Is}).JudgeAll([]Verdict{{Measured: math.NaN()}, {Measured: 0}}); v.Holds || v.Known {
		t.Error("a number that is not known is content")
	}
}

func TestAddresses(t *testing.T) {
	for query, want := range map[string]Opened{
		"?lesson=init":                       {Base: "act=relu&width=128&batch=250&vs=init:standard,xavier,he", Query: "act=relu&width=128&batch=250&vs=init:standard,xavier,he"},
		"lesson=init&step=1&seed=9":          {Step: 1, Base: "act=relu&width=128&batch=250&vs=init:standard,xavier,he", Own: "seed=9", Query: "act=relu&width=128&batch=250&vs=init:standard,xavier,he&seed=9"},
		"lesson=init&step=2&seed=9":          {Step: 2, Base: "width=128&batch=250&vs=init:standard,xavier,he&act=sigmoid", Own: "seed=9", Query: "width=128&batch=250&vs=init:standard,xavier,he&act=sigmoid&seed=9"},
		"act=tanh&lesson=init&step=99":       {Step: 3, Base: "width=128&batch=250&vs=init:standard,xavier,he&act=relu&depth=30", Own: "act=tanh", Query: "width=128&batch=250&vs=init:standard,xavier,he&depth=30&act=tanh"},
		"lesson=init&init=he&step=x":         {Base: "act=relu&width=128&batch=250&vs=init:standard,xavier,he", Own: "init=he", Query: "act=relu&width=128&batch=250&init=he"},
		"lesson=init&vs=seed%3A1,2&step=-1&": {Base: "act=relu&width=128&batch=250&vs=init:standard,xavier,he", Own: "vs=seed%3A1,2", Query: "act=relu&width=128&batch=250&vs=seed%3A1,2"},
	} {
		got, ok := Open(query)
		if want.Lesson, _ = ByName("init"); !ok || got.Lesson.Name != "init" || got.Step != want.Step || got.Base != want.Base || got.Own != want.Own || got.Query != want.Query {
			t.Errorf("%s is opened as step %d, %s and %s: %s", query, got.Step, got.Base, got.Own, got.Query)
		}
		if again, ok := Open(got.Lesson.Address(got.Step, got.Own)); !ok || again.Query != got.Query || again.Step != got.Step {
			t.Errorf("%s is opened otherwise than %s", got.Lesson.Address(got.Step, got.Own), query)
		}
	}
	for _, query := range []string{"", "act=relu", "lesson=", "lesson=no&act=relu", "lesson=%zz"} {
		if o, ok := Open(query); ok || strings.Contains(o.Query, "lesson") {
			t.Errorf("%q is opened as %+v", query, o)
		}
	}
}

// Whatever a visitor changes within a lesson, its address leads back to the same experiment, and has nothing that the
// lesson has set up itself.
func TestOwnChangesStandInTheAddress(t *testing.T) {
	changes := []string{
		"", "seed=9", "depth=3", "act=tanh", "act=relu,", "vs=none", "vs=depth:5,10", "vs=act:relu,leaky", "lr=0.5&vs=lr:0.1,1", "init=he&gain=2", "view=waterfall&speed=10",
		"data=xor&act=sigmoid&vs=none", "width=4&vs=init:xavier,he", "layerlr=1,2;3&vs=none",
	}
	for _, l := range Lessons {
		for step := range len(l.Steps) + 1 {
			for _, change := range changes {
				cfg, _ := experiment.ParseQuery(merge(l.At(step), change))
				own := l.Own(step, cfg)
				if change == "" && own != "" {
					t.Errorf("%s, step %d: its own set-up is a change, %s", l.Name, step, own)
				}
				o, ok := Open(l.Address(step, own))
				again, problems := experiment.ParseQuery(o.Query)
				if !ok || len(problems) > 0 || again.Query() != cfg.Query() {
					t.Errorf("%s, step %d with %s becomes %s, and %s by way of %s", l.Name, step, change, cfg.Query(), again.Query(), own)
				}
			}
		}
	}
}
