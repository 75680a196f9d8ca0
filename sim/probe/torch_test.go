package probe

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"testing"

	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/reason"
)

const goldenFile = "testdata/torch.json"

// notInstalled is how the script exits without PyTorch.
const notInstalled = 77

// jsonCase is a case as testdata/instruments.py reads it. What the instruments draw is
// given, not what they make of it.
type jsonCase struct {
	Name        string        `json:"name"`
	Shape       []int         `json:"shape"`
	Loss        nn.Loss       `json:"loss"`
	Layers      []jsonLayer   `json:"layers"`
	Acts        []*jsonAct    `json:"acts"`
	Dims        [][]int       `json:"dims"`
	Params      [][]float64   `json:"params"`
	X           []float64     `json:"x"`
	Y           []float64     `json:"y"`
	Minibatches [][]int       `json:"minibatches"`
	Pairs       [][]int       `json:"pairs"`
	Sample      []int         `json:"sample"`
	Shattered   []int         `json:"shattered"`
	Example     int           `json:"example"`
	Networks    []jsonNetwork `json:"networks"`
	Looks       []jsonLook    `json:"looks"` // of testdata/looks.py
	// TensorLayers is the observed layer of each tensor.
	TensorLayers []int `json:"tensorLayers"`
}

// jsonLook is some steps of a rule, and the rate that the next one is looked at with.
type jsonLook struct {
	Name        string     `json:"name"`
	Rule        optim.Rule `json:"rule"`
	First       float64    `json:"first"` // rate of the steps before
	Then        float64    `json:"then"`
	Steps       int        `json:"steps"`
	Decay       float64    `json:"decay"`
	Clip        float64    `json:"clip"`
	LayerLR     []float64  `json:"layerLR"`
	Equalise    bool       `json:"equalise"`
	Float32     int        `json:"float32"` // steps in float32 that unchanged weights are counted after
	Minibatches [][]int    `json:"minibatches"`
}

type jsonLayer struct {
	Kind   nn.Kind     `json:"kind"`
	Act    string      `json:"act"`
	Slope  float64     `json:"slope"`
	Pad    int         `json:"pad"`
	Stride int         `json:"stride"`
	Size   int         `json:"size"`
	Eps    float64     `json:"eps"`
	Scale  float64     `json:"scale"`
	Layers []jsonLayer `json:"layers"`
}

type jsonAct struct {
	Name  string  `json:"name"`
	Slope float64 `json:"slope"`
	Most  float64 `json:"most"` // |φ′|
}

type jsonNetwork struct {
	Params    [][]float64 `json:"params"`
	Minibatch []int       `json:"minibatch"`
}

func jsonLayers(layers []nn.LayerSpec) []jsonLayer {
	list := []jsonLayer{}
	for _, l := range layers {
		list = append(list, jsonLayer{l.Kind, l.Act, l.Slope, l.Pad, l.Stride, l.Size, l.Eps, l.Scale, jsonLayers(l.Layers)})
	}
	return list
}

func (c testCase) json(t *testing.T) jsonCase {
	t.Helper()
	s := c.subject(t)
	j := jsonOf(t, c.name, s)
	j.draw(t, s)
	return j
}

// jsonOf is the network and its data.
func jsonOf(t *testing.T, name string, s Subject) jsonCase {
	t.Helper()
	shape := s.Data.Shape
	j := jsonCase{
		Name: name, Shape: []int{shape.C, shape.H, shape.W}, Loss: s.Spec.Loss, Layers: jsonLayers(s.Spec.Layers),
		Params: allWidened(s.State.Params), X: num.Float64s(s.Data.Train.X), Y: num.Float64s(s.Data.Train.Y), Acts: []*jsonAct{},
	}
	if shape.H == 1 {
		j.Shape = j.Shape[:1]
	}
	tensors, err := s.Spec.Tensors()
	if err != nil {
		t.Fatal(err)
	}
	for _, ts := range tensors {
		j.Dims = append(j.Dims, ts.Dims)
		j.TensorLayers = append(j.TensorLayers, ts.Layer)
	}
	observed, err := s.Spec.Observed()
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range observed {
		a := &jsonAct{o.Act.Name, o.Slope, o.Act.MaxD}
		if i+1 == len(observed) {
			a = nil
		}
		j.Acts = append(j.Acts, a)
	}
	return j
}

// draw fills in what the instruments look at.
func (j *jsonCase) draw(t *testing.T, s Subject) {
	t.Helper()
	for i := range s.Samples {
		j.Minibatches = append(j.Minibatches, minibatch(s.Seed, i))
		params, err := s.Draw(s.Seed + uint64(i))
		if err != nil {
			t.Fatal(err)
		}
		j.Networks = append(j.Networks, jsonNetwork{allWidened(params), minibatch(s.Seed+uint64(i), 0)})
	}
	k := &task{Subject: s}
	j.Sample = k.sample(testExamples)
	j.Shattered = j.Sample[:s.Samples]
	j.Example = j.Sample[0]
	for i := range s.Samples {
		j.Pairs = append(j.Pairs, j.Sample[2*i:2*i+2])
	}
}

