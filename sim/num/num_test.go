package num

import (
	"encoding/json"
	"math"
	"testing"
)

func TestNumberSurvivesJSON(t *testing.T) {
	for _, x := range []float64{0, -2.5, 1e-300, math.NaN()} {
		text, err := json.Marshal(JSON(x))
		if err != nil {
			t.Fatal(err)
		}
		back := JSON(7)
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if same := float64(back) == x || (x != x && back != back); !same {
			t.Errorf("%v became %s and then %v", x, text, back)
		}
	}
	if text, _ := json.Marshal(JSON(math.Inf(1))); string(text) != "null" {
		t.Errorf("infinity is written as %s; want null, which JSON has", text)
	}
}

// Numbers are written as their reader expects them: as short as they read back, and
// whole ones without an exponent.
func TestNumbersAreWrittenInFull(t *testing.T) {
	for x, want := range map[JSON]string{
		0: "0", 0.1: "0.1", 150000000: "150000000", 1e20: "100000000000000000000", 1e21: "1e+21", -2e-7: "-2e-07", 1e-6: "0.000001",
	} {
		if text, err := x.MarshalJSON(); err != nil || string(text) != want {
			t.Errorf("%v is written as %s (%v), want %s", float64(x), text, err, want)
		}
	}
}

func TestFinite(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if Finite(x) {
			t.Errorf("%v is finite", x)
		}
	}
	for _, x := range []float64{0, math.MaxFloat64, -math.SmallestNonzeroFloat64} {
		if !Finite(x) {
			t.Errorf("%v is not finite", x)
		}
	}
}
