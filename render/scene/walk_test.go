package scene

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/view"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// walker changes a picture at random, as a viewer does who changes the window,
// the number of lanes, the view and what is pointed at, in any order.
type walker struct {
	rng   *rand.Rand
	scene *Scene
	snaps []*wire.Snapshot
	view  layout.Options
	at    layout.Target
	snap  *wire.Snapshot
}

func newWalker(seed uint64) *walker {
	w := &walker{rng: rand.New(rand.NewPCG(seed, 1)), scene: New()}
	empty := viewtest.Sample(3, 4, 1, 0.5)
	empty.Lanes[1].Layers = nil // before the first look
	conv := viewtest.Sample(3, 4, 1)
	viewtest.Convolve(&conv.Lanes[0].Layers[0])
	w.snaps = []*wire.Snapshot{
		viewtest.Sample(10, 8, 0.2, 1, 1), viewtest.Sample(4, 8, 1), viewtest.Sample(30, 12, 1, 1, 1, 1), viewtest.Sample(1, 2, 0.5, 1), viewtest.Sample(100, 40, 0.9),
		viewtest.TenClasses(), conv, empty,
		{},
		{Lanes: make([]wire.Lane, 2)},
	}
	w.snap = w.snaps[0]
	w.view = layout.Options{W: 800, H: 600, Theme: theme.Dark, Measure: viewtest.Measure}
	return w
}

// walkSizes are windows, some of which are too small for any picture.
var walkSizes = [...]float32{0, 1, 59, 60, 149, 199, 200, 240, 280, 390, 815, 1440, 2560}

// change changes one thing.
func (w *walker) change() {
	switch w.rng.IntN(7) {
	case 0:
		w.view.W = walkSizes[w.rng.IntN(len(walkSizes))]
	case 1:
		w.view.H = walkSizes[w.rng.IntN(len(walkSizes))]
	case 2:
		w.snap = w.snaps[w.rng.IntN(len(w.snaps))]
	case 3:
		w.snap.View = wholeViews[w.rng.IntN(len(wholeViews))]
	case 4:
		w.view.Alone = [...]string{"", "Lane 0", "Lane 2", "no such lane"}[w.rng.IntN(4)]
	case 5:
		w.view.Confused = !w.view.Confused
	case 6:
		w.view.Moment = layout.Moment{On: w.rng.IntN(2) == 0, At: w.rng.Float32()}
	}
}

// wholeViews are the names of all views.
var wholeViews = func() (names []string) {
	for i := range view.Table {
		names = append(names, view.Table[i].Name)
	}
	return names
}()

// look does what the stage does between two messages.
func (w *walker) look() {
	if w.rng.IntN(4) > 0 { // a pointer may come before the next frame
		w.view.Pointed = w.at
		w.scene.Layout(w.snap, w.view)
		w.scene.Animate(w.rng.Float64() * 10)
	}
	x, y := w.rng.Float32()*w.view.W, w.rng.Float32()*w.view.H
	w.scene.LaneAt(y)
	if w.rng.IntN(2) == 0 {
		w.at = w.scene.At(x, y)
	} else {
		keys := [...]string{"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Escape", "Home"}
		w.at = w.scene.Move(w.at, keys[w.rng.IntN(len(keys))])
	}
	if w.at.Part != layout.None && w.scene.Describe(w.at) == "" {
		panic(fmt.Sprint("nothing is said of ", w.at))
	}
	w.scene.Sentence()
	w.scene.SameHop(w.view.Moment, layout.Moment{On: true, At: w.rng.Float32()})
}

// No order of windows, lanes, views and pointing panics.
func TestRandomWalk(t *testing.T) {
	for seed := range uint64(40) {
		w := newWalker(seed)
		for range 500 {
			w.change()
			w.look()
		}
	}
}

// A picture that has no room keeps nothing of the one before it, which could be
// pointed at.
func TestNothingIsThereWithoutRoom(t *testing.T) {
	s := laidOut(viewtest.Sample(4, 8, 1, 1, 1), 800, 600)
	third := layout.Target{Part: "gauge", Lane: 2, Layer: 1}
	if s.Describe(third) == "" {
		t.Fatal("nothing is said of the third lane")
	}
	s.Layout(viewtest.Sample(4, 8, 1), layout.Options{W: 1440, H: 40, Theme: theme.Dark, Measure: viewtest.Measure, Pointed: third})
	if at := s.At(400, 300); at.Part != layout.None || s.LaneAt(300) != "" || s.Describe(third) != "" || s.Move(third, "ArrowUp").Part != layout.None {
		t.Errorf("without a picture %v is there", at)
	}
}
