package trace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"backflow/sim/nn"
	"backflow/sim/text"
)

// Input is a network with its parameters and a batch of examples.
type Input struct {
	Spec   nn.Spec
	Params [][]float64 // as nn.Spec.Tensors orders them
	Batch  int
	X      []float64 // (Batch, Spec.Input.Size())
	Y      []float64 // (Batch, outputs), or (Batch) class indices for nn.SoftmaxCE

	paramDims [][]int // extents of Params, as given
	out       nn.Shape
}

// file is the JSON object as it stands.
type file struct {
	Layers []json.RawMessage `json:"layers"`
	Loss   nn.Loss           `json:"loss"`
	X      json.RawMessage   `json:"x"`
	Y      json.RawMessage   `json:"y"`
}

// Read reads a file and checks all of it: an Input that it returns can be run.
// The error is one sentence that names the layer and field.
func Read(r io.Reader) (*Input, error) {
	var f file
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, text.New("trace.wrongFile", "why", plainJSON(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, text.New("trace.moreFollows")
	}
	return f.input()
}

// plainJSON says an error of encoding/json: in its words, without the prefix, where it tells no more.
func plainJSON(err error) error {
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return text.New("trace.endsEarly")
	case errors.As(err, &wrongType):
		if wrongType.Field == "" {
			return text.New("trace.wrongType", "type", wrongType.Value)
		}
		return text.New("trace.fieldType", "name", strings.ToLower(wrongType.Field), "type", wrongType.Value)
	}
	return text.Verbatim(text.Visible(strings.TrimPrefix(err.Error(), "json: ")))
}

func (f file) input() (*Input, error) {
	x, err := parseTensor("x", f.X)
	if err != nil {
		return nil, err
	}
	in := &Input{Batch: x.dims[0], X: x.values, Spec: nn.Spec{Loss: f.Loss}}
	switch len(x.dims) {
	case 2:
		in.Spec.Input = nn.Vector(x.dims[1])
	case 4:
		in.Spec.Input = nn.Shape{C: x.dims[1], H: x.dims[2], W: x.dims[3]}
	default:
		return nil, text.New("trace.xExtents", "extents", extents(x.dims), "vectors", "[batch][features]", "images", "[batch][c][h][w]")
	}
	if len(f.Layers) == 0 {
		return nil, text.New("trace.noLayers")
	}
	b := builder{in: in}
	if in.Spec.Layers, in.out, err = b.sequence(f.Layers, in.Spec.Input); err != nil {
		return nil, err
	}
	return in, in.targets(f.Y)
}

// targets reads y and checks it against the loss and the network's output.
func (in *Input) targets(raw json.RawMessage) error {
	if !in.Spec.Loss.Known() {
		return text.New("trace.loss", "name", text.Echo(string(in.Spec.Loss)), "mse", string(nn.MSE), "bce", string(nn.BCE), "softmax", string(nn.SoftmaxCE))
	}
	y, err := parseTensor("y", raw)
	if err != nil {
		return err
	}
	in.Y = y.values
	if in.Spec.Loss == nn.SoftmaxCE && len(y.dims) == 1 {
		return in.checkClasses(y)
	}
	wanted := outputDims(in.Batch, in.out)
	err = y.check("y", wanted...)
	switch {
	case err == nil || y.check("y", in.Batch, in.out.Size()) == nil: // images may be given flat
		return nil
	case in.Spec.Loss == nn.SoftmaxCE:
		return text.New("trace.classesToo", "extents", extents(y.dims), "wanted", extents(wanted), "classes", extents([]int{in.Batch}))
	}
	return err
}

// checkClasses checks class indices.
func (in *Input) checkClasses(y tensor) error {
	if y.check("y", in.Batch) != nil {
		return text.New("trace.classes", "extents", extents(y.dims), "wanted", extents([]int{in.Batch}))
	}
	for i, class := range y.values {
		if class != float64(int(class)) || class < 0 || int(class) >= in.out.Size() {
			return text.New("trace.class", "index", i, "class", fmt.Sprint(class), "last", in.out.Size()-1)
		}
	}
	return nil
}

// outputDims is the shape of a batch: [batch][n], or [batch][c][h][w] of
// images.
func outputDims(batch int, s nn.Shape) []int {
	if s.H == 1 && s.W == 1 {
		return []int{batch, s.C}
	}
	return []int{batch, s.C, s.H, s.W}
}