// allWidened: a float32 must not be written in the fewest digits that tell it from others.
func allWidened(tensors [][]float32) (wide [][]float64) {
	for _, t := range tensors {
		wide = append(wide, num.Float64s(t))
	}
	return wide
}

func minibatch(seed uint64, step int) []int {
	indices := make([]int, testBatch)
	data.NewMinibatches(testExamples, seed).Batch(indices, step)
	return indices
}

// results are case → instrument → column → figure of each layer, nil for none.
type results map[string]map[string]map[string][]*float64

// PyTorch's numbers, which were computed once by testdata/instruments.py (TestPyTorch
// does it anew), and the instruments'.
func TestInstrumentsAgreeWithPyTorch(t *testing.T) {
	want := kept(t, goldenFile)
	if len(want) != len(testCases) {
		t.Errorf("%s has %d networks, there are %d; run TestPyTorch with UPDATE_GOLDEN=1", goldenFile, len(want), len(testCases))
	}
	for _, c := range testCases {
		for instrument, columns := range want[c.name] {
			s := c.subject(t)
			if instrument == "jacobian" {
				s.Samples = 1
			}
			if instrument == "dead" {
				s.Samples = testExamples
			}
			reading := measured(t, instrument, s)
			for name, figures := range columns {
				agree(t, c.name+", "+instrument+", "+name, figuresOf(t, reading, name), figures)
			}
		}
	}
}

// figuresOf finds a column, or a figure of the whole.
func figuresOf(t *testing.T, r Reading, name string) []Figure {
	t.Helper()
	if c, ok := r.Column(name); ok {
		return c.Layers
	}
	s, ok := r.Scalar(name)
	if !ok {
		t.Errorf("%s has no %q", r.Instrument, name)
	}
	return []Figure{s.Figure}
}

// agreement is how far two programs in float64 may lie apart: the smallest
// singular value, of products that the largest dominates, is the worst.
const agreement = 1e-8

func agree(t *testing.T, what string, got []Figure, want []*float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d figures, want %d", what, len(got), len(want))
		return
	}
	for i, w := range want {
		switch {
		case w == nil && got[i].Why == reason.Measured:
			t.Errorf("%s, layer %d: %g, and PyTorch has no number", what, i+1, got[i].Value)
		case w != nil && got[i].Why != reason.Measured:
			t.Errorf("%s, layer %d: %q, want %g", what, i+1, got[i].Why, *w)
		case w != nil && !(math.Abs(got[i].Value-*w) <= agreement*math.Max(math.Abs(*w), 1e-6)):
			t.Errorf("%s, layer %d: %.12g, want %.12g", what, i+1, got[i].Value, *w)
		}
	}
}

// TestPyTorch computes the golden file anew, where PyTorch is installed (Debian's
// python3-torch), and compares; UPDATE_GOLDEN=1 writes it.
func TestPyTorch(t *testing.T) {
	if testing.Short() {
		t.Skip("takes too long")
	}
	var cases []jsonCase
	for _, c := range testCases {
		cases = append(cases, c.json(t))
	}
	comparePyTorch(t, pyTorch(t, "testdata/instruments.py", cases, goldenFile), goldenFile)
}

// pyTorch runs a script on cases, or skips the test where PyTorch is not installed.
func pyTorch(t *testing.T, script string, cases []jsonCase, file string) (output []byte) {
	t.Helper()
	const python = "/usr/bin/python3"
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(python, "-B", script)
	command.Stdin = bytes.NewReader(input)
	command.Stderr = os.Stderr
	output, err = command.Output()
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) || command.ProcessState.ExitCode() == notInstalled {
		t.Skip("python3-torch is not installed")
	}
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, output, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return output
}

// kept is what PyTorch has said before.
func kept(t *testing.T, file string) (want results) {
	t.Helper()
	golden, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(golden, &want); err != nil {
		t.Fatal(err)
	}
	return want
}

// comparePyTorch holds a fresh computation against the file.
func comparePyTorch(t *testing.T, output []byte, file string) {
	t.Helper()
	var fresh results
	if err := json.Unmarshal(output, &fresh); err != nil {
		t.Fatal(err)
	}
	before := kept(t, file)
	for name, instruments := range fresh {
		for instrument, columns := range instruments {
			for column, figures := range columns {
				var list []Figure
				for _, f := range before[name][instrument][column] {
					if f == nil {
						list = append(list, none(reason.NotYet))
						continue
					}
					list = append(list, number(*f))
				}
				agree(t, name+", "+instrument+", "+column+" of the file", list, figures)
			}
		}
	}
}
