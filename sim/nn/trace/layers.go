package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"backflow/sim/nn"
)

// Limits that keep a small file from asking for a huge computation.
const (
	maxNesting = 64      // residuals within residuals
	maxValues  = 1 << 26 // outputs of all layers together, over the batch; patches of one image
	maxPad     = 1024
)

// builder turns the layers of a file into a specification and collects their
// parameters.
type builder struct {
	in      *Input
	nesting int
	values  int
}

// sequence reads a list of layers, each with its input's shape known.
func (b *builder) sequence(raw []json.RawMessage, shape nn.Shape) ([]nn.LayerSpec, nn.Shape, error) {
	specs := make([]nn.LayerSpec, len(raw))
	for i, r := range raw {
		var head struct{ Type nn.Kind }
		if err := json.Unmarshal(r, &head); err != nil {
			return nil, shape, fmt.Errorf("layer %d: %w", i+1, plainJSON(err))
		}
		spec, err := b.layer(head.Type, r, shape)
		if err == nil {
			shape, err = b.after(spec, shape)
		}
		if err != nil {
			return nil, shape, fmt.Errorf("layer %d (%s): %w", i+1, head.Type, err)
		}
		specs[i] = spec
	}
	return specs, shape, nil
}

// after returns the shape behind a layer.
func (b *builder) after(spec nn.LayerSpec, shape nn.Shape) (nn.Shape, error) {
	out, err := nn.Spec{Input: shape, Layers: []nn.LayerSpec{spec}}.Output()
	if err != nil {
		return shape, errors.Unwrap(err) // without its own count of layers
	}
	if patches := shape.C * spec.Kernel * spec.KernelWidth() * out.H * out.W; patches > maxValues {
		return shape, fmt.Errorf("the kernel covers %d values of the image in all its places; at most %d are allowed", patches, maxValues)
	}
	b.values += b.in.Batch * out.Size()
	if b.values > maxValues {
		return shape, fmt.Errorf("the outputs of the layers so far are %d values; at most %d are allowed", b.values, maxValues)
	}
	return out, nil
}

// layer reads one layer of a known type.
func (b *builder) layer(kind nn.Kind, raw json.RawMessage, shape nn.Shape) (nn.LayerSpec, error) {
	switch kind {
	case nn.KindDense:
		return b.dense(raw, shape)
	case nn.KindConv:
		return b.conv(raw, shape)
	case nn.KindMaxPool, nn.KindAvgPool:
		return b.pool(kind, raw)
	case nn.KindFlatten:
		var l struct{ Type string }
		return nn.LayerSpec{Kind: kind}, decode(raw, &l)
	case nn.KindBatchNorm, nn.KindLayerNorm:
		return b.norm(kind, raw, shape)
	case nn.KindAct:
		return b.act(raw)
	case nn.KindResidual:
		return b.residual(raw, shape)
	}
	return nn.LayerSpec{}, errors.New("there is no such type; the types are dense, conv, maxpool, avgpool, flatten, batchnorm, layernorm, act, residual")
}

// decode reads the fields of one type of layer and refuses all others.
func decode(raw json.RawMessage, l any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(l); err != nil {
		return plainJSON(err)
	}
	return nil
}

// parameter reads one array into the list of parameters; want lists the
// extents that it may have.
func (b *builder) parameter(name string, raw json.RawMessage, want ...[]int) error {
	t, err := parseTensor(raw)
	if err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	for _, dims := range want {
		if err = t.check(dims...); err == nil {
			b.in.Params = append(b.in.Params, t.values)
			b.in.paramDims = append(b.in.paramDims, t.dims)
			return nil
		}
	}
	return fmt.Errorf("%s %w", name, err)
}

func (b *builder) dense(raw json.RawMessage, shape nn.Shape) (nn.LayerSpec, error) {
	var l struct {
		Type string
		W, B json.RawMessage
	}
	if err := decode(raw, &l); err != nil {
		return nn.LayerSpec{}, err
	}
	if shape.H != 1 || shape.W != 1 {
		return nn.LayerSpec{}, fmt.Errorf("the input is %d×%d×%d; put a flatten layer before it", shape.C, shape.H, shape.W)
	}
	units, err := rows(l.W)
	if err != nil {
		return nn.LayerSpec{}, err
	}
	if err := b.parameter("W", l.W, []int{units, shape.C}); err != nil {
		return nn.LayerSpec{}, err
	}
	return nn.LayerSpec{Kind: nn.KindDense, Units: units}, b.parameter("b", l.B, []int{units})
}

