// Package network is the view of networks: units, weights and gradients on their way,
// over gauges of every layer, beside what the network has learnt.
package network

import (
	"backflow/render/layout"
	"backflow/sim/wire"
)

// Row is the view's row in the table of views.
var Row = layout.Row{
	Name: wire.ViewNetwork, Moves: true, LeastLane: layout.LeastGauged, Titled: true,
	New: func(p *layout.Picture) layout.View { return &network{Plots: layout.Plots{Picture: p}} },
}

// network is the networks of all lanes.
type network struct {
	layout.Plots
	lanes   []lane
	lossTop float32 // upper end of every lane's loss curve
}

// Draw draws all lanes.
func (n *network) Draw() {
	n.lossTop = lossTop(n.Snap)
	n.place(n.Bottom(1)) // for what the legend says of it
	rows := n.LegendRows()
	for n.DropLane(rows) {
		n.place(n.Bottom(1))
		rows = n.LegendRows()
	}
	n.place(n.Bottom(rows))
	n.DrawLegend(rows)
	for i := range n.lanes {
		n.lanes[i].draw(i)
	}
}
