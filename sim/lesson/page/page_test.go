package page

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"backflow/sim/lesson"
)

// Everything that a lesson says is in the table, and no message stands empty.
func TestLessonsHaveTheirWords(t *testing.T) {
	noID := regexp.MustCompile(`"lesson\.\w+"|:""`)
	for _, l := range lesson.Lessons {
		said, err := json.Marshal(Of(l))
		if err != nil {
			t.Fatal(err)
		}
		for _, missing := range noID.FindAllString(string(said), -1) {
			t.Errorf("%s: %s is not said", l.Name, missing)
		}
		for _, s := range l.Steps {
			for _, c := range s.Claims {
				if said := Say(c, lesson.Verdict{Measured: 1, Expected: 2}).String(); strings.Contains(said, "lesson.") || strings.Contains(said, "{") {
					t.Errorf("%s: a claim says %q", l.Name, said)
				}
			}
		}
	}
}

// A claim calls a lane what the picture calls it: nobody knows that "standard" is 1/√n.
func TestClaimsNameLanesAsThePictureDoes(t *testing.T) {
	for name, want := range map[string]string{
		"init":      "share of δ that a layer passes on (1/√n)",
		"relu-zero": "share of 40 networks that no gradient gets through (ReLU)",
		"gpu":       "steps taken (Pace 100 ÷ Pace 1)",
	} {
		l, _ := lesson.ByName(name)
		if got := Of(l).Steps[0].Claims[0].Quantity.String(); got != want {
			t.Errorf("%s is about %q, want %q", name, got, want)
		}
	}
}

func TestFigures(t *testing.T) {
	for x, want := range map[float64]string{2.349e-6: "2.35·10⁻⁶", 0.2361: "0.236", 1: "1", 69.4: "69.4", 5206: "5.21·10³", math.NaN(): "NaN", 1e12: "1·10¹²"} {
		if got := figure(x); got != want {
			t.Errorf("%g is written %s, want %s", x, got, want)
		}
	}
}
