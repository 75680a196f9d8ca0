package theory

import (
	"errors"

	"backflow/sim/nn"
)

// errIrregular is NetOf's answer to networks that are not a Net.
var errIrregular = errors.New("theory: only networks are known of equal hidden layers (weights, normalisation, activation; in a conv net odd kernels of stride 1, padded to keep the image's size) and one dense layer behind them; this one is built otherwise")

// NetOf describes the network of spec, whose weights are initialised by
// o.Scheme with o.Gain, to the theory: inputSquare is the mean square of a feature and
// neighbours what Neighbours says of images. The error says that spec is not a Net.
func NetOf(spec nn.Spec, o nn.InitOptions, inputSquare, neighbours float64) (Net, error) {
	n := Net{
		Init: o.Scheme, Gain: o.Gain, InputSquare: inputSquare, Neighbours: neighbours,
		Inputs: spec.Input.Size(), Kernel: 1, Norm: "none", Skip: "none",
	}
	layers := spec.Layers
	if len(layers) == 0 || layers[len(layers)-1].Kind != nn.KindDense {
		return Net{}, errIrregular
	}
	output, err := spec.Output()
	if err != nil {
		return Net{}, err
	}
	n.Outputs = output.C
	for i := 0; i < len(layers)-1; {
		used := n.read(layers[i:len(layers)-1], spec.Input)
		if used == 0 {
			return Net{}, errIrregular
		}
		i += used
	}
	if n.Depth == 0 {
		return Net{}, errIrregular
	}
	return n, n.head(spec)
}

// head fills in what the output layer sees.
func (n *Net) head(spec nn.Spec) error {
	tensors, err := spec.Tensors()
	if err != nil {
		return err
	}
	n.Head = tensors[len(tensors)-2].FanIn
	return nil
}

// read reads one block, and returns how many layers it has: 0 of one that does not fit.
func (n *Net) read(layers []nn.LayerSpec, in nn.Shape) int {
	switch l := layers[0]; {
	case l.Kind == nn.KindFlatten:
		return 1
	case l.Kind == nn.KindMaxPool:
		return n.readPool(l)
	case l.Kind == nn.KindResidual:
		skip := "plain"
		if l.Scale != 1 {
			skip = "scaled"
		}
		if n.hasSkips() && n.Skip != skip || len(l.Layers) == 0 || n.block(l.Layers, in) != len(l.Layers) {
			return 0
		}
		n.Skip = skip
		return 1
	default:
		return n.block(layers, in)
	}
}

func (n *Net) readPool(l nn.LayerSpec) int {
	if n.Depth == 0 || n.pooled(n.Depth-1) || n.PoolSize > 0 && n.PoolSize != l.Size {
		return 0
	}
	n.Pooled, n.PoolSize = append(n.Pooled, n.Depth), l.Size
	return 1
}

// block reads weights, normalisation and activation.
func (n *Net) block(layers []nn.LayerSpec, in nn.Shape) int {
	b := Net{Kernel: 1, Norm: "none", Width: layers[0].Units}
	switch l := layers[0]; {
	case l.Kind == nn.KindConv && l.Kernel == l.KernelWidth() && l.Kernel%2 == 1 && l.Stride == 1 && l.Pad == l.Kernel/2:
		b.Kernel = l.Kernel
	case l.Kind != nn.KindDense:
		return 0
	}
	used := 1
	if used < len(layers) && layers[used].Kind == nn.KindBatchNorm {
		b.Norm, used = "batch", used+1
	} else if used < len(layers) && layers[used].Kind == nn.KindLayerNorm {
		b.Norm, used = "layer", used+1
	}
	if used == len(layers) || layers[used].Kind != nn.KindAct {
		return 0
	}
	b.Act, b.Slope = layers[used].Act, layers[used].Slope
	if !n.take(b, in) {
		return 0
	}
	return used + 1
}

// take notes a hidden layer, which must be as those before it.
func (n *Net) take(b Net, in nn.Shape) bool {
	if n.Depth == 0 {
		n.Kernel, n.Norm, n.Width, n.Act, n.Slope = b.Kernel, b.Norm, b.Width, b.Act, b.Slope
		if b.Kernel > 1 {
			n.Inputs, n.Rows, n.Cols = in.C, in.H, in.W
		}
	}
	n.Depth++
	return n.Kernel == b.Kernel && n.Norm == b.Norm && n.Width == b.Width && n.Act == b.Act && n.Slope == b.Slope
}

// Neighbours is the cosine of the values of images at neighbouring pixels, taken over
// the six pairs of a window of 2×2; 0 of what is no image. x is (n, shape).
func Neighbours(x []float32, shape nn.Shape) float64 {
	size := shape.Size()
	if shape.H < 2 || shape.W < 2 || len(x) < size {
		return 0
	}
	var together, square float64
	for n := range len(x) / size {
		for c := range shape.C {
			p, s := windows(x[n*size+c*shape.H*shape.W:], shape.H, shape.W)
			together, square = together+p, square+s
		}
	}
	if square == 0 {
		return 0
	}
	return together / square
}

// windows sums, over all windows of 2×2, the mean product of its pairs and the
// mean square of its pixels: Σᵢ≠ⱼ xᵢ·xⱼ = (Σx)² − Σx².
func windows(x []float32, rows, cols int) (together, square float64) {
	for y := range rows - 1 {
		for i := y * cols; i < (y+1)*cols-1; i++ {
			a, b, c, d := float64(x[i]), float64(x[i+1]), float64(x[i+cols]), float64(x[i+cols+1])
			sum, squares := a+b+c+d, a*a+b*b+c*c+d*d
			together += (sum*sum - squares) / 12
			square += squares / 4
		}
	}
	return together, square
}
