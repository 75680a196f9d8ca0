package scene

import (
	"math/rand/v2"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// FuzzPictures: bytes that do not decode are refused, and of those that do
// every view can be drawn, moved and pointed at, on any screen. The seeds are
// snapshots with some bytes flipped.
func FuzzPictures(f *testing.F) {
	for i, snap := range newWalker(1).snaps {
		snap.View = wholeViews[i%len(wholeViews)]
		b, err := wire.Encode(snap)
		if err != nil {
			f.Fatal(err)
		}
		if len(b) < 16<<10 { // longer ones only slow the search down
			f.Add(b, uint32(len(b)/3), uint64(0), uint16(815), uint16(600))
			f.Add(b, uint32(len(b)/5), uint64(0xff<<24), uint16(390), uint16(240))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, at uint32, flip uint64, w, h uint16) {
		b = append([]byte(nil), b...)
		for i := range 8 {
			if len(b) > 0 {
				b[(int(at)+i)%len(b)] ^= byte(flip >> (8 * i))
			}
		}
		snap, err := wire.Decode(b)
		if err != nil {
			return
		}
		drawAll(snap, float32(w%2600), float32(h%1500))
	})
}

// Snapshots with some bytes overwritten are refused, or drawn in every view.
func TestSpoiltSnapshots(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	drawn := 0
	for i, snap := range newWalker(1).snaps {
		snap.View = wholeViews[i%len(wholeViews)]
		whole, err := wire.Encode(snap)
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			b := append([]byte(nil), whole...)
			for range 1 + rng.IntN(4) {
				b[rng.IntN(len(b))] = [...]byte{0, 0xff, 0x7f, 0x80, byte(rng.Uint32())}[rng.IntN(5)]
			}
			if spoilt, err := wire.Decode(b); err == nil {
				drawAll(spoilt, float32(rng.IntN(2600)), float32(rng.IntN(1500)))
				drawn++
			}
		}
	}
	if drawn == 0 {
		t.Error("all were refused: nothing was tried")
	}
}

// drawAll does all that a stage may do with a snapshot.
func drawAll(snap *wire.Snapshot, w, h float32) {
	s := New()
	for _, view := range wholeViews {
		snap.View = view
		for _, moment := range [...]layout.Moment{{}, {On: true, At: 0.4}} {
			v := layout.Options{W: w, H: h, Theme: theme.Light, Measure: viewtest.Measure, Confused: !moment.On, Moment: moment}
			s.Layout(snap, v)
			s.Animate(0.7)
			_ = s.Sentence()
			for i := range 25 {
				v.Pointed = s.At(w*float32(i%5)/5, h*float32(i/5)/5)
				s.Describe(v.Pointed)
				s.LaneAt(v.H * float32(i) / 25)
			}
			s.Layout(snap, v)
			at := s.Move(layout.Target{}, "ArrowLeft")
			for _, key := range [...]string{"ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"} {
				at = s.Move(at, key)
				s.Describe(at)
			}
		}
	}
}
