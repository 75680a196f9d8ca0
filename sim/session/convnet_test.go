package session_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/session"
)

const convQuery = "data=digits&model=cnn&depth=6&width=3&batch=4&opt=adam&vs=act:sigmoid,relu"

// A conv net's run comes back and goes on bit for bit, as any other.
func TestUndoBringsAConvNetBack(t *testing.T) {
	straight := newSession(t, "cpu", convQuery)
	straight.MaxEvalAtRest = time.Nanosecond // the data are not looked at
	take(straight, 8, time.Second)

	s := newSession(t, "cpu", convQuery)
	s.MaxEvalAtRest = time.Nanosecond
	before := take(s, 5, time.Second)
	reset(t, s)
	take(s, 1, time.Second)
	if at := s.Undoable(); at != 5 {
		t.Fatalf("a run to step 5 could be brought back to step %d", at)
	}
	if err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := s.Stats(); now.Step != 5 || now.Lanes[0].Loss != before.Lanes[0].Loss {
		t.Errorf("brought back at step %d with loss %v; want step 5 and %v", now.Step, now.Lanes[0].Loss, before.Lanes[0].Loss)
	}
	take(s, 3, time.Second)
	for lane := range 2 {
		if !reflect.DeepEqual(s.LaneParams(lane), straight.LaneParams(lane)) {
			t.Errorf("lane %d goes on to other parameters", lane+1)
		}
	}
}

// roomFor is a session with so much memory, that has no Config yet.
func roomFor(t *testing.T, room int64) *session.Session {
	t.Helper()
	s := session.New(session.Openers{
		CPU:    func() backend.Backend { return cpu.New() },
		Data:   func(context.Context, string, uint64) (*data.Set, error) { return mnist.Digits() },
		Memory: cpu.Memory,
	})
	t.Cleanup(s.Close)
	s.Room = room
	s.SetRunning(false)
	return s
}

func parsed(t *testing.T, query string) experiment.Config {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return cfg
}

// What memory does not hold of a conv net is refused in a sentence that names what would fit,
// and what trains goes on; the deepest comparison that the page is for is not refused.
func TestConvNetsThatDoNotFitAreRefused(t *testing.T) {
	s := roomFor(t, 5<<29) // as the page has
	if err := s.Apply(t.Context(), parsed(t, "data=digits&model=cnn&depth=2&width=2&batch=2&vs=none")); err != nil {
		t.Fatal(err)
	}
	for query, words := range map[string][]string{
		"vs=none&depth=30&width=128&batch=1024":                 {"this network needs about", "fewer channels (width) or layers (depth) or a smaller batch"},
		"vs=act:sigmoid,relu,leaky&depth=30&width=64&batch=512": {"these networks need about", "only 2.7 GB", "fewer of them beside each other"},
	} {
		err := s.Apply(t.Context(), parsed(t, "data=digits&model=cnn&"+query))
		if err == nil {
			t.Fatalf("%s is not refused", query)
		}
		for _, word := range words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: “%v” lacks “%s”", query, err, word)
			}
		}
	}
	if now := take(s, 1, time.Second); now.Step != 1 {
		t.Errorf("after refusals step %d; want 1", now.Step)
	}
	for _, query := range []string{"depth=20&width=16", "depth=30&width=16"} {
		if err := s.Apply(t.Context(), parsed(t, "data=digits&model=cnn&vs=act:sigmoid,relu,leaky&"+query)); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
}

// A conv net that trains in the room that there is, and could not be measured beside that,
// says so in the place of an instrument.
func TestConvNetsThatCannotBeMeasuredSaySo(t *testing.T) {
	cfg := parsed(t, "data=digits&model=cnn&depth=4&width=8&batch=2&vs=none")
	room := int64(1 << 20)
	for ; roomFor(t, room).Apply(t.Context(), cfg) != nil; room += room / 4 {
		if room > 1<<32 {
			t.Fatal("it does not fit at all")
		}
	}
	for room, want := range map[int64]bool{room: true, 100 * room: false} {
		s := roomFor(t, room)
		s.MaxEvalAtRest = time.Nanosecond
		if err := s.Apply(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Ask([]string{"likeness"}); err != nil {
			t.Fatal(err)
		}
		why := s.Stats().Lanes[0].Instruments["likeness"].Why.String()
		if refused := strings.Contains(why, "memory"); refused != want {
			t.Errorf("with room for %d MB: “%s”", room>>20, why)
		}
	}
}

// An evaluation in slices comes to the numbers of one in one go, in many short turns.
func TestSlicedScoresAreThoseOfOneGo(t *testing.T) {
	const query = "data=digits&model=cnn&depth=4&width=4&batch=4&vs=act:relu,tanh&norm=batch"
	s, whole := newSession(t, "cpu", query), newSession(t, "cpu", query)
	want := take(whole, 3, time.Second)
	s.Step(3)
	for s.Pending() > 0 {
		s.Work(time.Second)
	}
	s.Snapshot(1)
	turns := 0
	for ; s.Scoring(); turns++ {
		s.Score(0)
	}
	got := s.Stats()
	if turns < 100 {
		t.Errorf("%d turns", turns)
	}
	for i, l := range got.Lanes {
		w := want.Lanes[i]
		if l.ScoreStep == nil || *l.ScoreStep != 3 || l.Loss != w.Loss || l.Accuracy != w.Accuracy || l.TestLoss != w.TestLoss || l.TestAcc != w.TestAcc {
			t.Errorf("lane %d: %v %v %v %v, want %v %v %v %v", i+1, l.Loss, l.Accuracy, l.TestLoss, l.TestAcc, w.Loss, w.Accuracy, w.TestLoss, w.TestAcc)
		}
	}
}
