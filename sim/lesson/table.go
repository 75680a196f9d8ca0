package lesson

import "slices"

// Lessons is the table, in the order of the shelf.
var Lessons = slices.Concat(gradients, training, remedies)

// Parts are what a step may highlight: the page gives each a place. control.X is the control of the parameter X, column.X the column
// X of the table of numbers.
var Parts = []Part{
	{"pulses", "network"},
	{"gauges", "network"},
	{"units", "network"},
	{"loss", "network"},
	{"histograms", "histograms"},
	{"instruments", "instruments"},
	{"waterfall", "waterfall"},
	{"phase", "phase"},
	{"race", "race"},
}

// Part is a part of the page, and the view that draws it.
type Part struct{ Name, View string }
