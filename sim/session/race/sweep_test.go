package race

import (
	"errors"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
)

// Between widths the logarithms count, and a width that one has not reached is none.
func TestCrossoverIsByLogarithms(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		widths []int
		a, b   []float64
		want   float64
	}{
		{[]int{8, 128}, []float64{4, 1}, []float64{1, 2}, math.Exp2(3 + 4*2./3)},
		{[]int{8, 16, 128}, []float64{4, nan, 1}, []float64{1, 9, 2}, math.Exp2(3 + 4*2./3)},
		{[]int{8, 16, 32}, []float64{1, 1, 1}, []float64{1, 2, 4}, 8},
		{[]int{8, 16, 32}, []float64{1, 1, 1}, []float64{2, 2, 1}, nan},
		{[]int{8, 16}, []float64{nan, 3}, []float64{5, 6}, 16},
		{nil, nil, nil, nan},
	} {
		if got := Crossover(c.widths, c.a, c.b); !(math.Abs(got-c.want) < 1e-9 || math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%v against %v at %v: %g, want %g", c.b, c.a, c.widths, got, c.want)
		}
	}
}

func TestShareOfASweep(t *testing.T) {
	s := &Sweep{Entrants: make([]Entrant, 2), Machine: "a desk"}
	if w := s.Wire(); w.Share != 0 || !math.IsNaN(w.Crossover) || w.Rates != nil || w.Machine != "a desk" {
		t.Errorf("before it has begun: %+v", w)
	}
	s.begin()
	s.width, s.at = 3, 1
	if got := s.Wire().Share; got != 7./16 {
		t.Errorf("share %g after seven cells of 16", got)
	}
	if s.Stop(); s.Wire().Share != 1 {
		t.Errorf("share %g at the end", s.Wire().Share)
	}
}

// counted is a backend that counts how many are open, and which is interrupted once.
type counted struct {
	slow
	interrupted bool
	open        *int
}

func (b *counted) Close() { *b.open-- }

func (b *counted) Train(n int, h backend.Hyper) error {
	if !b.interrupted {
		b.interrupted = true
		return &backend.InterruptedError{}
	}
	return b.slow.Train(n, h)
}

// swept is a sweep of one whose steps take as long as cost says, beside a fast one. It
// notes the widths that the first one is made of.
func swept(cost func(width int) time.Duration) (s *Sweep, made *[]int, open *int) {
	made, open = &[]int{}, new(int)
	s = &Sweep{Problem: func(width int) (backend.Problem, backend.Hyper, error) {
		if width > 512 {
			return backend.Problem{}, backend.Hyper{}, errors.New("too wide")
		}
		return backend.Problem{Batch: width}, backend.Hyper{}, nil
	}}
	s.Entrants = []Entrant{{Make: func(p backend.Problem, _ backend.Hyper) (backend.Backend, error) {
		*made = append(*made, p.Batch)
		*open++
		return &counted{slow: slow{stepCost: cost(p.Batch)}, open: open}, nil
	}}, sized(true, func(int) time.Duration { return time.Millisecond })}
	return s, made, open
}

// One that takes too long for a width is measured there, and is not made wider; an error ends
// the sweep of all, and an interruption of none.
func TestSlowEntrantIsDropped(t *testing.T) { synctest.Test(t, testSlowEntrantIsDropped) }

func testSlowEntrantIsDropped(t *testing.T) {
	s, made, open := swept(func(w int) time.Duration { return time.Duration(w) * 10 * time.Millisecond })
	for s.Work(8 * time.Millisecond) {
	}
	w := s.Wire()
	if want := []int{8, 16, 32}; !slices.Equal(*made, want) || *open != 0 {
		t.Errorf("made of widths %d, want %d; %d still open", *made, want, *open)
	}
	if r := w.Rates[0]; math.Abs(r[1]-6.25) > 1e-6 || math.Abs(r[2]-3.125) > 1e-6 || !math.IsNaN(r[3]) {
		t.Errorf("rates of the slow one: %g", r)
	}
	if r := w.Rates[1]; math.Abs(r[6]-1000) > 1e-3 || !math.IsNaN(r[7]) || w.Share != 1 {
		t.Errorf("rates of the fast one: %g; %g done", r, w.Share)
	}
	if w.Crossover != 8 {
		t.Errorf("the fast one is faster from width %g on", w.Crossover)
	}
}

func TestSweepOfNobodyIsOver(t *testing.T) {
	s := &Sweep{}
	if s.Work(time.Millisecond) || !s.Done() {
		t.Error("a sweep without entrants goes on")
	}
}
