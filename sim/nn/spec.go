package nn

import (
	"strconv"

	"backflow/sim/text"
)

// Kind names one kind of layer. The spelling is that of trace files.
type Kind string

// The kinds of layer a LayerSpec may have.
const (
	KindDense     Kind = "dense"
	KindConv      Kind = "conv"
	KindMaxPool   Kind = "maxpool"
	KindAvgPool   Kind = "avgpool"
	KindFlatten   Kind = "flatten"
	KindWrap      Kind = "wrap" // of experiments in package theory; no query or trace has one
	KindBatchNorm Kind = "batchnorm"
	KindLayerNorm Kind = "layernorm"
	KindAct       Kind = "act"
	KindResidual  Kind = "residual"
)

// Weighted reports whether a layer of this kind holds the weights that an
// observed layer is named after.
func (k Kind) Weighted() bool { return k == KindDense || k == KindConv }

// Loss names the function that training minimises. All are means, so that the
// gradient does not grow with the batch.
type Loss string

// The losses. BCE and SoftmaxCE take logits: the squashing is part of the
// loss, which keeps them finite for any finite logit.
const (
	MSE       Loss = "mse"        // mean over batch and outputs of (a−y)²
	BCE       Loss = "bce"        // mean over batch and outputs, sigmoid of the logit
	SoftmaxCE Loss = "softmax-ce" // mean over the batch, class index as target
)

// Shape is the extent of one example: channels × height × width. A plain
// vector of n features is {n, 1, 1}.
type Shape struct{ C, H, W int }

// Vector returns the shape of a vector of n features.
func Vector(n int) Shape { return Shape{n, 1, 1} }

// Size returns the number of values in one example.
func (s Shape) Size() int { return s.C * s.H * s.W }

// Extents are written as 3×28×28.
func (s Shape) Extents() string {
	return strconv.Itoa(s.C) + "×" + strconv.Itoa(s.H) + "×" + strconv.Itoa(s.W)
}

// LayerSpec describes one layer. Fields that its Kind does not name are zero.
type LayerSpec struct {
	Kind Kind

	Units  int // dense: outputs; conv: output channels
	Kernel int // conv: side of the square kernel
	// KernelW is a conv kernel's width where that is another than its height,
	// Kernel: only traces have such.
	KernelW int
	Stride  int // conv
	Pad     int // conv: zero padding on every side; wrap: pixels added there

	Size int // maxpool, avgpool: side and stride of the window

	Act   string  // act: a name from Activations
	Slope float64 // act: the slope parameter of that activation

	Eps float64 // batchnorm, layernorm: added to the variance

	Scale  float64     // residual: out = x + Scale·branch(x)
	Layers []LayerSpec // residual: the branch
}

// KernelWidth is the width of a conv layer's kernel, whose height is Kernel.
func (l LayerSpec) KernelWidth() int {
	if l.KernelW > 0 {
		return l.KernelW
	}
	return l.Kernel
}

// Spec describes a whole network. It is a value: nobody changes one that has
// been handed over.
type Spec struct {
	Input  Shape
	Layers []LayerSpec
	Loss   Loss
}

// Role says what a parameter tensor is for, which decides how it is
// initialised and whether weight decay applies to it.
type Role string

// The roles. Only weights decay.
const (
	RoleWeight Role = "weight"
	RoleBias   Role = "bias"
	RoleGamma  Role = "gamma" // normalisation scale, starts at 1
	RoleBeta   Role = "beta"  // normalisation shift, starts at 0
)

// TensorSpec describes one trainable tensor. Dense weights are [out][in], conv
// weights [out][in][kh][kw], the rest vectors.
type TensorSpec struct {
	Role   Role
	Layer  int // index of the observed layer (dense or conv) it belongs to
	Dims   []int
	FanIn  int // inputs that one unit sums over
	FanOut int
	// Inert marks a bias or β whose shift a BatchNorm further on takes away
	// again: C does not depend on it, so that its gradient is 0. Rounding would
	// make something else of it, which Adam would blow up to full steps.
	Inert bool
}

// Size returns the number of values in the tensor.
func (t TensorSpec) Size() int {
	n := 1
	for _, d := range t.Dims {
		n *= d
	}
	return n
}

// Tensors lists every trainable tensor in the one canonical order: layers from
// input to output (a residual branch in its place), weight before bias, gamma
// before beta. Parameters travel between backends in this order.
func (s Spec) Tensors() ([]TensorSpec, error) {
	w := walker{layer: -1}
	if _, err := w.walk(s.Input, s.Layers); err != nil {
		return nil, err
	}
	return w.tensors, nil
}

// Output returns the shape of one example at the end of the network.
func (s Spec) Output() (Shape, error) {
	w := walker{layer: -1}
	return w.walk(s.Input, s.Layers)
}

// Output returns the shape of one example behind the layer.
func (l LayerSpec) Output(in Shape) (Shape, error) { return (&walker{layer: -1}).step(in, l) }

// LayerNames returns one name for each observed layer, that is for each dense
// or conv layer: "1", "2", … and "out" for the last.
func (s Spec) LayerNames() []string {
	n := countWeighted(s.Layers)
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i + 1)
	}
	if n > 0 {
		names[n-1] = "out"
	}
	return names
}

func countWeighted(layers []LayerSpec) int {
	n := 0
	for _, l := range layers {
		if l.Kind.Weighted() {
			n++
		}
		n += countWeighted(l.Layers)
	}
	return n
}

var errUnits = text.New("network.units")

