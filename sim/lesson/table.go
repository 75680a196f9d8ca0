package lesson

import "slices"

// Lessons is the table, in the order of the shelf.
var Lessons = slices.Concat(gradients, training, remedies)

// Parts are what a step may highlight: the page gives each a place. control.X is the control of the parameter X, column.X the column
// X of the table of numbers.
var Parts = []string{"pulses", "gauges", "units", "histograms", "instruments", "waterfall", "phase", "race", "loss"}
