package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
)

func read(t *testing.T, text string) *Input {
	t.Helper()
	in, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func Example() {
	in, err := Read(strings.NewReader(`{
		"layers": [{"type": "dense", "W": [[1, 2], [3, 4]], "b": [0.5, -0.5]}],
		"loss": "mse", "x": [[1, -1]], "y": [[0, 1]]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	report, _ := in.Reference()
	text, _ := json.Marshal(report.Layers[0].DW)
	fmt.Println(report.Loss, string(text))
	// Output:
	// 3.25 [[-0.5,0.5],[-2.5,2.5]]
}

// mixed has every type of layer, nested residuals and images.
const mixed = `{
	"layers": [
		{"type": "conv", "W": [[[[0.3,-0.2],[0.1,0.4]]],[[[-0.5,0.2],[0.7,-0.1]]]], "b": [0.05,-0.03], "stride": 1, "pad": 1},
		{"type": "batchnorm", "gamma": [1.2,0.8], "beta": [0.1,-0.2], "eps": 1e-5},
		{"type": "act", "name": "leaky", "slope": 0.1},
		{"type": "residual", "scale": 0.5, "layers": [
			{"type": "conv", "W": [[[[0.9]],[[-0.4]]],[[[0.2]],[[0.6]]]], "b": [0.1,0.2]},
			{"type": "residual", "layers": [{"type": "act", "name": "tanh"}]},
			{"type": "layernorm", "gamma": [[[1,1.1,0.9,1],[1,1.2,1,1],[0.8,1,1,1],[1,1,1,1]],[[1,1,1,1],[1,1.3,1,1],[1,1,1,1],[0.7,1,1,1]]],
				"beta": [[[0,0.1,0,0],[0,0,0,0],[0,0,0,0.2],[0,0,0,0]],[[0,0,0,0],[0,0.1,0,0],[0,0,0,0],[0,0,0,0]]]}
		]},
		{"type": "maxpool", "size": 2},
		{"type": "avgpool", "size": 2},
		{"type": "flatten"},
		{"type": "dense", "W": [[0.4,-0.7],[0.2,0.9],[-0.3,0.5]], "b": [0.1,0,-0.1]}
	],
	"loss": "softmax-ce",
	"x": [[[[0.1,0.5,-0.3],[0.8,-0.2,0.4],[0.3,0.9,-0.6]]], [[[-0.4,0.2,0.7],[0.1,0.6,-0.8],[0.5,-0.1,0.2]]]],
	"y": [2, 0]
}`

// Every gradient of the report by central differences of its own loss.
func TestGradientsByCentralDifferences(t *testing.T) {
	for _, text := range []string{
		mixed,
		`{"layers": [{"type":"dense","W":[[0.3,-0.6],[0.8,0.2],[-0.5,0.4]],"b":[0.1,0.2,-0.3]},
			{"type":"batchnorm","gamma":[1,0.9,1.1],"beta":[0,0.1,0]}, {"type":"act","name":"sigmoid"},
			{"type":"layernorm","gamma":[1,0.8,1.3],"beta":[0.2,0,-0.1],"eps":0.01},
			{"type":"dense","W":[[0.7,-0.9,0.3],[0.2,0.5,-0.4]],"b":[0,0.1]}],
			"loss":"bce","x":[[0.5,-1],[1.5,0.3],[-0.7,0.9]],"y":[[0,1],[1,1],[0.3,0]]}`,
	} {
		in := read(t, text)
		report, err := in.Reference()
		if err != nil {
			t.Fatal(err)
		}
		gradients := collect(report.Layers)
		if len(gradients) != len(in.Params) {
			t.Fatalf("%d gradients of %d parameters", len(gradients), len(in.Params))
		}
		for i, p := range in.Params {
			for j := range p {
				want := central(t, in, &p[j])
				if got := gradients[i].values[j]; math.Abs(got-want) > 1e-6*math.Abs(want)+1e-9 {
					t.Errorf("parameter %d, value %d: %.10g, want %.10g", i, j, got, want)
				}
			}
		}
	}
}

func central(t *testing.T, in *Input, x *float64) float64 {
	const h = 1e-5
	at := *x
	defer func() { *x = at }()
	loss := func(v float64) float64 {
		*x = v
		r, err := in.Reference()
		if err != nil {
			t.Fatal(err)
		}
		return float64(r.Loss)
	}
	return (loss(at+h) - loss(at-h)) / (2 * h)
}

func collect(layers []LayerReport) []*tensor {
	var list []*tensor
	for _, l := range layers {
		for _, g := range []*tensor{l.DW, l.DB, l.DGamma, l.DBeta} {
			if g != nil {
				list = append(list, g)
			}
		}
		list = append(list, collect(l.Layers)...)
	}
	return list
}

// The report must parse, and have the shapes of the input.
func TestReportHasTheShapesOfTheInput(t *testing.T) {
	report, err := read(t, mixed).Reference()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Loss   float64
		Output [][]float64
		Layers []struct {
			Type   string
			OutRMS float64 `json:"out_rms"`
			DW     json.RawMessage
			DGamma json.RawMessage
			Layers []struct {
				DW     [][][][]float64
				DGamma [][][]float64
				Layers []struct {
					DeltaRMS float64 `json:"delta_rms"`
				}
			}
		}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if len(got.Output) != 2 || len(got.Output[0]) != 3 || len(got.Layers) != 8 {
		t.Fatalf("output %v, %d layers", got.Output, len(got.Layers))
	}
	branch := got.Layers[3].Layers
	if len(branch) != 3 || len(branch[0].DW[0]) != 2 || len(branch[2].DGamma[0]) != 4 || branch[1].Layers[0].DeltaRMS == 0 {
		t.Errorf("branch %+v", branch)
	}
	if got.Layers[2].DW != nil || got.Layers[0].DW == nil || got.Layers[1].DGamma == nil || got.Layers[0].OutRMS == 0 {
		t.Errorf("fields of the layers: %s", text)
	}
}

// The targets of images may be images or flat.
func TestTargetsOfImages(t *testing.T) {
	const head = `{"layers":[{"type":"avgpool","size":1}],"loss":"mse","x":[[[[1,2],[3,4]]]],"y":`
	for _, y := range []string{`[[[[0,2],[3,2]]]]`, `[[0,2,3,2]]`} {
		if report := reference(t, read(t, head+y+`}`)); report.Loss != 1.25 {
			t.Errorf("y %s: loss %v, want 1.25", y, report.Loss)
		}
	}
}

func TestWhatIsNotFiniteIsNull(t *testing.T) {
	in := read(t, `{"layers":[{"type":"dense","W":[[1e200]],"b":[0]},{"type":"dense","W":[[1e200]],"b":[0]}],"loss":"mse","x":[[1]],"y":[[0]]}`)
	report, err := in.Reference()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(report)
	if err != nil || !json.Valid(text) || !bytes.Contains(text, []byte(`"loss":null,"output":[[null]]`)) {
		t.Errorf("%s (%v)", text, err)
	}
}

func TestReadNamesWhatIsWrong(t *testing.T) {
	const head, tail = `{"layers":[`, `],"loss":"mse","x":[[1,2]],"y":[[0]]}`
	dense := `{"type":"dense","W":[[1,2]],"b":[0]}`
	for _, c := range []struct{ text, want string }{
		{``, "ends too early"},
		{`{"layers":[`, "ends too early"},
		{`[]`, "the file is not as it should be: it cannot be a JSON array"},
		{head + `{"type":"act","name":3}` + tail, "layer 1 (act): name cannot be a JSON number"},
		{`{"layers":[` + dense + `],"loss":"mse","x":[[1,2]],"y":[[0]]} 5`, "something follows"},
		{`{"layer":[]}`, `unknown field "layer"`},
		{head + tail, "layers is missing or empty"},
		{head + `{}` + tail, "layer 1 (): there is no such type"},
		{head + `{"type":"lstm"}` + tail, "layer 1 (lstm): there is no such type"},
		{head + `7` + tail, "layer 1"},
		{head + dense + `,{"type":"dense","W":[[1,2]],"b":[0]}` + tail, "layer 2 (dense): W is [1][2]; [1][1] is needed"},
		{head + `{"type":"dense","W":[[1,2]]}` + tail, "layer 1 (dense): b is missing"},
		{head + `{"type":"dense","b":[0]}` + tail, "W are missing"},
		{head + `{"type":"dense","W":[[1,2]],"b":[0],"stride":1}` + tail, `unknown field "stride"`},
		{head + `{"type":"dense","W":[[1,2],[3]],"b":[0,0]}` + tail, "W is ragged: one array has 2 values and another 1"},
		{head + `{"type":"dense","W":[[1,2],3],"b":[0,0]}` + tail, "W is ragged"},
		{head + `{"type":"dense","W":[1,[2]],"b":[0,0]}` + tail, "W is ragged"},
		{head + `{"type":"dense","W":[[1,"2"]],"b":[0]}` + tail, "W holds 2; only numbers"},
		{head + `{"type":"dense","W":[[1,null]],"b":[0]}` + tail, "only numbers"},
		{head + `{"type":"dense","W":[[1,1e999]],"b":[0]}` + tail, "W holds 1e999"},
		{head + `{"type":"dense","W":[[]],"b":[0]}` + tail, "W holds an empty array"},
		{head + `{"type":"dense","W":[[[[[1]]]]],"b":[0]}` + tail, "nested more than 4 deep"},
		{head + `{"type":"dense","W":3,"b":[0]}` + tail, "W are missing or no array"},
		{head + `{"type":"act","name":"swish"}` + tail, `layer 1 (act): unknown activation “swish”`},
		{head + `{"type":"maxpool"}` + tail, "size is 0 or missing"},
		{head + `{"type":"maxpool","size":2}` + tail, "a 2×2 window does not fit into 1×1"},
		{head + `{"type":"conv","W":[[[[1]],[[1]]]],"b":[0],"pad":1025}` + tail, "pad is 1025; it must be from 0 to 1024"},
		{head + `{"type":"conv","W":[[[[1]],[[1]]]],"b":[0],"stride":0}` + tail, "kernel and stride must be at least 1"},
		{head + `{"type":"conv","W":[[1]],"b":[0]}` + tail, "[out][in][kh][kw] is needed"},
		{head + `{"type":"batchnorm","gamma":[1],"beta":[0,0]}` + tail, "gamma is [1]; [2] is needed"},
		{head + `{"type":"layernorm","gamma":[1,1],"beta":[0,0],"eps":-1}` + tail, "eps is -1"},
		{head + `{"type":"residual","layers":[` + dense + `]}` + tail, "layer 1 (residual): the branch turns"},
		{head + `{"type":"residual","layers":[{"type":"lstm"}]}` + tail, "layer 1 (residual): layer 1 (lstm)"},
		{head + dense + `],"loss":"hinge","x":[[1,2]],"y":[[0]]}`, `loss is “hinge”`},
		{head + dense + `],"loss":"mse","x":[[1,2]],"y":[0]}`, "y is [1]; [1][1] is needed"},
		{head + dense + `],"loss":"mse","x":[[1,2]]}`, "y is missing"},
		{head + dense + `],"loss":"mse","x":[1,2],"y":[[0]]}`, "x is [2]; it must be"},
		{head + dense + `],"loss":"softmax-ce","x":[[1,2]],"y":[1]}`, "y[0] is 1; the classes are 0 to 0"},
		{head + dense + `],"loss":"softmax-ce","x":[[1,2]],"y":[[0,1]]}`, "y is [1][2]; [1][1] is needed, or [1], one class index an example"},
		{head + dense + `],"loss":"softmax-ce","x":[[1,2]],"y":[0,0]}`, "y is [2]; [1] is needed, one class index an example"},
		{`{"layers":[` + dense + `],"loss":"mse","x":[[[[1,2]]]],"y":[[0]]}`, "put a flatten layer before it"},
		{head + strings.Repeat(`{"type":"residual","layers":[`, 80) + strings.Repeat(`]}`, 80) + tail, "nested more than 64 deep"},
	} {
		_, err := Read(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: error %v, want %q", c.text, err, c.want)
		}
	}
}

// One-hot weights say what a class index says.
func TestOneHotIsAClassIndex(t *testing.T) {
	const net = `{"layers":[{"type":"dense","W":[[1,-2],[0.5,3],[-1,1]],"b":[0.1,-40,0]}],"loss":"softmax-ce","x":[[1,2],[-3,0.5]],"y":`
	index, oneHot := read(t, net+`[2,0]}`), read(t, net+`[[0,0,1],[1,0,0]]}`)
	want := reference(t, index)
	for _, d := range beyond(reference(t, oneHot), want, 0) {
		t.Errorf("%s is off by %g", d.tensor, d.worst)
	}
	for _, d := range beyond(runCPU[float64](t, oneHot), want, 1e-15) {
		t.Errorf("on the CPU %s is off by %g", d.tensor, d.worst)
	}
}

// Whatever Read accepts must run on both backends, in both precisions, and their reports must be
// JSON.
func FuzzRead(f *testing.F) {
	f.Add(mixed)
	f.Add(`{"layers":[{"type":"dense","W":[[1,2]],"b":[0]}],"loss":"mse","x":[[1,2]],"y":[[0]]}`)
	f.Add(`{"layers":[{"type":"dense","W":[[1,2],[3,4]],"b":[0,0]}],"loss":"softmax-ce","x":[[1,2]],"y":[[0.3,0.7]]}`)
	f.Add(`{"layers":[{"type":"residual","layers":[]},{"type":"act","name":"gelu"}],"loss":"bce","x":[[1]],"y":[[0.5]]}`)
	f.Fuzz(func(t *testing.T, text string) {
		in, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		report, err := in.Reference()
		if err != nil {
			t.Fatalf("%s was accepted, then: %v", text, err)
		}
		for _, r := range []*Report{report, runCPU[float64](t, in), runCPU[float32](t, in)} {
			if out, err := json.Marshal(r); err != nil || !json.Valid(out) {
				t.Fatalf("%s: %s %v", text, out, err)
			}
		}
	})
}
