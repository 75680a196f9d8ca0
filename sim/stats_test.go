package sim

import (
	"encoding/json"
	"math"
	"testing"
)

func TestNumberSurvivesJSON(t *testing.T) {
	for _, x := range []float64{0, -2.5, 1e-300, math.NaN()} {
		text, err := json.Marshal(Number(x))
		if err != nil {
			t.Fatal(err)
		}
		back := Number(7)
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if same := float64(back) == x || (x != x && back != back); !same {
			t.Errorf("%v became %s and then %v", x, text, back)
		}
	}
	if text, _ := json.Marshal(Number(math.Inf(1))); string(text) != "null" {
		t.Errorf("infinity is written as %s; want null, which JSON has", text)
	}
}
