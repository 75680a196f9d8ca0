package wire

import "backflow/sim/text"

// Race is the same network trained by several backends, each at its own full speed for
// the same wall time. It is empty unless the View draws it.
type Race struct {
	Runners []Runner // in the order of the lanes
	// Step is the newest step that all have taken at which each was observed. Difference
	// is, of each observed layer there, the largest |a−b| ÷ max(|a|, |b|) of RMS δ between
	// two runners: 0 where they agree, NaN where it is not known. Before there is
	// such a step, and with one runner only, it is empty.
	Step       uint32
	Difference []float64
	Sweep      Sweep
	// Recorded is not empty where this was not run here but on the machine that it names.
	Recorded text.Message
	// Why says why there is no race, or only one runner, or what befell one of them.
	Why text.Message
}

// Runner is a network in a race. Its Seconds are those spent training it, whoever trained
// beside it: neither looks nor the others' turns are in them.
type Runner struct {
	Name     string // of its backend: "cpu" or "gpu"
	Adapter  string // what that computes on
	Software bool   // a GPU that is a program
	Seconds  float64
	Steps    uint32
	Rate     float64   // steps a second of Seconds, newest; 0 until known
	Loss     []Mark    // on the minibatch of a step, at the same steps for all runners; at most MostMarks
	Delta    []float64 // RMS δ of each observed layer at Race.Step, as Race.Difference
}

// Mark is the loss after a step, and the seconds that the runner had spent by then.
type Mark struct {
	Step          uint32
	Seconds, Loss float32
}

// MostMarks bounds the marks of a runner.
const MostMarks = 256

// Sweep is how many steps a second runners take by the width of the network. It is empty
// until somebody asks for it.
type Sweep struct {
	Widths    []uint32
	Rates     [][]float64 // a row for each runner; NaN where it was not measured
	Crossover float64     // width at which the GPU overtakes the CPU, NaN where it does not
	Share     float64     // of it that is done, 0 … 1
	Machine   string      // that it was measured on
}

// racing is the race of a snapshot.
var racing = block[Snapshot]{
	least: 2 + 4 + 2 + leastSweep + 2*leastMessage,
	read: func(r *reader, s *Snapshot) {
		c := &s.Race
		c.Runners = grow(c.Runners, r.count(leastRunner))
		for i := range c.Runners {
			r.runner(&c.Runners[i])
		}
		c.Step, c.Difference = r.u32(), r.f64s(c.Difference)
		r.sweep(&c.Sweep)
		c.Recorded, c.Why = r.message(c.Recorded), r.message(c.Why)
	},
	fits: func(s *Snapshot) bool { return s.Race.drawable() },
}

const (
	leastRunner = 2 + 2 + 1 + 8 + 4 + 8 + 2 + 2
	leastSweep  = 2 + 2 + 8 + 8 + 2
	sizeMark    = 4 + 4 + 4
)

func (r *reader) runner(x *Runner) {
	x.Name, x.Adapter, x.Software = r.text(x.Name), r.text(x.Adapter), r.u8() != 0
	x.Seconds, x.Steps, x.Rate = r.f64(), r.u32(), r.f64()
	x.Loss = grow(x.Loss, r.count(sizeMark))
	for i := range x.Loss {
		x.Loss[i] = Mark{Step: r.u32(), Seconds: r.f32(), Loss: r.f32()}
	}
	x.Delta = r.f64s(x.Delta)
}

func (r *reader) sweep(x *Sweep) {
	x.Widths = grow(x.Widths, r.count(4))
	for i := range x.Widths {
		x.Widths[i] = r.u32()
	}
	x.Rates = grow(x.Rates, r.count(2))
	for i := range x.Rates {
		x.Rates[i] = r.f64s(x.Rates[i])
	}
	x.Crossover, x.Share, x.Machine = r.f64(), r.f64(), r.text(x.Machine)
}

func writeRace(w *writer, s *Snapshot) {
	c := &s.Race
	w.count(len(c.Runners))
	for i := range c.Runners {
		w.runner(&c.Runners[i])
	}
	w.u32(c.Step)
	w.f64s(c.Difference)
	w.sweep(&c.Sweep)
	w.message(c.Recorded)
	w.message(c.Why)
}

func (w *writer) runner(x *Runner) {
	w.text(x.Name)
	w.text(x.Adapter)
	w.u8(flag(x.Software, 1))
	w.f64(x.Seconds)
	w.u32(x.Steps)
	w.f64(x.Rate)
	w.count(len(x.Loss))
	for _, m := range x.Loss {
		w.u32(m.Step)
		w.f32(m.Seconds)
		w.f32(m.Loss)
	}
	w.f64s(x.Delta)
}

func (w *writer) sweep(x *Sweep) {
	w.count(len(x.Widths))
	for _, width := range x.Widths {
		w.u32(width)
	}
	w.count(len(x.Rates))
	for _, rates := range x.Rates {
		w.f64s(rates)
	}
	w.f64(x.Crossover)
	w.f64(x.Share)
	w.text(x.Machine)
}

// drawable: no more marks than there may be, and of each layer and each width as many
// figures for every runner.
func (c *Race) drawable() bool {
	for i := range c.Runners {
		x := &c.Runners[i]
		if len(x.Loss) > MostMarks || len(x.Delta) != len(c.Difference) || len(x.Name) > mostText || len(x.Adapter) > mostText {
			return false
		}
	}
	for _, rates := range c.Sweep.Rates {
		if len(rates) != len(c.Sweep.Widths) {
			return false
		}
	}
	return (len(c.Sweep.Rates) == 0 || len(c.Sweep.Rates) == len(c.Runners)) && len(c.Sweep.Machine) <= mostText
}
