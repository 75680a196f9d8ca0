package inspect

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"
)

// ofPage is what the page's unit tests put into words.
const ofPage = "../../site/test/unit/inspected.json"

// sample is a report with the check of the same place.
type sample struct {
	Name   string  `json:"name"`
	Report *Report `json:"report"`
	Check  *Check  `json:"check"`
}

// The page's tests read reports of every kind as they are now.
func TestReportsOfThePage(t *testing.T) {
	var all []sample
	for _, c := range []struct {
		name string
		at   Place
	}{
		{"act sigmoid", Place{0, 2, 1, None}},
		{"act sigmoid", Place{2, 1, 0, None}},
		{"act relu", Place{1, 0, None, None}},
		{"act noisy", Place{0, 0, Bias, None}},
		{"binary", Place{2, 0, 1, None}},
		{"regression", Place{1, 0, 0, None}},
		{"batchnorm", Place{0, 1, 2, None}},
		{"batchnorm", Place{0, 1, Bias, None}},
		{"layernorm", Place{1, 1, 2, None}},
		{"skip", Place{1, 1, 2, None}},
		{"skip", Place{0, 1, 2, None}},
		{"conv", Place{0, 1, 1, 3}},
		{"conv", Place{1, None, None, None}},
		{"act tanh", Place{0, None, None, None}},
		{"conv batchnorm", Place{0, 2, 1, 0}},
	} {
		s := cases()[c.name].subject(t)
		r, err := s.Report(c.at)
		if err != nil {
			t.Fatal(err)
		}
		check, err := s.Check(c.at)
		if err != nil {
			t.Fatal(err)
		}
		r.Curve.Z, r.Curve.Y, r.Curve.D = r.Curve.Z[:3], r.Curve.Y[:3], r.Curve.D[:3]
		r.Curve.Points = r.Curve.Points[:min(2, len(r.Curve.Points))]
		all = append(all, sample{c.name, r, check})
	}
	got, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(ofPage, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(ofPage)
	if err != nil {
		t.Fatal(err)
	}
	if !alike(parsed(t, got), parsed(t, want)) {
		t.Errorf("%s is of other reports; UPDATE_GOLDEN=1 go test ./sim/inspect writes it anew", ofPage)
	}
}

func parsed(t *testing.T, b []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// alike compares JSON, with numbers up to what machines round differently.
func alike(a, b any) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		return ok && math.Abs(a-b) <= 1e-6*math.Abs(a)+1e-9
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, alike)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, alike)
	}
	return a == b
}
