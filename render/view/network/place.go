package network

import (
	"backflow/render/layout"
)

// place divides the area above bottom among the lanes. Columns stand at the
// same x in every lane, so that layers line up.
func (n *network) place(bottom float32) {
	h := n.Share(bottom)
	f := frame{form: n.FormOf(h), columns: 1, first: layout.Margin}
	f.words, f.side = n.WordsWidth(f.form, h), n.sideWidth(h, f.form)
	for i := range n.Snap.Lanes {
		l := &n.Snap.Lanes[i]
		f.columns = max(f.columns, len(l.Layers)+1)
		if l.InputW > 0 {
			f.first = inputSide / 2
		}
	}
	if h > 190 && n.Options.Moment.On {
		f.more = moreLine
	}
	n.resize()
	n.placeLanes(f)
	if f.form == layout.Gauged && f.more == 0 && n.hides() {
		f.more = moreLine
		n.placeLanes(f)
	}
}

// resize makes a lane for each on show.
func (n *network) resize() {
	if cap(n.lanes) < len(n.Lanes) {
		n.lanes = make([]lane, len(n.Lanes))
	}
	n.lanes = n.lanes[:len(n.Lanes)]
	for i := range n.lanes {
		n.lanes[i].reset(n, &n.Lanes[i], &n.Snap.Lanes[i])
	}
}

func (n *network) placeLanes(f frame) {
	tiled, crowded := n.matrices(), n.crowds()
	for i := range n.lanes {
		b := &n.lanes[i]
		b.tiled, b.crowded = tiled, crowded
		b.place(f)
		if tiled {
			b.radius *= 0.6 // tiles need the room between columns
		}
	}
}

// frame is what all lanes share, so that their parts line up.
type frame struct {
	form    layout.Form
	words   float32 // width of the words on the left of low lanes
	side    float32 // width of the pictures on the right
	columns int     // of the deepest lane, with the input
	first   float32 // from the left edge to the middle of the input column
	more    float32 // height of the line that counts units not shown
}

// sideWidth is the width of the pictures on the right of every lane.
func (n *network) sideWidth(laneHeight float32, f layout.Form) float32 {
	switch {
	case f == layout.Beside:
		return n.lowSide(laneHeight)
	case f != layout.Gauged || n.Options.W < 300:
		return 0
	}
	if n.confuses(&n.Snap.Lanes[0]) { // as wide as a hundred counts need
		return min(n.Options.W*0.3, laneHeight-layout.TitleLine, 420)
	}
	share := float32(0.2)
	if len(n.Snap.Lanes) == 1 {
		share = 0.28
	}
	return min(n.Options.W*share, (laneHeight-layout.TitleLine)*0.68, 260)
}

// lowSide is the width of the picture on the right of low lanes.
func (n *network) lowSide(h float32) float32 {
	if n.Options.W < 560 || h < 40 || n.confuses(&n.Snap.Lanes[0]) {
		return 0
	}
	return min(h, 110)
}

// mostSingly is about how many weights networks may have for each to be drawn
// as an edge.
const mostSingly = 2500

// matrices reports whether there are more. Conv layers do not count: what is
// drawn between their channels stands for whole kernels.
func (n *network) matrices() bool {
	weights := 0
	for i := range n.Snap.Lanes {
		for j := range n.Snap.Lanes[i].Layers {
			if y := &n.Snap.Lanes[i].Layers[j]; y.MapW == 0 {
				weights += y.Units * y.FanIn
			}
		}
	}
	return weights > mostSingly && !n.convolves()
}

func (n *network) convolves() bool {
	for i := range n.Snap.Lanes {
		for j := range n.Snap.Lanes[i].Layers {
			if n.Snap.Lanes[i].Layers[j].MapW > 0 {
				return true
			}
		}
	}
	return false
}

// leastColumn is the width of the stage, a column, that matrices need.
const leastColumn = 16

// crowds reports whether columns stand so close that neither the matrices between
// them nor the pictures of channels would say anything.
func (n *network) crowds() bool {
	columns := 0
	for i := range n.Snap.Lanes {
		columns = max(columns, len(n.Snap.Lanes[i].Layers)+1)
	}
	width := n.Options.W
	if n.Low {
		width *= 0.65 // beside words
	}
	return width < leastColumn*float32(columns) && (n.matrices() || n.convolves())
}
