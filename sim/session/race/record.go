package race

import (
	"math"
	"strconv"

	"backflow/sim/num"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Record is a race that was run on a machine, for those who cannot run one. Figures have four
// digits.
type Record struct {
	Machine string `json:"machine"` // its processor and its GPU
	Date    string `json:"date"`    // year-month-day
	Version string `json:"version"` // of the program
	Query   string `json:"query"`

	Runners    []Recorded `json:"runners"`
	Steps      []num.JSON `json:"steps"` // of the marks: each runner has the first ones
	Step       int        `json:"step"`  // see wire.Race
	Difference []num.JSON `json:"difference"`

	Widths    []num.JSON   `json:"widths"` // of the sweep; empty if there was none
	Rates     [][]num.JSON `json:"rates"`  // a row for each runner, null where it was not measured
	Crossover num.JSON     `json:"crossover"`
}

// Recorded is a runner in a Record: see wire.Runner.
type Recorded struct {
	Name     string     `json:"name"`
	Adapter  string     `json:"adapter"`
	Software bool       `json:"software"`
	Seconds  num.JSON   `json:"seconds"`
	Steps    int        `json:"steps"`
	Rate     num.JSON   `json:"stepsPerSec"`
	At       []num.JSON `json:"at"` // the seconds of the marks
	Loss     []num.JSON `json:"loss"`
	Delta    []num.JSON `json:"delta"`
}

// Keep makes a Record of a race, but for what says where and when it was.
func Keep(c wire.Race) Record {
	r := Record{
		Runners: []Recorded{}, Steps: []num.JSON{}, Step: int(c.Step), Difference: rounded(c.Difference),
		Widths: []num.JSON{}, Rates: [][]num.JSON{}, Crossover: digits(c.Sweep.Crossover),
	}
	for i := range c.Runners {
		x := &c.Runners[i]
		k := Recorded{
			Name: x.Name, Adapter: x.Adapter, Software: x.Software, Seconds: digits(x.Seconds), Steps: int(x.Steps), Rate: digits(x.Rate),
			At: []num.JSON{}, Loss: []num.JSON{}, Delta: rounded(x.Delta),
		}
		for j, m := range x.Loss {
			if j == len(r.Steps) {
				r.Steps = append(r.Steps, num.JSON(m.Step))
			}
			k.At, k.Loss = append(k.At, digits(float64(m.Seconds))), append(k.Loss, digits(float64(m.Loss)))
		}
		r.Runners = append(r.Runners, k)
	}
	for _, w := range c.Sweep.Widths {
		r.Widths = append(r.Widths, num.JSON(w))
	}
	for _, rates := range c.Sweep.Rates {
		r.Rates = append(r.Rates, rounded(rates))
	}
	return r
}

// Wire is the race as a snapshot has it, labelled as recorded.
func (r Record) Wire() wire.Race {
	c := wire.Race{
		Step: uint32(r.Step), Difference: floats(r.Difference),
		Sweep:    wire.Sweep{Crossover: float64(r.Crossover), Share: 1, Machine: r.Machine},
		Recorded: text.New("race.recorded", "machine", text.Echo(r.Machine), "date", text.Echo(r.Date), "query", text.Echo(r.Query)),
	}
	for _, k := range r.Runners {
		x := wire.Runner{
			Name: k.Name, Adapter: k.Adapter, Software: k.Software, Seconds: float64(k.Seconds), Steps: uint32(k.Steps), Rate: float64(k.Rate),
			Delta: floats(k.Delta),
		}
		for i := range min(len(k.At), len(k.Loss), len(r.Steps)) {
			x.Loss = append(x.Loss, wire.Mark{Step: uint32(r.Steps[i]), Seconds: float32(k.At[i]), Loss: float32(k.Loss[i])})
		}
		c.Runners = append(c.Runners, x)
	}
	for _, w := range r.Widths {
		c.Sweep.Widths = append(c.Sweep.Widths, uint32(w))
	}
	for _, rates := range r.Rates {
		c.Sweep.Rates = append(c.Sweep.Rates, floats(rates))
	}
	return c
}

// digits is a figure with four of them.
func digits(x float64) num.JSON {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return num.JSON(x)
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	return num.JSON(short)
}

func rounded(xs []float64) []num.JSON {
	short := make([]num.JSON, len(xs))
	for i, x := range xs {
		short[i] = digits(x)
	}
	return short
}

func floats(xs []num.JSON) (all []float64) {
	for _, x := range xs {
		all = append(all, float64(x))
	}
	return all
}
