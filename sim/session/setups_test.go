package session_test

import (
	"testing"
	"time"

	"backflow/sim/session/race"
)

// What more steps buy, and what they do not: with three layers a hundred times as many learn
// what a hundred times the rate destroys; with ten neither do anything.
func TestSetupsOfTheRace(t *testing.T) {
	type bounds struct{ least, most float64 }
	guess := bounds{0.68, 0.71}
	want := map[string][]bounds{
		"steps":     {guess, {0.6, 0.68}, {0, 0.05}, {0, 0.01}},
		"rates":     {guess, {0.6, 0.68}, {0.75, 10}},
		"deepSteps": {guess, guess, guess, guess},
		"deepRates": {guess, guess, {0.75, 10}},
	}
	for _, setup := range race.Setups {
		s := newSession(t, "cpu", setup.Query+"&backend=cpu")
		take(s, 20, time.Hour)
		lanes := s.Stats().Lanes
		if len(lanes) != len(want[setup.Name]) {
			t.Fatalf("%s: %d lanes", setup.Name, len(lanes))
		}
		for i, b := range want[setup.Name] {
			if loss := float64(lanes[i].Loss); loss < b.least || loss > b.most {
				t.Errorf("%s: %s has a loss of %g, want %g to %g", setup.Name, lanes[i].Label, loss, b.least, b.most)
			}
		}
	}
}
