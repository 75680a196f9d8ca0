package probe

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/reason"
)

func TestTheTableSaysEverything(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range Instruments {
		if i.Name == "" || i.Samples < 1 || len(i.Columns) == 0 {
			t.Errorf("the row of %q is not complete", i.Name)
		}
		if seen[i.Name] {
			t.Errorf("two rows are named %q", i.Name)
		}
		seen[i.Name] = true
		if found, ok := ByName(i.Name); !ok || found.Name != i.Name {
			t.Errorf("%q is not found", i.Name)
		}
	}
}

func TestFiguresAsJSON(t *testing.T) {
	text, err := json.Marshal([]Figure{number(0.25), none(reason.NoPairs), number(math.Inf(1))})
	if err != nil || string(text) != `[0.25,"no-pairs","not-finite"]` {
		t.Errorf("%s, %v", text, err)
	}
}

// Over a minibatch more units look dead than are.
func TestDeadOverMoreExamples(t *testing.T) {
	s := caseOf(t, "narrow relu").subject(t)
	var before []Figure
	fewer := false
	for _, examples := range []int{2, 8, testExamples} {
		s.Samples = examples
		dead := figuresOf(t, measured(t, "dead", s), "dead")
		for i := range before {
			if dead[i].Value > before[i].Value {
				t.Errorf("layer %d: %g of the units are dead over %d examples, %g over fewer", i+1, dead[i].Value, examples, before[i].Value)
			}
			fewer = fewer || dead[i].Value < before[i].Value
		}
		before = dead
	}
	if !fewer {
		t.Error("no unit comes alive over more examples")
	}
}

