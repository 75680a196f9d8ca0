package session

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"backflow/sim/backend"
	"backflow/sim/experiment"
	"backflow/sim/nn"
)

// bytesOfState stands for a backend that holds a network's parameters and one
// value of every unit and example.
func bytesOfState(p backend.Problem, _ backend.Hyper) int64 {
	params, err := p.Spec.Parameters()
	values := int64(0)
	err2 := p.Spec.Each(func(_ nn.LayerSpec, _, out nn.Shape) { values += int64(out.Size()) })
	if err := errors.Join(err, err2); err != nil {
		panic(err)
	}
	return 4 * (params + values*int64(p.Batch))
}

func TestNetworksThatDoNotFitAreRefused(t *testing.T) {
	synctest.Test(t, testNetworksThatDoNotFitAreRefused)
}

func testNetworksThatDoNotFitAreRefused(t *testing.T) {
	b := newBench(t, "vs=none&depth=3", fake{}, fake{})
	b.open.Memory, b.Room = bytesOfState, 100e6
	b.work(t, func() bool { return b.lanes[0].step > 3 })
	kept := b.lanes[0]
	for query, words := range map[string][]string{
		"vs=none&depth=100&width=1024":                                {"this network needs", "units a layer (width)", "GB"},
		"vs=init:xavier,he&depth=100&width=512":                       {"these networks need", "fewer of them"},
		"vs=none&depth=100&width=256&batch=1024":                      {"smaller batch"},
		"vs=none&depth=20&width=512&opt=adam":                         {"only 0.1 GB"},
		"vs=none&depth=100&width=1024&backend=gpu":                    {"only 0.1 GB can be used here (beside a GPU as well"},
		"vs=none&depth=9&width=1024&init=lsuv":                        {"this network needs"},
		"vs=none&depth=40&width=512&act=sigmoid&pretrain=autoencoder": {"this network needs"},
	} {
		cfg, problems := experiment.ParseQuery(query)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		err := b.Apply(context.Background(), cfg)
		if err == nil {
			t.Errorf("%s is not refused", query)
			b.apply(t, "vs=none&depth=3")
			kept = b.lanes[0]
			continue
		}
		for _, word := range words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: “%v” lacks “%s”", query, err, word)
			}
		}
		if len(b.lanes) != 1 || b.lanes[0] != kept {
			t.Errorf("%s: the lane that ran before is gone", query)
		}
	}
	b.apply(t, "vs=none&depth=10&width=512")
}

// Lanes that fit, though not beside those that run, take their place.
func TestRoomIsMadeForWhatFitsAlone(t *testing.T) { synctest.Test(t, testRoomIsMadeForWhatFitsAlone) }

func testRoomIsMadeForWhatFitsAlone(t *testing.T) {
	b := newBench(t, "vs=none&depth=10&width=512", fake{}, fake{})
	b.open.Memory, b.Room = bytesOfState, 100e6
	b.apply(t, "vs=none&depth=9&width=512")
	if !b.cpus[0].closed || b.lanes[0].Depth != 9 {
		t.Error("the lanes that ran before are still there")
	}
}
