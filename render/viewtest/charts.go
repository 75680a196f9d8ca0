package viewtest

import (
	"math"

	"backflow/sim/reason"
	"backflow/sim/text"
	"backflow/sim/wire/reading"
)

// columns are those of the instruments, as experiment.Instruments has them: its test
// holds them to that.
var columns = map[string][]string{
	"left": {"left"}, "lost": {"lost"}, "update": {"updateRatio"}, "split": {"factor", "slopeRMS", "rest"},
	"snr": {"snr"}, "likeness": {"cosine"}, "shattering": {"correlation"}, "jacobian": {"largest", "median", "smallest", "rms"},
	"dead": {"dead", "off", "saturated", "silent"}, "band": {"p5", "p25", "p50", "p75", "p95", "rms"}, "unchanged": {"unchanged"},
}

var figures = map[string][]string{
	"update": {"span"}, "likeness": {"inputs", "rest", "xi"}, "shattering": {"gradient", "inputs"}, "dead": {"silent"}, "band": {"spread", "zeros", "silent"},
}

var scales = map[string]reading.Scale{
	"lost": reading.Share, "likeness": reading.Signed, "shattering": reading.Signed, "dead": reading.Share, "unchanged": reading.Share,
}

// Chart is a made-up one of an instrument: its columns lie apart and fall by a factor a
// layer. The last column has theory and ends in an exact zero, an underflow and a reason.
func Chart(instrument string, layers int, factor float64) reading.Chart {
	c := reading.Chart{Instrument: instrument, Scale: scales[instrument], Step: 12345, Share: 1}
	for k, name := range columns[instrument] {
		s := reading.Series{Name: name, Values: make([]float64, layers), Why: make([]reason.Reason, layers)}
		for i := range layers {
			s.Values[i] = math.Pow(factor, float64(layers-1-i)) * math.Pow(1.5, float64(k)-4)
		}
		c.Series = append(c.Series, s)
	}
	spoil(&c.Series[len(c.Series)-1], factor)
	for _, name := range figures[instrument] {
		c.Whole = append(c.Whole, reading.Whole{Name: name, Value: 0.25, Theory: 0.5})
	}
	return c
}

// spoil gives a column theory, and what is no number.
func spoil(s *reading.Series, factor float64) {
	n := len(s.Values)
	for i := range n {
		s.Theory = append(s.Theory, 0.5*math.Pow(factor, float64(n-1-i)))
	}
	if n > 3 {
		s.Values[0], s.Values[1], s.Values[2] = 0, math.NaN(), math.NaN()
		s.Theory[1] = math.NaN()
		s.Why[1], s.Why[2] = reason.Underflow, reason.ExactZeros
	}
}

// Chartless has no number, and says why.
func Chartless(instrument string) reading.Chart {
	return reading.Chart{Instrument: instrument, Share: 1, Why: text.Verbatim("There are no two inputs to compare: the data has fewer than 2 examples.")}
}
