package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func theoryJSON(t *testing.T, args ...string) theoryLine {
	t.Helper()
	var line theoryLine
	if err := json.Unmarshal([]byte(output(t, append([]string{"theory", "-json"}, args...)...)), &line); err != nil {
		t.Fatal(err)
	}
	return line
}

func TestTheoryJSON(t *testing.T) {
	l := theoryJSON(t, "act=sigmoid&init=xavier")
	if math.Abs(float64(l.Factor)-0.2361) > 1e-4 || len(l.Layers) != 11 || l.Layers[10].Name != "out" || l.CriticalWeightVar != nil {
		t.Errorf("%+v", l)
	}
	if math.Abs(float64(l.MaxDepth-6*l.Xi)) > 1e-9 || math.Abs(float64(l.Chi-l.Factor*l.Factor)) > 1e-9 {
		t.Errorf("ξ %v, 6ξ %v, χ %v", l.Xi, l.MaxDepth, l.Chi)
	}
}

func TestTheoryOverridesAndCritical(t *testing.T) {
	l := theoryJSON(t, "-weight-var", "2", "-bias-var", "0.05", "-critical", "act=tanh")
	if math.Abs(float64(l.Chi)-1.048) > 6e-4 || math.Abs(float64(l.MaxDepth)-151) > 1 || math.Abs(float64(*l.CriticalWeightVar)-1.7610) > 1e-4 {
		t.Errorf("χ %v, 6ξ %v, critical %v", l.Chi, l.MaxDepth, *l.CriticalWeightVar)
	}
}

// A probability of dying says that it is one input's; where there is none, that
// is said too.
func TestTheorySaysWhatDies(t *testing.T) {
	for query, says := range map[string]string{
		"act=relu&width=4&depth=30":            "one given input is dead by the last hidden layer with probability 0.8557",
		"act=relu&width=4&depth=30&skip=plain": "whether an input dies is not predicted",
		"act=relu&width=4&depth=30&norm=batch": "whether an input dies is not predicted",
		"data=digits&model=cnn&act=relu":       "whether an input dies is not predicted",
	} {
		if text := output(t, "theory", query); !strings.Contains(text, says) {
			t.Errorf("%s: the text does not say %q:\n%s", query, says, text)
		}
	}
	if text := output(t, "theory", "act=tanh"); strings.Contains(text, "dies") || strings.Contains(text, "dead") {
		t.Errorf("of tanh, which cannot die: %s", text)
	}
}

// Infinities are null in JSON and a sign in text.
func TestTheoryOnTheCriticalLine(t *testing.T) {
	l := theoryJSON(t, "act=relu&init=he")
	if float64(l.Factor) != 1 || !math.IsNaN(float64(l.Xi)) {
		t.Errorf("factor %v, ξ %v", l.Factor, l.Xi)
	}
	if text := output(t, "theory", "act=relu&init=he"); !strings.Contains(text, "ξ = ∞") {
		t.Errorf("text %s", text)
	}
}

// Normalised networks have no critical line: null.
func TestTheoryOfSeveralLanes(t *testing.T) {
	var all struct{ Lanes []theoryLine }
	if err := json.Unmarshal([]byte(output(t, "theory", "-json", "-critical", "vs=norm:none,batch")), &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Lanes) != 2 || all.Lanes[0].CriticalWeightVar == nil || all.Lanes[1].CriticalWeightVar != nil {
		t.Errorf("%+v", all)
	}
}

// What run prints as theory is what theory prints.
func TestRunShowsTheSameTheory(t *testing.T) {
	const query = "act=elu&init=lecun&width=12"
	lane := runJSON(t, "-steps", "0", query).Lanes[0]
	for i, l := range theoryJSON(t, query).Layers[:10] {
		if lane.Layers[i].Theory != l.Factor {
			t.Errorf("layer %d: %v and %v", i+1, lane.Layers[i].Theory, l.Factor)
		}
	}
}
