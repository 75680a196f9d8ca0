package pretrain_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/ref"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/session/pretrain"
)

// newRun is the pre-training of a query's first lane.
func newRun(t *testing.T, query string) (*pretrain.Run, backend.Problem) {
	t.Helper()
	cfg, problems := experiment.ParseQuery("data=gauss&vs=none&act=sigmoid&depth=2&width=3&" + query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, err := data.Generate(cfg.Data, uint64(cfg.Seed))
	if err != nil {
		t.Fatal(err)
	}
	lane := cfg.Lanes()[0]
	p, err := lane.Problem(set)
	if err != nil {
		t.Fatal(err)
	}
	return pretrain.New(lane.Config, p), p
}

func onReference() backend.Backend { return ref.New() }

func TestNothingComesBeforeALaneThatAsksForNothing(t *testing.T) {
	r, _ := newRun(t, "pretrain=none")
	if r != nil || r.Busy() || r.News() || r.Line() != nil {
		t.Errorf("%+v", r)
	}
	if done, total := r.Progress(); done != 0 || total != 0 {
		t.Errorf("%d of %d are done", done, total)
	}
}

// finished works until all is done, in slices of some length.
func finished(t *testing.T, r *pretrain.Run, slice time.Duration) [][]float32 {
	t.Helper()
	for r.Busy() {
		if err := r.Work(slice, onReference); err != nil {
			t.Fatal(err)
		}
	}
	params, news := r.Collect()
	if !news {
		t.Fatal("nothing has been learnt")
	}
	return params
}

// Every hidden layer is trained, the output layer is left alone, and how the work is
// sliced does not show.
func TestSlicesDoNotShow(t *testing.T) {
	for _, method := range []string{experiment.PretrainAutoencoder, experiment.PretrainRBM} {
		whole, p := newRun(t, "pretrain="+method)
		first := p.State.Params
		params := finished(t, whole, time.Hour)
		sliced, _ := newRun(t, "pretrain="+method)
		for i, tensor := range finished(t, sliced, time.Millisecond) {
			if !slices.Equal(tensor, params[i]) {
				t.Errorf("%s: tensor %d depends on the slices", method, i)
			}
			if output := i >= len(params)-2; slices.Equal(tensor, first[i]) != output {
				t.Errorf("%s: tensor %d of %d is what it was: %t", method, i, len(params), !output)
			}
		}
		line := whole.Line()
		if !line.Done || line.Layer != 2 || line.Minibatch != pretrain.Steps || len(line.Errors) != 2 {
			t.Errorf("%s: %+v", method, line)
		}
		if method == experiment.PretrainAutoencoder && line.Errors[0].After >= line.Errors[0].Before {
			t.Errorf("the error of layer 1 goes from %v to %v", line.Errors[0].Before, line.Errors[0].After)
		}
		if _, news := whole.Collect(); news {
			t.Errorf("%s: the same news is told twice", method)
		}
	}
}

func TestRestartDoesALayerAgain(t *testing.T) {
	r, _ := newRun(t, "pretrain=autoencoder")
	for r.Line().Layer == 1 || r.Line().Minibatch == 0 {
		if err := r.Work(time.Millisecond, onReference); err != nil {
			t.Fatal(err)
		}
	}
	if done, total := r.Progress(); done <= pretrain.Steps || total != 2*pretrain.Steps || r.LayerName() != "2" {
		t.Errorf("layer %s: %d of %d are done", r.LayerName(), done, total)
	}
	r.Redo()
	if done, _ := r.Progress(); done != pretrain.Steps || len(r.Line().Errors) != 1 {
		t.Errorf("after a restart %d are done, and the errors of %d layers known", done, len(r.Line().Errors))
	}
	again := finished(t, r, time.Hour)
	whole, _ := newRun(t, "pretrain=autoencoder")
	for i, tensor := range finished(t, whole, time.Hour) {
		if !slices.Equal(tensor, again[i]) {
			t.Errorf("tensor %d differs after a restart", i)
		}
	}
}

func TestNotesNameTheLayerAndTheMethod(t *testing.T) {
	for query, want := range map[string]string{
		"pretrain=autoencoder": "Pre-training layer 1 of 2 as an auto-encoder",
		"pretrain=rbm":         "Pre-training layer 1 of 2 as an RBM",
	} {
		r, _ := newRun(t, query)
		if note := r.Note().String(); note != want+"." {
			t.Errorf("before the start: %q", note)
		}
		if err := r.Work(0, onReference); err != nil {
			t.Fatal(err)
		}
		if note := r.Note().String(); !strings.HasPrefix(note, want+": reconstruction error ") {
			t.Errorf("%q", note)
		}
		r.Drop()
	}
}

// refusing is a backend that cannot run anything.
type refusing struct{ backend.Backend }

var errRefused = errors.New("too wide")

func (refusing) Reset(backend.Problem) error { return errRefused }
func (refusing) Close()                      {}

func TestARefusalIsPassedOn(t *testing.T) {
	r, _ := newRun(t, "pretrain=autoencoder")
	err := r.Work(time.Hour, func() backend.Backend { return refusing{} })
	if !errors.Is(err, errRefused) || !r.Busy() {
		t.Errorf("%v; busy %t", err, r.Busy())
	}
}

func TestMemoryCountsEncodedExamples(t *testing.T) {
	_, p := newRun(t, "pretrain=none")
	cfg := experiment.Default()
	cfg.Width = 10
	none := func(backend.Problem, backend.Hyper) int64 { return 7 }
	if got := pretrain.Memory(cfg, p, none); got != 0 {
		t.Errorf("%d bytes for nothing", got)
	}
	cfg.Pretrain = experiment.PretrainRBM
	if got, want := pretrain.Memory(cfg, p, none), int64(3*4*p.Data.Train.Len()*10+7); got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
}
