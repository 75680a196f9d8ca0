package race

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"backflow/sim/num"
	"backflow/sim/wire"
)

// What is kept of a race comes back through JSON, with what was not known unknown still.
func TestRecordComesBack(t *testing.T) {
	nan := math.NaN()
	c := wire.Race{
		Step: 39, Difference: []float64{0.125, nan},
		Runners: []wire.Runner{
			{Name: "cpu", Seconds: 10.01, Steps: 123456, Rate: nan, Delta: []float64{1e-30, nan}, Loss: []wire.Mark{{Step: 0, Seconds: 0, Loss: 2.5}, {Step: 123456, Seconds: 0.1, Loss: float32(nan)}}},
			{Name: "gpu", Adapter: "a card", Software: true, Delta: []float64{nan, 3}},
		},
		Sweep: wire.Sweep{Widths: []uint32{8, 16}, Rates: [][]float64{{5, nan}, {nan, nan}}, Crossover: nan, Share: 1, Machine: "a desk"},
	}
	kept := Keep(c)
	kept.Machine = "a desk"
	text, err := json.Marshal(kept)
	var back Record
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil {
		t.Fatal(err)
	}
	got := back.Wire()
	if got.Recorded.Empty() {
		t.Error("it does not say that it is a record")
	}
	c.Recorded = got.Recorded
	if got, want := fmt.Sprint(got), fmt.Sprint(c); got != want {
		t.Errorf("back comes\n%s of\n%s", got, want)
	}
}

func TestRecordHasFourDigits(t *testing.T) {
	for x, want := range map[float64]float64{123456: 123500, 0.00012345678: 0.0001235, -2.00049: -2, 0: 0, math.Inf(1): math.Inf(1)} {
		if got := float64(digits(x)); got != want {
			t.Errorf("%g is kept as %g, want %g", x, got, want)
		}
	}
}

// A record whose columns are not of one length has as many marks as the shortest.
func TestRecordCutShort(t *testing.T) {
	r := Record{Runners: []Recorded{{Marks: []num.JSON{0, 1, 2}, At: []num.JSON{0, 1}, Loss: []num.JSON{4, 5, 6}}}}
	if loss := r.Wire().Runners[0].Loss; len(loss) != 2 || loss[1] != (wire.Mark{Step: 1, Seconds: 1, Loss: 5}) {
		t.Errorf("marks %+v", loss)
	}
}
