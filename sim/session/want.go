package session

import (
	"math"
	"slices"
	"time"

	"backflow/sim/backend"
)

// fieldSide is the resolution of decision boundaries.
const fieldSide = 32

// want decides what to ask for.
func (s *Session) want(evaluate evaluation) backend.Want {
	w := backend.Want{State: s.unkept() || s.waits() || s.inspecting() || s.scoreDue() || s.Scoring()}
	view := s.view()
	w.Histograms = view.Histograms
	if view.Units {
		w.Maps = sampleMaps(s.lanes)
		w.Units = sampleUnits(s.lanes, w.Maps > 0)
	}
	if s.evaluates(evaluate) {
		e := s.evaluated()
		w.Eval, w.Field, w.State = e.Eval, e.Field, true
	}
	return w
}

// Where evaluations are too slow to be made, the parameters of lanes on a GPU,
// which may be lost, are kept by themselves, unless even that is too much. Lanes whose
// looks take long are not looked at once more when a reset ends them: what Undo brings
// back is what was kept.
const (
	keepSpacing = 10 * time.Second
	mostKept    = 16 << 20 // weights of all lanes
	// mostKeptAlways are so few that copying them is nothing beside a look that takes long.
	mostKeptAlways = 1 << 20
)

func (s *Session) unkept() bool {
	onGPU := slices.ContainsFunc(s.lanes, (*lane).onGPU)
	if cost, _ := s.lookCost(); cost > quickLook && s.weights() <= mostKeptAlways {
		return true
	}
	return s.running && onGPU && time.Since(s.views.kept) > keepSpacing && s.weights() <= mostKept
}

// weights counts the parameters of all lanes.
func (s *Session) weights() int {
	n := 0
	for _, l := range s.lanes {
		for _, tensor := range l.problem.State.Params {
			n += len(tensor)
		}
	}
	return n
}

// sampleUnits chooses how many units of a layer a snapshot holds, so that all
// matrices between sampled units fit well inside wire.MaxBytes.
func sampleUnits(lanes []*lane, maps bool) int {
	const most = 48
	budget := 160 << 10
	if maps {
		budget -= mapBytes
	}
	layers := 0
	for _, l := range lanes {
		layers += len(l.theory) // one an observed layer
	}
	perLayer := float64(budget) / float64(max(layers, 1)*8) // two float32 matrices
	return max(4, min(most, int(math.Sqrt(perLayer))))
}

// mapBytes bounds the feature maps in one snapshot, and mostMaps those of a
// layer.
const (
	mapBytes = 64 << 10
	mostMaps = 8
)

// sampleMaps chooses how many channels of every conv layer a snapshot shows.
func sampleMaps(lanes []*lane) int {
	pixels := 0
	for _, l := range lanes {
		layers, err := l.problem.Spec.Observed()
		if err != nil {
			return 0
		}
		for _, y := range layers {
			if n := y.Out.W * y.Out.H; n > 1 {
				pixels += 2 * n // activation and gradient
			}
		}
	}
	if pixels == 0 {
		return 0
	}
	return min(mostMaps, mapBytes/pixels)
}
