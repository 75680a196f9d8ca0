package waterfall

import (
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// screen is a picture by this view alone.
type screen struct{ *waterfall }

// New returns an empty screen.
func New() *screen { return &screen{Row.New(layout.New()).(*waterfall)} }

func laidOut(snap *wire.Snapshot, w, h float32) *screen {
	s := New()
	s.Layout(snap, layout.Options{W: w, H: h, Theme: theme.Dark, Measure: viewtest.Measure})
	return s
}

func (s *screen) Layout(snap *wire.Snapshot, o layout.Options) {
	s.Picture.Layout(snap, o, &Row, s.waterfall)
}

func (s *screen) pointer() layout.Pointer { return layout.Pointer{Picture: s.Picture} }

func (s *screen) At(x, y float32) layout.Target { return s.pointer().At(x, y) }

func (s *screen) Move(t layout.Target, key string) layout.Target { return s.pointer().Move(t, key) }

func (s *screen) Describe(t layout.Target) string { return s.pointer().Describe(t) }