func TestStartRefusesWhatItCannotMeasure(t *testing.T) {
	good := testCases[0].subject(t)
	for _, c := range []struct {
		name   string
		change func(*Subject)
		says   string
	}{
		{"entropy", func(*Subject) {}, `There is no instrument “entropy”: choose snr, likeness`},
		{"snr", func(s *Subject) { s.State.Params = s.State.Params[1:] }, "parameter tensors"},
		{"snr", func(s *Subject) { s.Data = nil }, "no examples"},
		{"snr", func(s *Subject) { s.Data = &data.Set{Shape: s.Data.Shape} }, "no examples"},
		{"snr", func(s *Subject) { s.Batch = 0 }, "batch is 0"},
		{"snr", func(s *Subject) { s.Spec.Layers, s.State.Params = nil, nil }, "no dense or conv layer"},
		{"snr", func(s *Subject) {
			set := *s.Data
			set.Shape = nn.Vector(9)
			s.Data = &set
		}, "9 features"},
	} {
		s := good
		c.change(&s)
		if _, err := Start(c.name, s); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// first is the first layer's figure in a column.
func first(t *testing.T, r Reading, column string) Figure {
	t.Helper()
	return figuresOf(t, r, column)[0]
}

// Whatever happens, a reading has the columns of the table, with a figure for each
// layer.
func TestReadingsHaveTheColumnsOfTheTable(t *testing.T) {
	asIs := func(*Subject) {}
	nothing := func(s *Subject) {
		set := *s.Data
		set.Train = data.Part{X: set.Train.X[:set.Shape.Size()], Y: set.Train.Y[:1]}
		s.Data, s.Batch, s.Draw = &set, 1, nil
	}
	front := testCase{"front", nn.Vector(5), 3, chain(repeat(1, norm(nn.KindBatchNorm), dense(3))), "he", 1}
	for _, c := range []testCase{caseOf(t, "tanh"), caseOf(t, "conv"), front} {
		for _, change := range []func(*Subject){asIs, nothing} {
			for _, i := range Instruments {
				s := c.subject(t)
				change(&s)
				r := measured(t, i.Name, s)
				var columns, whole []string
				for _, column := range r.Columns {
					columns = append(columns, column.Name)
					if len(column.Layers) != len(r.Layers) || column.Theory != nil && len(column.Theory) != len(r.Layers) {
						t.Errorf("%s, %s: %d figures of %d layers", i.Name, column.Name, len(column.Layers), len(r.Layers))
					}
				}
				for _, f := range r.Whole {
					whole = append(whole, f.Name)
				}
				if !slices.Equal(columns, i.Columns) || !slices.Equal(whole, i.Whole) {
					t.Errorf("%s of %s: columns %v, whole %v; the table says %v and %v", i.Name, c.name, columns, whole, i.Columns, i.Whole)
				}
			}
		}
	}
}

// An instrument that does not apply says why.
func TestInstrumentsSayWhyThereIsNoNumber(t *testing.T) {
	type change = func(*Subject)
	oneExample := func(s *Subject) {
		set := *s.Data
		set.Train = data.Part{X: set.Train.X[:set.Shape.Size()], Y: set.Train.Y[:1]}
		s.Data, s.Batch = &set, 1
	}
	alike := func(s *Subject) {
		set := *s.Data
		set.Train.X = make([]float32, len(set.Train.X))
		for i := range set.Train.X {
			set.Train.X[i] = 1
		}
		s.Data = &set
	}
	zero := func(s *Subject) {
		params, err := nn.Init(s.Spec, nn.InitOptions{Scheme: "zero", Gain: 1})
		if err != nil {
			t.Fatal(err)
		}
		s.State.Params = params
		s.Draw = func(uint64) ([][]float32, error) { return params, nil }
	}
	oneLayer := func(s *Subject) {
		s.Spec.Layers = []nn.LayerSpec{dense(3)}
		s.State.Params = [][]float32{make([]float32, 3*s.Data.Shape.Size()), make([]float32, 3)}
	}
	diverged := func(s *Subject) {
		params := append([][]float32(nil), s.State.Params...)
		params[0] = append([]float32(nil), params[0]...)
		params[0][0] = float32(math.NaN())
		s.State.Params = params
		s.Draw = func(uint64) ([][]float32, error) { return params, nil }
	}
	for _, c := range []struct {
		instrument, column string
		network            string
		change             change
		why                reason.Reason
	}{
		{"snr", "snr", "tanh", oneExample, reason.OneBatch},
		{"snr", "snr", "tanh", func(s *Subject) { s.Batch = testExamples }, reason.OneBatch},
		{"snr", "snr", "tanh", alike, reason.BelowNoise}, // of targets drawn by lot
		{"snr", "snr", "tanh", zero, reason.ExactZeros},
		{"snr", "snr", "tanh", diverged, reason.NotFinite},
		{"snr", "snr", "narrow relu", func(*Subject) {}, reason.BelowNoise},
		{"likeness", "cosine", "tanh", oneExample, reason.NoPairs},
		{"likeness", "cosine", "tanh", zero, reason.ExactZeros},
		{"likeness", "cosine", "tanh", diverged, reason.NotFinite},
		{"shattering", "correlation", "tanh", oneExample, reason.NoPairs},
		{"shattering", "correlation", "tanh", alike, reason.NoPairs},
		{"shattering", "correlation", "tanh", oneLayer, reason.OneLayer},
		{"shattering", "gradient", "tanh", zero, reason.ExactZeros},
		{"jacobian", "largest", "tanh", zero, reason.ExactZeros},
		{"jacobian", "largest", "tanh", diverged, reason.NotFinite},
		{"jacobian", "smallest", "narrow relu", func(*Subject) {}, reason.BelowRounding},
		{"dead", "off", "tanh", func(*Subject) {}, reason.NotRectifying},
		{"dead", "dead", "tanh", oneLayer, reason.OutputLayer},
		{"dead", "dead", "tanh", diverged, reason.NotFinite},
		{"band", "p50", "tanh", func(s *Subject) { s.Draw = nil }, reason.NoDraw},
		{"band", "spread", "tanh", oneLayer, reason.OneLayer},
		{"band", "spread", "tanh", zero, reason.ExactZeros},
		{"band", "spread", "tanh", func(s *Subject) { s.Samples = 1 }, reason.NotYet},
	} {
		s := caseOf(t, c.network).subject(t)
		c.change(&s)
		if got := first(t, measured(t, c.instrument, s), c.column); got.Why != c.why || math.IsNaN(got.Value) == (c.why == reason.Measured) {
			t.Errorf("%s, %s, %s: %v, want %q", c.instrument, c.column, c.network, got, c.why)
		}
	}
}

func caseOf(t *testing.T, name string) testCase {
	t.Helper()
	for _, c := range testCases {
		if c.name == name {
			return c
		}
	}
	t.Fatalf("no case %q", name)
	return testCase{}
}

// A BatchNorm in front of the weights cannot become part of them.
func TestBatchNormInFront(t *testing.T) {
	c := testCase{"front", nn.Vector(5), 3, chain(repeat(1, dense(5)), repeat(2, norm(nn.KindBatchNorm), act("relu"), dense(5))), "he", 1}
	c.layers = append([]nn.LayerSpec{norm(nn.KindBatchNorm)}, c.layers...)
	c.classes = 5
	for instrument, column := range map[string]string{"likeness": "cosine", "shattering": "correlation", "jacobian": "largest", "dead": "dead"} {
		if got := first(t, measured(t, instrument, c.subject(t)), column); got.Why != reason.MixedBatch {
			t.Errorf("%s: %v", instrument, got)
		}
	}
}

// A run in slices gives the same bits as one in one go, with a share that only
// grows; every slice is short of the whole.
func TestSlicesMakeNoDifference(t *testing.T) {
	for _, c := range []testCase{caseOf(t, "conv"), caseOf(t, "batchnorm")} {
		for _, i := range Instruments {
			s := c.subject(t)
			want := measured(t, i.Name, s)
			run, err := Start(i.Name, s)
			if err != nil {
				t.Fatal(err)
			}
			for _, column := range run.Reading().Columns {
				if column.Layers[0].Why != reason.NotYet {
					t.Errorf("%s, %s, before the first slice: %v", i.Name, column.Name, column.Layers[0])
				}
			}
			share, slices := 0.0, 0
			for !run.Done() {
				now := run.Work(0)
				if now < share {
					t.Errorf("%s: the share falls from %g to %g", i.Name, share, now)
				}
				share = now
				slices++
			}
			least := 10
			if i.Name == "unchanged" { // one for each of so few weights
				least = len(want.Layers)
			}
			if share != 1 || slices < least {
				t.Errorf("%s: %d slices end at %g", i.Name, slices, share)
			}
			if got := run.Reading(); !equal(got, want) {
				t.Errorf("%s in slices: %+v\nin one go: %+v", i.Name, got, want)
			}
			run.Close()
		}
	}
}

// equal compares readings, NaN and all.
func equal(a, b Reading) bool { return fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b) }

// A run may be given up at any place, and leaves parameters and data as they were.
func TestClosingGivesUp(t *testing.T) {
	for _, i := range Instruments {
		c := caseOf(t, "conv batchnorm")
		s, untouched := c.subject(t), c.subject(t)
		for slices := range 40 {
			run, err := Start(i.Name, s)
			if err != nil {
				t.Fatal(err)
			}
			for range slices {
				run.Work(0)
			}
			run.Close()
			run.Close()
			if !run.Done() || run.Work(time.Second) != 1 || run.Err() != nil {
				t.Errorf("%s: a closed run goes on", i.Name)
			}
		}
		if !reflect.DeepEqual(s.State, untouched.State) || !reflect.DeepEqual(s.Data, untouched.Data) {
			t.Errorf("%s changed what it measured", i.Name)
		}
	}
}

// What a draw says went wrong ends the run.
func TestDrawThatFails(t *testing.T) {
	s := testCases[0].subject(t)
	broken := errors.New("no such scheme")
	s.Draw = func(uint64) ([][]float32, error) { return nil, broken }
	run, err := Start("band", s)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if _, err := run.Finish(); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
}

// Power iteration finds the largest value of the decomposition.
func TestPowerIteration(t *testing.T) {
	for _, name := range []string{"conv", "conv batchnorm", "residual layernorm", "tanh"} {
		s := caseOf(t, name).subject(t)
		column, _ := measured(t, "jacobian", s).Column("largest")
		run, err := Start("jacobian", s)
		if err != nil {
			t.Fatal(err)
		}
		task, err := newTask(s)
		if err != nil {
			t.Fatal(err)
		}
		run.deadline = time.Now().Add(time.Hour)
		task.run = run
		net, _ := task.frozen()
		examples := task.sample(s.Samples)
		logs := make([]float64, task.layers)
		for _, e := range examples {
			x, _ := task.examples([]int{e})
			net.Forward(x, task.pass(1))
			for l, place := range places(net) {
				got := task.iterate(net.Nodes[:place+1], net.Spec.Input.Size())
				logs[l] += math.Log(got.largest.Value) / float64(len(examples))
				if got.smallest.Why != reason.TooLarge {
					t.Errorf("%s: smallest %v", name, got.smallest)
				}
			}
		}
		for l, f := range column.Layers {
			if !(math.Abs(math.Exp(logs[l])/f.Value-1) < 1e-3) {
				t.Errorf("%s, layer %d: %.8g by iteration, %.8g by decomposition", name, l+1, math.Exp(logs[l]), f.Value)
			}
		}
		run.Close()
	}
}

// Gradients of 10⁻²⁰⁰, whose squares float64 does not hold, are compared all the same.
func TestTinyGradients(t *testing.T) {
	c := testCase{"deep", nn.Vector(5), 3, chain(repeat(400, dense(6), act("sigmoid")), repeat(1, dense(3))), "xavier", 1}
	s := c.subject(t)
	for instrument, column := range map[string]string{"snr": "snr", "shattering": "gradient", "jacobian": "largest", "band": "spread"} {
		reading := measured(t, instrument, s)
		list := figuresOf(t, reading, column)
		for _, f := range []Figure{list[0], list[len(list)-1]} {
			if f.Why != reason.Measured && f.Why != reason.BelowNoise {
				t.Errorf("%s: %v", instrument, f.Why)
			}
		}
	}
}

func ExampleStart() {
	set, err := data.Generate("circle", 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	spec := nn.Spec{Input: set.Shape, Loss: set.Loss(), Layers: chain(repeat(3, dense(8), act("tanh")), repeat(1, dense(1)))}
	params, err := nn.Init(spec, nn.InitOptions{Scheme: "xavier", Gain: 1, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	run, err := Start("jacobian", Subject{Problem: backend.Problem{
		Spec: spec, State: backend.State{Params: params}, Data: set, Batch: 10, Seed: 1,
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer run.Close()
	for !run.Done() {
		run.Work(10 * time.Millisecond) // between two rounds of training
	}
	largest, _ := run.Reading().Column("largest")
	for i, f := range largest.Layers {
		fmt.Printf("layer %s: %.3f%s\n", run.Reading().Layers[i], f.Value, f.Why.Message())
	}
	// Output:
	// layer 1: 1.262
	// layer 2: 1.376
	// layer 3: 1.233
	// layer out: 0.355
}
