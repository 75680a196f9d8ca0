package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"backflow/sim/nn"
	"backflow/sim/text"
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
			return nil, shape, text.New("trace.layer", "number", i+1, "why", plainJSON(err))
		}
		spec, err := b.layer(head.Type, r, shape)
		if err == nil {
			shape, err = b.after(spec, shape)
		}
		if err != nil {
			return nil, shape, text.New("network.layer", "number", i+1, "kind", text.Echo(string(head.Type)), "why", err)
		}
		specs[i] = spec
	}
	return specs, shape, nil
}

// after returns the shape behind a layer.
func (b *builder) after(spec nn.LayerSpec, shape nn.Shape) (nn.Shape, error) {
	out, err := spec.Output(shape)
	if err != nil {
		return shape, err
	}
	if patches := shape.C * spec.Kernel * spec.KernelWidth() * out.H * out.W; patches > maxValues {
		return shape, text.New("trace.patches", "values", patches, "most", maxValues)
	}
	b.values += b.in.Batch * out.Size()
	if b.values > maxValues {
		return shape, text.New("trace.outputs", "values", b.values, "most", maxValues)
	}
	return out, nil
}

// types are those of the layers, as a list.
var types = strings.Join([]string{
	string(nn.KindDense), string(nn.KindConv), string(nn.KindMaxPool), string(nn.KindAvgPool), string(nn.KindFlatten),
	string(nn.KindBatchNorm), string(nn.KindLayerNorm), string(nn.KindAct), string(nn.KindResidual),
}, ", ")

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
	return nn.LayerSpec{}, text.New("trace.noType", "types", types)
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
	t, err := parseTensor(name, raw)
	if err != nil {
		return err
	}
	for _, dims := range want {
		if err = t.check(name, dims...); err == nil {
			b.in.Params = append(b.in.Params, t.values)
			b.in.paramDims = append(b.in.paramDims, t.dims)
			return nil
		}
	}
	return err
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
		return nn.LayerSpec{}, text.New("network.flat", "shape", shape.Extents())
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
		return 0, text.New("trace.noWeights")
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
	w, err := parseTensor("W", l.W)
	if err != nil {
		return nn.LayerSpec{}, err
	}
	if len(w.dims) != 4 {
		return nn.LayerSpec{}, text.New("trace.extents", "name", "W", "extents", extents(w.dims), "wanted", "[out][in][kh][kw]")
	}
	high, wide := w.dims[2], w.dims[3]
	spec := nn.LayerSpec{Kind: nn.KindConv, Units: w.dims[0], Kernel: high, KernelW: wide, Stride: or(l.Stride, 1), Pad: l.Pad}
	if spec.Pad < 0 || spec.Pad > maxPad {
		return spec, text.New("trace.pad", "pad", spec.Pad, "most", maxPad)
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
		return nn.LayerSpec{}, text.New("trace.size", "size", l.Size)
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
		return spec, text.New("trace.eps", "eps", fmt.Sprint(spec.Eps))
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
		return nn.LayerSpec{}, text.New("trace.nested", "most", maxNesting)
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
