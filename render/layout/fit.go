package layout

import (
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// only is the snapshot with the one lane of a label, if there is such a lane.
func (p *Picture) only(snap *wire.Snapshot, label string) *wire.Snapshot {
	for i := range snap.Lanes {
		if label != "" && len(snap.Lanes) > 1 && snap.Lanes[i].Label.String() == label {
			return p.part(snap, i, i+1)
		}
	}
	return snap
}

// shown is the snapshot with the lanes that have a place of their own: of those that are one
// picture together it is the first.
func (p *Picture) shown(snap *wire.Snapshot) *wire.Snapshot {
	if p.row.Together {
		return p.part(snap, 0, min(1, len(snap.Lanes)))
	}
	return p.only(snap, p.Options.Alone)
}

// part is a snapshot with some of its lanes.
func (p *Picture) part(snap *wire.Snapshot, from, to int) *wire.Snapshot {
	lanes := snap.Lanes[from:to]
	p.some = *snap
	p.some.Lanes = lanes
	return &p.some
}

// noRoom says why there is no picture, where that has room.
func (p *Picture) noRoom() {
	sentence := text.Say("picture.noRoom")
	if len(p.Snap.Lanes) > 0 && p.Options.H >= 20 && p.Fits(sentence, theme.Small, p.Options.W-8) {
		p.Text(sentence, 4, 3, 0, theme.Small, false, p.Theme.Muted)
	}
}

// laneHeight is the height of a lane over a legend of some rows.
func (p *Picture) laneHeight(rows int) float32 {
	n, at := float32(len(p.Snap.Lanes)), p.spacing()
	return (p.Bottom(rows) - at.top - at.gap*(n-1)) / n
}

// fit decides how a stage of this height shows the lanes: with all their parts, with
// fewer, or, where not even one line fits for each, only the first of them.
func (p *Picture) fit() {
	p.Low, p.left = false, 0
	p.Low = p.laneHeight(1) < p.row.LeastLane
	_, foot := Charts{Plots{p}}.lowAxes(p.Bottom(1))
	p.capped = foot > 0
	for rows := 1; p.DropLane(rows); {
		rows = 2
	}
}

// DropLane leaves out the last lane if there is no room for all over a legend of some
// rows.
func (p *Picture) DropLane(rows int) bool {
	n := len(p.Snap.Lanes)
	if n < 2 || p.laneHeight(rows) >= leastInline {
		return false
	}
	p.left++
	p.Snap = p.part(p.Snap, 0, n-1)
	return true
}

// Bottom is the y above which the lanes may stand, over a legend of some rows.
func (p *Picture) Bottom(rows int) float32 {
	at := p.spacing()
	return p.Options.H - float32(rows)*at.line - at.foot - at.over
}