// walker follows the shape of an example through the layers and notes the
// parameter tensors that it meets.
type walker struct {
	tensors  []TensorSpec
	observed []ObservedLayer
	layer    int                              // index of the newest dense or conv layer
	visit    func(l LayerSpec, in, out Shape) // nil for none
}

func (w *walker) walk(in Shape, layers []LayerSpec) (Shape, error) {
	for i, l := range layers {
		out, err := w.step(in, l)
		if err != nil {
			return Shape{}, text.New("network.layer", "number", i+1, "kind", string(l.Kind), "why", err)
		}
		if l.Kind.Weighted() {
			w.observe(layers, i, in, out)
		}
		if w.visit != nil {
			w.visit(l, in, out)
		}
		if l.Kind.Weighted() || l.Kind == KindBatchNorm { // whose newest tensor shifts each channel
			w.tensors[len(w.tensors)-1].Inert = removesShifts(layers[i+1:])
		}
		in = out
	}
	return in, nil
}

// removesShifts reports whether layers give the same output when each channel
// of their input is shifted: whether a BatchNorm comes before anything else
// than layers that turn such a shift into another one. (Around residuals there
// are more such cases than it knows.)
func removesShifts(layers []LayerSpec) bool {
	for _, l := range layers {
		switch l.Kind {
		case KindBatchNorm:
			return true
		case KindDense, KindMaxPool, KindAvgPool, KindFlatten, KindWrap:
		case KindConv:
			if l.Pad > 0 { // what lies in the padding does not shift
				return false
			}
		default:
			return false
		}
	}
	return false
}

func (w *walker) step(in Shape, l LayerSpec) (Shape, error) {
	switch l.Kind {
	case KindDense:
		if l.Units < 1 {
			return Shape{}, errUnits
		}
		if in.H != 1 || in.W != 1 {
			return Shape{}, text.New("network.flat", "shape", in.Extents())
		}
		w.weighted([]int{l.Units, in.C}, in.C, l.Units)
		return Vector(l.Units), nil
	case KindConv:
		if l.Units < 1 {
			return Shape{}, errUnits
		}
		area := l.Kernel * l.KernelWidth()
		w.weighted([]int{l.Units, in.C, l.Kernel, l.KernelWidth()}, in.C*area, l.Units*area)
		return convShape(in, l)
	case KindMaxPool, KindAvgPool:
		return poolShape(in, l.Size)
	case KindFlatten:
		return Vector(in.Size()), nil
	case KindWrap:
		return wrapShape(in, l.Pad)
	case KindBatchNorm:
		w.vector(RoleGamma, in.C)
		w.vector(RoleBeta, in.C)
		return in, nil
	case KindLayerNorm:
		w.vector(RoleGamma, in.Size())
		w.vector(RoleBeta, in.Size())
		return in, nil
	case KindAct:
		if _, ok := ActivationByName(l.Act); !ok {
			return Shape{}, text.New("network.activation", "name", text.Echo(l.Act))
		}
		return in, nil
	case KindResidual:
		return w.residual(in, l)
	}
	return Shape{}, text.New("network.kind", "name", text.Echo(string(l.Kind)))
}

func (w *walker) weighted(dims []int, fanIn, fanOut int) {
	w.layer++
	w.tensors = append(w.tensors,
		TensorSpec{Role: RoleWeight, Layer: w.layer, Dims: dims, FanIn: fanIn, FanOut: fanOut},
		TensorSpec{Role: RoleBias, Layer: w.layer, Dims: dims[:1], FanIn: fanIn, FanOut: fanOut})
}

func (w *walker) vector(role Role, n int) {
	w.tensors = append(w.tensors, TensorSpec{Role: role, Layer: max(w.layer, 0), Dims: []int{n}})
}

func (w *walker) residual(in Shape, l LayerSpec) (Shape, error) {
	out, err := w.walk(in, l.Layers)
	if err != nil {
		return Shape{}, err
	}
	if out != in {
		return Shape{}, text.New("network.branch", "in", in.Extents(), "out", out.Extents())
	}
	return out, nil
}

func convShape(in Shape, l LayerSpec) (Shape, error) {
	if l.Kernel < 1 || l.Stride < 1 || l.Pad < 0 {
		return Shape{}, text.New("network.kernel", "kernel", l.Kernel, "stride", l.Stride, "pad", l.Pad)
	}
	h := (in.H+2*l.Pad-l.Kernel)/l.Stride + 1
	w := (in.W+2*l.Pad-l.KernelWidth())/l.Stride + 1
	if in.H+2*l.Pad < l.Kernel || in.W+2*l.Pad < l.KernelWidth() {
		return Shape{}, text.New("network.kernelFits", "high", l.Kernel, "wide", l.KernelWidth(), "imageHigh", in.H, "imageWide", in.W)
	}
	return Shape{l.Units, h, w}, nil
}

func wrapShape(in Shape, pad int) (Shape, error) {
	if pad < 0 || pad > min(in.H, in.W) {
		return Shape{}, text.New("network.wrap", "high", in.H, "wide", in.W, "most", min(in.H, in.W), "pad", pad)
	}
	return Shape{in.C, in.H + 2*pad, in.W + 2*pad}, nil
}

func poolShape(in Shape, size int) (Shape, error) {
	if size < 1 || in.H < size || in.W < size {
		return Shape{}, text.New("network.window", "size", size, "high", in.H, "wide", in.W)
	}
	return Shape{in.C, in.H / size, in.W / size}, nil
}