// rows is the number of a weight array's outermost arrays: the units.
func rows(raw json.RawMessage) (int, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); len(raw) == 0 || err != nil {
		return 0, errors.New("weights W are missing or no array")
	}
	return len(list), nil
}

func (b *builder) conv(raw json.RawMessage, shape nn.Shape) (nn.LayerSpec, error) {
	var l struct {
		Type   string
		W, B   json.RawMessage
		Stride *int
		Pad    int
	}
	if err := decode(raw, &l); err != nil {
		return nn.LayerSpec{}, err
	}
	w, err := parseTensor(l.W)
	if err != nil {
		return nn.LayerSpec{}, fmt.Errorf("weights W: %w", err)
	}
	if len(w.dims) != 4 {
		return nn.LayerSpec{}, fmt.Errorf("weights W are %s; it must be [out][in][kh][kw]", extents(w.dims))
	}
	high, wide := w.dims[2], w.dims[3]
	spec := nn.LayerSpec{Kind: nn.KindConv, Units: w.dims[0], Kernel: high, KernelW: wide, Stride: or(l.Stride, 1), Pad: l.Pad}
	if spec.Pad < 0 || spec.Pad > maxPad {
		return spec, fmt.Errorf("pad is %d; it must be from 0 to %d", spec.Pad, maxPad)
	}
	if err := b.parameter("W", l.W, []int{spec.Units, shape.C, high, wide}); err != nil {
		return spec, err
	}
	return spec, b.parameter("b", l.B, []int{spec.Units})
}

func (b *builder) pool(kind nn.Kind, raw json.RawMessage) (nn.LayerSpec, error) {
	var l struct {
		Type string
		Size int
	}
	if err := decode(raw, &l); err != nil {
		return nn.LayerSpec{}, err
	}
	if l.Size < 1 {
		return nn.LayerSpec{}, fmt.Errorf("size is %d or missing; it must be at least 1", l.Size)
	}
	return nn.LayerSpec{Kind: kind, Size: l.Size}, nil
}

func (b *builder) norm(kind nn.Kind, raw json.RawMessage, shape nn.Shape) (nn.LayerSpec, error) {
	var l struct {
		Type        string
		Gamma, Beta json.RawMessage
		Eps         *float64
	}
	if err := decode(raw, &l); err != nil {
		return nn.LayerSpec{}, err
	}
	spec := nn.LayerSpec{Kind: kind, Eps: or(l.Eps, 1e-5)}
	if spec.Eps < 0 {
		return spec, fmt.Errorf("eps is %v; it must be at least 0", spec.Eps)
	}
	allowed := [][]int{{shape.C}}
	if kind == nn.KindLayerNorm {
		allowed = [][]int{{shape.C, shape.H, shape.W}, {shape.Size()}}
	}
	if err := b.parameter("gamma", l.Gamma, allowed...); err != nil {
		return spec, err
	}
	return spec, b.parameter("beta", l.Beta, allowed...)
}

func (b *builder) act(raw json.RawMessage) (nn.LayerSpec, error) {
	var l struct {
		Type, Name string
		Slope      *float64
	}
	if err := decode(raw, &l); err != nil {
		return nn.LayerSpec{}, err
	}
	return nn.LayerSpec{Kind: nn.KindAct, Act: l.Name, Slope: or(l.Slope, 0.01)}, nil
}

func (b *builder) residual(raw json.RawMessage, shape nn.Shape) (nn.LayerSpec, error) {
	var l struct {
		Type   string
		Scale  *float64
		Layers []json.RawMessage
	}
	if err := decode(raw, &l); err != nil {
		return nn.LayerSpec{}, err
	}
	if b.nesting++; b.nesting > maxNesting {
		return nn.LayerSpec{}, fmt.Errorf("residuals are nested more than %d deep", maxNesting)
	}
	defer func() { b.nesting-- }()
	branch, _, err := b.sequence(l.Layers, shape)
	return nn.LayerSpec{Kind: nn.KindResidual, Scale: or(l.Scale, 1), Layers: branch}, err
}

// or is *p, or the default where a field was left out.
func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
