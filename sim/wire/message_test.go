package wire

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"backflow/sim/text"
)

// randomMessage has arguments of every kind.
func randomMessage(rng *rand.Rand, nested int) text.Message {
	if rng.IntN(4) == 0 {
		return text.Message{}
	}
	args := []any{"layer", "conv1"[:1+rng.IntN(4)], "step", rng.IntN(1000) - 1}
	if nested > 0 && rng.IntN(2) == 0 {
		args = append(args, "why", randomMessage(rng, nested-1))
	}
	return text.New("session.x", args[:2*rng.IntN(len(args)/2+1)]...)
}

func nested(depth int) text.Message {
	if depth == 0 {
		return text.New("session.x")
	}
	return text.New("session.x", "why", nested(depth-1))
}

// A note that stays costs a frame nothing.
func TestRepeatedMessagesAreKept(t *testing.T) {
	s := &Snapshot{Lanes: []Lane{{
		Label: text.New("session.x", "name", "ReLU"),
		Note:  text.New("session.y", "step", 7, "why", nested(mostNested-1)),
	}}}
	got, b := coded(t, s)
	if !sameWords(got, s) {
		t.Fatalf("decoded\n%+v\nwant\n%+v", got, s)
	}
	if n := testing.AllocsPerRun(20, func() { DecodeInto(got, b) }); n > 0 {
		t.Errorf("%v allocations for the same messages", n)
	}
	s.Lanes[0].Note = text.New("session.y", "step", 8, "why", nested(mostNested-1))
	if b, _ = AppendEncode(nil, s); DecodeInto(got, b) != nil || !sameWords(got, s) {
		t.Errorf("decoded after a change\n%+v\nwant\n%+v", got, s)
	}
}

func sameWords(a, b *Snapshot) bool {
	return reflect.DeepEqual(a.Lanes[0].Label, b.Lanes[0].Label) && reflect.DeepEqual(a.Lanes[0].Note, b.Lanes[0].Note)
}
