package race

import (
	"math"
	"time"

	"backflow/sim/backend"
	"backflow/sim/wire"
)

// Widths are those that a sweep measures.
var Widths = [...]int{8, 16, 32, 64, 128, 256, 512, 1024}

// Entrant is a backend in a sweep.
type Entrant struct {
	GPU bool
	// Make makes a backend that has been Reset to a problem and is ready to be timed. It is
	// called on a goroutine of its own.
	Make func(backend.Problem, backend.Hyper) (backend.Backend, error)
}

// Sweep measures how many steps a second backends take by the width of a network, a slice
// at a time.
type Sweep struct {
	// Problem makes the network of a width. An error ends the sweep there.
	Problem func(width int) (backend.Problem, backend.Hyper, error)
	// Entrants are the backends, as the runners of the race are.
	Entrants []Entrant
	// Machine is what it is measured on.
	Machine string

	rates [][]float64 // by entrant and width
	slow  []bool      // a step of this entrant takes too long, and would of wider networks
	width int         // number of the one that is measured
	at    int         // the entrant that is
	cell  *cell       // nil before it is begun
	over  bool
}

// Done reports whether there is no more to measure.
func (s *Sweep) Done() bool { return s.over }

// Work goes on for one slice: a few steps of one network, or a wait of the budget for one that
// is being made. It reports whether there was anything to do.
func (s *Sweep) Work(budget time.Duration) bool {
	if s.rates == nil && !s.over {
		s.begin()
	}
	if s.over {
		return false
	}
	if s.cell == nil {
		s.cell = s.make(s.width, s.Entrants[s.at])
	}
	select {
	case <-s.cell.ready:
		s.time()
	case <-time.After(budget):
	}
	return true
}

// Stop ends the sweep as far as it has come.
func (s *Sweep) Stop() {
	s.over = true
	if c := s.cell; c != nil {
		s.cell = nil
		go func() {
			<-c.ready
			c.close()
		}()
	}
}

func (s *Sweep) begin() {
	s.slow = make([]bool, len(s.Entrants))
	for range s.Entrants {
		s.rates = append(s.rates, unknown(len(Widths)))
	}
	s.over = len(s.Entrants) == 0
}

// make makes a network, and a backend for it, beside.
func (s *Sweep) make(width int, e Entrant) *cell {
	c := &cell{ready: make(chan struct{})}
	go func() {
		defer close(c.ready)
		var p backend.Problem
		if p, c.hyper, c.err = s.Problem(Widths[width]); c.err == nil {
			c.backend, c.err = e.Make(p, c.hyper)
		}
	}()
	return c
}

// time takes the next try of a cell, and goes on to the next cell once this one's rate is known.
func (s *Sweep) time() {
	rate, err := s.cell.try()
	if _, interrupted := backend.StepsTaken(err); interrupted || err == nil && rate == 0 {
		return // again
	}
	s.slow[s.at] = err != nil || rate*longStep.Seconds() < 1 // what it cannot do, it cannot do wider
	if err == nil {
		s.rates[s.at][s.width] = rate
	}
	s.cell.close()
	s.next()
}

// next goes on to the next entrant that is fast enough, or to the next width.
func (s *Sweep) next() {
	s.cell = nil
	for range len(Widths) * len(s.Entrants) {
		if s.at++; s.at == len(s.Entrants) {
			s.at = 0
			s.width++
		}
		if s.width == len(Widths) {
			break
		}
		if !s.slow[s.at] {
			return
		}
	}
	s.over = true
}

// Wire is the sweep as a snapshot has it.
func (s *Sweep) Wire() wire.Sweep {
	if s.rates == nil {
		return wire.Sweep{Crossover: math.NaN(), Machine: s.Machine}
	}
	out := wire.Sweep{Rates: s.rates, Crossover: s.crossover(), Share: s.share(), Machine: s.Machine}
	for _, w := range Widths {
		out.Widths = append(out.Widths, uint32(w))
	}
	return out
}

func (s *Sweep) share() float64 {
	if s.over {
		return 1
	}
	return float64(s.width*len(s.Entrants)+s.at) / float64(len(Widths)*len(s.Entrants))
}

// crossover is the width from which on the GPU is faster; NaN where it is nowhere.
func (s *Sweep) crossover() float64 {
	var cpu, gpu []float64
	for i, e := range s.Entrants {
		if e.GPU {
			gpu = s.rates[i]
		} else {
			cpu = s.rates[i]
		}
	}
	if cpu == nil || gpu == nil {
		return math.NaN()
	}
	return Crossover(Widths[:], cpu, gpu)
}

// Crossover is the width from which on b is faster than a at all widths at which both are
// known: between the two widths where that changes by a straight line through the logarithms of
// the widths and of b ÷ a. It is the first width where b is faster everywhere, NaN where it is not at the
// last one.
func Crossover(widths []int, a, b []float64) float64 {
	at := math.NaN()
	before, behind := 0.0, math.Inf(-1) // of the width before: log₂ of it, and of b ÷ a
	for i, w := range widths {
		ahead := math.Log2(b[i] / a[i])
		if math.IsNaN(ahead) {
			continue
		}
		x := math.Log2(float64(w))
		switch {
		case ahead <= 0:
			at = math.NaN()
		case !math.IsNaN(at): // since before
		case math.IsInf(behind, -1):
			at = float64(w)
		default:
			at = math.Exp2(before + (x-before)*behind/(behind-ahead))
		}
		before, behind = x, ahead
	}
	return at
}
