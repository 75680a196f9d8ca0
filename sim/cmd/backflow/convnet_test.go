package main

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"backflow/render/layout"
	"backflow/render/scene"
	"backflow/render/svg"
	"backflow/render/theme"
	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/session"
	"backflow/sim/wire"
)

// deepConvNets are three conv nets of as many layers as there may be.
var deepConvNets = fmt.Sprintf("data=digits&model=cnn&depth=%d&width=2&batch=3&vs=act:sigmoid,relu,leaky", experiment.MaxConvDepth)

// fewDigits is a session on so few digits that every instrument is quick.
func fewDigits(t *testing.T) *session.Session {
	t.Helper()
	all, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	few := *all
	size := all.Shape.Size()
	few.Train = data.Part{X: all.Train.X[:24*size], Y: all.Train.Y[:24]}
	few.Test = data.Part{X: all.Test.X[:8*size], Y: all.Test.Y[:8]}
	s := session.New(session.Openers{
		CPU:  func() backend.Backend { return cpu.New() },
		Data: func(context.Context, string, uint64) (*data.Set, error) { return &few, nil },
	})
	t.Cleanup(s.Close)
	s.SetRunning(false)
	return s
}

// noNumber is what a viewer may not read where there ought to be a number.
var noNumber = regexp.MustCompile(`(?i)unknown|no prediction|no theory|does not know|not known|\bNaN\b|still being`)

// In every view, and with every instrument, three conv nets of thirty layers show numbers.
func TestDeepConvNetsInEveryView(t *testing.T) {
	s := fewDigits(t)
	for _, view := range experiment.Views {
		shown := []string{""}
		if view.Chart {
			shown = shown[:0]
			for _, i := range experiment.Instruments {
				shown = append(shown, i.Name)
			}
		}
		for _, instrument := range shown {
			query := deepConvNets + "&view=" + view.Name
			if instrument != "" {
				query += "&instrument=" + instrument
			}
			t.Run(view.Name+" "+instrument, func(t *testing.T) { showsNumbers(t, wholeSnapshot(t, s, query)) })
		}
	}
}

// wholeSnapshot turns to a query and takes the picture once all that belongs to it is there.
func wholeSnapshot(t *testing.T, s *session.Session, query string) *wire.Snapshot {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := s.Apply(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	s.Stats()
	for s.Unfinished() {
		s.Measure(time.Second)
		s.Snapshot(1)
	}
	s.NewViewer()
	return s.Snapshot(2)
}

// showsNumbers reads a picture of it, on a screen and on a phone, and what it says of each layer.
func showsNumbers(t *testing.T, snap *wire.Snapshot) {
	t.Helper()
	for _, size := range [][2]float32{{1440, 720}, {390, 560}} {
		picture := scene.New()
		picture.Layout(snap, layout.Options{W: size[0], H: size[1], Theme: theme.Dark, Measure: svg.Measure})
		words := 0
		for _, l := range picture.Labels {
			words++
			if noNumber.MatchString(l.Text) {
				t.Errorf("%v×%v says “%s”", size[0], size[1], l.Text)
			}
		}
		if words < 4 {
			t.Errorf("%v×%v has %d labels", size[0], size[1], words)
		}
	}
	for _, l := range snap.Lanes {
		if len(l.Layers) != experiment.MaxConvDepth+1 {
			t.Errorf("%s has %d layers", l.Label, len(l.Layers))
		}
		for i, y := range l.Layers {
			if hidden := i < len(l.Layers)-1; hidden && math.IsNaN(y.Theory) {
				t.Errorf("%s, layer %s: no prediction", l.Label, y.Name)
			}
		}
		if strings.TrimSpace(l.Label.String()) == "" {
			t.Error("a lane without a name")
		}
	}
}
