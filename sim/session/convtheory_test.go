package session_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"backflow/sim/num"
)

// Theory beside measurement, in conv nets on digits at initialisation: what is left of δ
// at layer 1, as the root of the mean square over seeds, and each hop within a few
// times the error of so few narrow nets.
func TestTheoryOfConvNetsBesideMeasurement(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	t.Parallel()
	const seeds, hop, whole = 4, 0.2, 0.4 // of the factor
	for _, net := range []string{"act=sigmoid&init=xavier", "act=tanh&init=xavier", "act=relu&init=he", "act=gelu&init=he", "act=relu&init=he&norm=batch"} {
		t.Run(net, func(t *testing.T) {
			t.Parallel()
			var squares, theory []float64
			left, predicted := 0.0, 0.0
			for seed := range seeds {
				query := fmt.Sprintf("data=digits&model=cnn&depth=6&width=16&vs=none&%s&seed=%d", net, seed)
				s := newSession(t, "cpu", query)
				s.MaxEvalAtRest = time.Nanosecond // the data are not looked at
				lane := take(s, 0, time.Hour).Lanes[0]
				squares = append(squares, make([]float64, len(lane.Layers)-len(squares))...)
				theory = theory[:0]
				for i, y := range lane.Layers {
					squares[i] += float64(y.DeltaRMS * y.DeltaRMS)
					theory = append(theory, float64(y.Theory))
				}
				left += float64(lane.Remaining * lane.Remaining)
				predicted = float64(lane.Predicted)
			}
			for i := range len(squares) - 2 {
				got := math.Sqrt(squares[i] / squares[i+1])
				if !(math.Abs(got-theory[i]) <= hop*theory[i]) {
					t.Errorf("hop %d: measured %.3f, predicted %.3f", i+1, got, theory[i])
				}
			}
			if got := math.Sqrt(left / seeds); !num.Finite(predicted) || !(math.Abs(got-predicted) <= whole*predicted) {
				t.Errorf("left at layer 1: measured %.3g, predicted %.3g", got, predicted)
			}
		})
	}
}
