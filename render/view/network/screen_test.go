package network

import (
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// screen is a picture by this view alone.
type screen struct{ *network }

// New returns an empty screen.
func New() *screen { return &screen{Row.New(layout.New()).(*network)} }

func laidOut(snap *wire.Snapshot, w, h float32) *screen {
	s := New()
	s.Layout(snap, layout.Options{W: w, H: h, Theme: theme.Dark, Measure: viewtest.Measure})
	return s
}

func (s *screen) Layout(snap *wire.Snapshot, o layout.Options) {
	s.Picture.Layout(snap, o, &Row, s.network)
}

func (s *screen) pointer() layout.Pointer { return layout.Pointer{Picture: s.Picture} }

func (s *screen) At(x, y float32) layout.Target { return s.pointer().At(x, y) }

func (s *screen) Move(t layout.Target, key string) layout.Target { return s.pointer().Move(t, key) }

func (s *screen) Describe(t layout.Target) string { return s.pointer().Describe(t) }

// Animate draws what moves, and nothing that did.
func (s *screen) Animate(seconds float64) {
	s.Moving = s.Moving[:0]
	s.network.Animate(seconds)
}
