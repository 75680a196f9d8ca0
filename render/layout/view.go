// Package layout is what all views share: the lanes on a stage, their titles and
// words, the legend, what can be pointed at, and the moment of slow motion. A view
// is a package of its own that draws into a Picture; package view lists them.
package layout

import "backflow/sim/wire"

// View is one way of looking at a snapshot. It draws into the Picture that it was
// made with; Plots and Charts, for it to embed, answer for most of what it is
// asked.
type View interface {
	// Draw divides the stage among the lanes and draws them.
	Draw()
	// Legend explains the marks, and says what has to be said: where there is no
	// room for all, the last of the marks go first.
	Legend() (marks, lasting []Item)
	// Start is where arrow keys begin in a lane.
	Start(lane int) Target
	// Animate draws what moves, at a time in seconds.
	Animate(seconds float64)

	// What can be pointed at: Has comes before Move, Describe and Mark, which are asked
	// of nothing else.

	// At is what lies at a point, if that is in the lane's pictures.
	At(lane int, x, y float32) (Target, bool)
	// Has reports whether there still is what t points at.
	Has(t Target) bool
	// Move is what lies from t in the direction of an arrow key.
	Move(t Target, key string) Target
	// Describe says in a few lines what is known of t.
	Describe(t Target) []string
	// Mark marks t and writes its lines beside it.
	Mark(t Target)
}

// Row is a view's row in the table of views.
type Row struct {
	Name string // of the view, as the snapshot has it
	New  func(p *Picture) View
	// Moves says that something moves while training runs.
	Moves bool
	// LeastLane is the height of a lane below which all give up parts.
	LeastLane float32
	// Titled lets low and narrow lanes keep a title over their picture.
	Titled bool
	// Together says that all lanes are one picture, in which none stands alone.
	Together bool
	// Headless lanes have nothing to say over a low chart.
	Headless bool
	// Words are what low lanes say in place of figures, if that is anything else,
	// and Widest the widest of them, with a share that is wide.
	Words  func(l *wire.Lane) []string
	Widest func(share string) string
}
