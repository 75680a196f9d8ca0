package scene

import (
	"backflow/render/theme"
	"backflow/sim/wire"
)

// only is the snapshot with the one lane of a label, if there is such a lane.
func (s *Scene) only(snap *wire.Snapshot, label string) *wire.Snapshot {
	for i := range snap.Lanes {
		if snap.Lanes[i].Label == label && len(snap.Lanes) > 1 {
			return s.part(snap, i, i+1)
		}
	}
	return snap
}

// part is a snapshot with some of its lanes.
func (s *Scene) part(snap *wire.Snapshot, from, to int) *wire.Snapshot {
	lanes := snap.Lanes[from:to]
	s.some = *snap
	s.some.Lanes = lanes
	return &s.some
}

// noRoom says why there is no picture, where that has room.
func (s *Scene) noRoom() {
	const text = "No room for the picture."
	if len(s.snap.Lanes) > 0 && s.view.H >= 20 && s.Fits(text, theme.Small, s.view.W-8) {
		s.Text(text, 4, 3, 0, theme.Small, false, s.Theme.Muted)
	}
}

// laneHeight is the height of a lane over a legend of some rows.
func (s *Scene) laneHeight(rows int) float32 {
	n, at := float32(len(s.snap.Lanes)), s.spacing()
	return (s.bottom(rows) - at.top - at.gap*(n-1)) / n
}

// fit decides how a stage of this height shows the lanes: with all their parts, with
// fewer, or, where not even one line fits for each, only the first of them.
func (s *Scene) fit(snap *wire.Snapshot) {
	least := float32(leastGauged)
	if s.charted() {
		least = lowLane
	}
	s.low, s.left = false, 0
	s.low = s.laneHeight(1) < least
	_, foot := s.lowAxes(s.bottom(1))
	s.capped = foot > 0
	for rows := 1; s.dropLane(rows); {
		rows = 2
	}
}

// dropLane leaves out the last lane if there is no room for all over a legend of some
// rows.
func (s *Scene) dropLane(rows int) bool {
	n := len(s.snap.Lanes)
	if n < 2 || s.laneHeight(rows) >= leastInline {
		return false
	}
	s.left++
	s.snap = s.part(s.snap, 0, n-1)
	return true
}
