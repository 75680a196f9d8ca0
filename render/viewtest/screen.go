package viewtest

import (
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Screen is a picture by one view alone.
type Screen struct {
	View    layout.View
	row     *layout.Row
	picture *layout.Picture
}

// NewScreen returns an empty screen of a view.
func NewScreen(row *layout.Row) Screen {
	picture := layout.New()
	return Screen{row.New(picture), row, picture}
}

// Layout lays out a snapshot.
func (s Screen) Layout(snap *wire.Snapshot, o layout.Options) {
	s.picture.Layout(snap, o, s.row, s.View)
}

// LayOut does so in a dark stage of a size.
func (s Screen) LayOut(snap *wire.Snapshot, w, h float32) {
	s.Layout(snap, layout.Options{W: w, H: h, Theme: theme.Dark, Measure: Measure})
}

func (s Screen) pointer() layout.Pointer { return layout.Pointer{Picture: s.picture} }

// At is what lies at a point.
func (s Screen) At(x, y float32) layout.Target { return s.pointer().At(x, y) }

// Move is what lies from t in the direction of an arrow key.
func (s Screen) Move(t layout.Target, key string) layout.Target { return s.pointer().Move(t, key) }

// Describe says what is known of t.
func (s Screen) Describe(t layout.Target) string { return s.pointer().Describe(t) }

// Animate draws what moves, and nothing that did.
func (s Screen) Animate(seconds float64) {
	s.picture.Moving = s.picture.Moving[:0]
	s.View.Animate(seconds)
}
