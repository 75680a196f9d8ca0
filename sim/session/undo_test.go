package session_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/session"
)

const undoQuery = "vs=act:sigmoid,relu&opt=adam&width=8&depth=4"

// A run that a reset has ended is brought back as if nothing had happened: it
// goes on bit for bit, and its history is there.
func TestUndoBringsTheRunBack(t *testing.T) {
	straight := newSession(t, "cpu", undoQuery)
	take(straight, 300, time.Second)
	take(straight, 200, time.Second)

	s := newSession(t, "cpu", undoQuery)
	before := take(s, 300, time.Second)
	reset(t, s)
	if at := s.Undoable(); at != 300 {
		t.Fatalf("a run to step 300 could be brought back to step %d", at)
	}
	if now := take(s, 7, time.Second); now.Step != 7 {
		t.Fatalf("after the reset: step %d", now.Step)
	}
	if err := s.Undo(context.Background()); err != nil {
		t.Fatal(err)
	}
	if now := s.Stats(); now.Step != 300 || now.Lanes[1].Loss != before.Lanes[1].Loss {
		t.Errorf("brought back at step %d with loss %v; want step 300 and %v", now.Step, now.Lanes[1].Loss, before.Lanes[1].Loss)
	}
	take(s, 200, time.Second)
	for lane := range 2 {
		if !reflect.DeepEqual(s.LaneParams(lane), straight.LaneParams(lane)) {
			t.Errorf("lane %d goes on to other parameters", lane)
		}
	}
}

func reset(t *testing.T, s *session.Session) {
	t.Helper()
	if err := s.Reset(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// A second reset, pressed in haste, does not put a short run in the place of the
// long one; other settings end what can be brought back.
func TestUndoIsOfTheLongRunAndOfItsSettings(t *testing.T) {
	s := newSession(t, "cpu", undoQuery)
	take(s, 100, time.Second)
	reset(t, s)
	take(s, 3, time.Second)
	reset(t, s)
	if at := s.Undoable(); at != 100 {
		t.Errorf("after two resets step %d can be brought back; want 100", at)
	}
	cfg, _ := experiment.ParseQuery("act=tanh&width=8&depth=4")
	if err := s.Apply(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	if at := s.Undoable(); at != 0 {
		t.Errorf("with other settings step %d can be brought back", at)
	}
	if s.Undo(context.Background()) == nil {
		t.Error("a run of other settings was brought back")
	}
}

// What was chosen between the reset and its undoing counts.
func TestUndoKeepsWhatWasChosenSince(t *testing.T) {
	s := newSession(t, "cpu", undoQuery)
	take(s, 50, time.Second)
	reset(t, s)
	cfg, _ := experiment.ParseQuery(undoQuery + "&lr=0.5")
	if err := s.Apply(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	if err := s.Undo(context.Background()); err != nil {
		t.Fatal(err)
	}
	if now := s.Stats(); now.Step != 50 || s.Config().LR != 0.5 {
		t.Errorf("step %d, learning rate %g; want 50 and 0.5", now.Step, s.Config().LR)
	}
}
