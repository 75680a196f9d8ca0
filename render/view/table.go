// Package view is the table of views: one row each, in the order of the page's.
package view

import (
	"backflow/render/layout"
	"backflow/render/view/histograms"
	"backflow/render/view/instruments"
	"backflow/render/view/network"
	"backflow/render/view/phase"
	"backflow/render/view/race"
	"backflow/render/view/waterfall"
)

// Table lists the views. The first is what a snapshot shows that names none of them.
var Table = [...]layout.Row{network.Row, waterfall.Row, histograms.Row, phase.Row, instruments.Row, race.Row}

// Find is the place in the table of the view of a name.
func Find(name string) int {
	for i := range Table {
		if Table[i].Name == name {
			return i
		}
	}
	return 0
}
