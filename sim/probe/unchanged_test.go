package probe

import (
	"errors"
	"math"
	"strings"
	"testing"

	"backflow/sim/nn"
	"backflow/sim/reason"
)

// Weights that were moved, by as little as a bit, are told from those that were not, in
// every kind of network; biases, γ and β do not count.
func TestUnchangedCountsBits(t *testing.T) {
	for _, c := range testCases {
		s := c.subject(t)
		tensors, err := s.Spec.Tensors()
		if err != nil {
			t.Fatal(err)
		}
		s.State.Params = nil
		drawn, err := s.Draw(s.Seed)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float64, len(s.Spec.LayerNames()))
		same, all := 0.0, 0.0
		for i, p := range drawn {
			p = append([]float32(nil), p...)
			s.State.Params = append(s.State.Params, p)
			if tensors[i].Role != nn.RoleWeight {
				p[0]++
				continue
			}
			for j := 0; j <= tensors[i].Layer; j++ {
				p[j] = math.Float32frombits(math.Float32bits(p[j]) + 1)
			}
			want[tensors[i].Layer] = 1 - float64(tensors[i].Layer+1)/float64(len(p))
			same, all = same+float64(len(p)-tensors[i].Layer-1), all+float64(len(p))
		}
		reading := measured(t, "unchanged", s)
		for l, f := range figuresOf(t, reading, "unchanged") {
			close(t, c.name, f.Value, want[l], 1e-15)
		}
		whole, _ := reading.Scalar("unchanged")
		close(t, c.name+", whole", whole.Value, same/all, 1e-15)
	}
}

// Without the first draw, or with that of another network, there is no number.
func TestUnchangedNeedsTheFirstDraw(t *testing.T) {
	s := caseOf(t, "conv batchnorm").subject(t)
	draw := s.Draw
	broken := errors.New("no such scheme")
	for _, c := range []struct {
		draw func(uint64) ([][]float32, error)
		says string
	}{
		{func(uint64) ([][]float32, error) { return nil, broken }, "no such scheme"},
		{func(seed uint64) ([][]float32, error) {
			p, err := draw(seed)
			return p[1:], err
		}, "9 tensors"},
		{func(seed uint64) ([][]float32, error) {
			p, err := draw(seed)
			p[0] = p[0][1:]
			return p, err
		}, "tensor 1"},
	} {
		s.Draw = c.draw
		run, err := Start("unchanged", s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := run.Finish(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
		run.Close()
	}
	s.Draw = nil
	if f := first(t, measured(t, "unchanged", s), "unchanged"); f.Why != reason.NoDraw {
		t.Errorf("%v, want %q", f, reason.NoDraw)
	}
}
