// Package scene turns a snapshot into a picture made of simple shapes, by the view that
// the snapshot names. It is pure: no screen, no browser, no clock but the time it is
// told.
//
// Layout fills all of a drawing list but Moving; Animate fills Moving, every
// frame.
package scene

import (
	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/view"
	"backflow/sim/wire"
)

// Scene is a picture and what can be asked of it. The lists are reused from one
// Layout to the next.
type Scene struct {
	*draw.List

	picture *layout.Picture
	views   [len(view.Table)]layout.View
	view    layout.View // of the newest Layout
}

// New returns an empty scene.
func New() *Scene {
	p := layout.New()
	s := &Scene{List: &p.List, picture: p}
	for i := range view.Table {
		s.views[i] = view.Table[i].New(p)
	}
	return s
}

// Moves reports whether something of a snapshot moves while training runs.
func Moves(snap *wire.Snapshot) bool { return view.Table[view.Find(snap.View)].Moves }

// Layout draws snap as it stands still. The scene keeps snap until the next
// Layout; the caller must not change it before then.
func (s *Scene) Layout(snap *wire.Snapshot, o layout.Options) {
	at := view.Find(snap.View)
	s.view = s.views[at]
	s.picture.Layout(snap, o, &view.Table[at], s.view)
}

// Animate draws what moves, at a time in seconds.
func (s *Scene) Animate(seconds float64) {
	s.Moving = s.Moving[:0]
	if s.view != nil {
		s.view.Animate(seconds)
	}
}

// pointer finds its way over the newest Layout.
func (s *Scene) pointer() layout.Pointer { return layout.Pointer{Picture: s.picture} }

// LaneAt is the label of the lane at a height, "" between lanes and where there
// is no picture.
func (s *Scene) LaneAt(y float32) string { return s.pointer().LaneAt(y) }

// At returns what lies at a point of the newest Layout.
func (s *Scene) At(x, y float32) layout.Target { return s.pointer().At(x, y) }

// Move is the target in the direction of an arrow key ("ArrowLeft" …) from t,
// nothing for "Escape"; from nothing it goes to where the view begins.
func (s *Scene) Move(t layout.Target, key string) layout.Target { return s.pointer().Move(t, key) }

// Describe says in a sentence what is known of a target, for those who do not
// look at the picture; "" of nothing.
func (s *Scene) Describe(t layout.Target) string { return s.pointer().Describe(t) }

// Sentence says what happens at the moment of slow motion, in all lanes; "" if none is
// shown.
func (s *Scene) Sentence() string {
	if s.view == nil {
		return ""
	}
	return s.picture.Options.Moment.Sentence(s.picture.Snap)
}

// SameHop reports whether nothing but what moves differs between two moments
// of the newest Layout's snapshot.
func (s *Scene) SameHop(a, b layout.Moment) bool {
	return s.view != nil && a.SameHop(s.picture.Snap, b)
}

// Glide goes on to another moment of the same hop; Animate then draws it.
func (s *Scene) Glide(to layout.Moment) { s.picture.Options.Moment = to }
