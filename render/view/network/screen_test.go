package network

import (
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// screen is a picture by this view alone, whose own methods stand behind the screen's.
type screen struct {
	viewtest.Screen
	inner
}

type inner struct{ *network }

// New returns an empty screen.
func New() *screen {
	s := viewtest.NewScreen(&Row)
	return &screen{s, inner{s.View.(*network)}}
}

func laidOut(snap *wire.Snapshot, w, h float32) *screen {
	s := New()
	s.LayOut(snap, w, h)
	return s
}
