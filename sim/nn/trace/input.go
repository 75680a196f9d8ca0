package trace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"backflow/sim/nn"
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
		return nil, fmt.Errorf("the file is not as it should be: %w", plainJSON(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows after the JSON object")
	}
	return f.input()
}

// plainJSON takes the prefix from an error of encoding/json.
func plainJSON(err error) error {
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("its JSON ends too early")
	case errors.As(err, &wrongType):
		what := "it"
		if wrongType.Field != "" {
			what = strings.ToLower(wrongType.Field)
		}
		return fmt.Errorf("%s cannot be a JSON %s", what, wrongType.Value)
	}
	if text, ok := strings.CutPrefix(err.Error(), "json: "); ok {
		return errors.New(text)
	}
	return err
}

func (f file) input() (*Input, error) {
	x, err := parseTensor(f.X)
	if err != nil {
		return nil, fmt.Errorf("x %w", err)
	}
	in := &Input{Batch: x.dims[0], X: x.values, Spec: nn.Spec{Loss: f.Loss}}
	switch len(x.dims) {
	case 2:
		in.Spec.Input = nn.Vector(x.dims[1])
	case 4:
		in.Spec.Input = nn.Shape{C: x.dims[1], H: x.dims[2], W: x.dims[3]}
	default:
		return nil, fmt.Errorf("x is %s; it must be [batch][features] or [batch][c][h][w]", extents(x.dims))
	}
	if len(f.Layers) == 0 {
		return nil, errors.New("layers is missing or empty")
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
		return fmt.Errorf("loss is %q; it must be %q, %q or %q", in.Spec.Loss, nn.MSE, nn.BCE, nn.SoftmaxCE)
	}
	y, err := parseTensor(raw)
	if err != nil {
		return fmt.Errorf("y %w", err)
	}
	in.Y = y.values
	if in.Spec.Loss == nn.SoftmaxCE && len(y.dims) == 1 {
		return in.checkClasses(y)
	}
	err = y.check(outputDims(in.Batch, in.out)...)
	if err != nil && y.check(in.Batch, in.out.Size()) != nil { // images may be given flat
		if in.Spec.Loss == nn.SoftmaxCE {
			return fmt.Errorf("y %w, or [%d], one class index an example", err, in.Batch)
		}
		return fmt.Errorf("y %w", err)
	}
	return nil
}

// checkClasses checks class indices.
func (in *Input) checkClasses(y tensor) error {
	if err := y.check(in.Batch); err != nil {
		return fmt.Errorf("y %w, one class index an example", err)
	}
	for i, class := range y.values {
		if class != float64(int(class)) || class < 0 || int(class) >= in.out.Size() {
			return fmt.Errorf("y[%d] is %v; the classes are 0 to %d", i, class, in.out.Size()-1)
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
