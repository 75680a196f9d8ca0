package trace

import (
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// Report is what a backend computed, ready to be written as JSON.
type Report struct {
	Loss   num.JSON      `json:"loss"`
	Output tensor        `json:"output"`
	Layers []LayerReport `json:"layers"`
}

// LayerReport is one layer of a Report.
type LayerReport struct {
	Type     nn.Kind       `json:"type"`
	OutRMS   num.JSON      `json:"out_rms"`
	DeltaRMS num.JSON      `json:"delta_rms"`
	DXRMS    num.JSON      `json:"dx_rms"`
	DW       *tensor       `json:"dW,omitempty"`
	DB       *tensor       `json:"db,omitempty"`
	DGamma   *tensor       `json:"dgamma,omitempty"`
	DBeta    *tensor       `json:"dbeta,omitempty"`
	Layers   []LayerReport `json:"layers,omitempty"`
}

// Layer is what a backend computed for one layer, in its own precision.
type Layer[T stats.Real] struct {
	Kind           nn.Kind
	Out, Delta, DX []T
	// Gradients are of the layer's own tensors, as nn.Spec.Tensors orders them.
	Gradients [][]T
	Layers    []Layer[T] // a residual's branch
}

// NewReport gives a backend's numbers the shapes of the input.
func NewReport[T stats.Real](in *Input, loss float64, output []T, layers []Layer[T]) *Report {
	next := 0
	return &Report{
		Loss:   num.JSON(loss),
		Output: tensor{outputDims(in.Batch, in.out), widen(output)},
		Layers: reportLayers(in, layers, &next),
	}
}

// reportLayers counts in next the parameters met so far.
func reportLayers[T stats.Real](in *Input, layers []Layer[T], next *int) []LayerReport {
	reports := make([]LayerReport, len(layers))
	for i, l := range layers {
		r := LayerReport{
			Type: l.Kind, OutRMS: num.JSON(stats.RMS(l.Out)),
			DeltaRMS: num.JSON(stats.RMS(l.Delta)), DXRMS: num.JSON(stats.RMS(l.DX)),
		}
		for j, g := range l.Gradients {
			*r.gradient(j) = &tensor{in.paramDims[*next], widen(g)}
			*next++
		}
		r.Layers = reportLayers(in, l.Layers, next)
		reports[i] = r
	}
	return reports
}

// gradient is where the j-th of the layer's own gradients belongs.
func (r *LayerReport) gradient(j int) **tensor {
	if r.Type.Weighted() {
		return [2]**tensor{&r.DW, &r.DB}[j]
	}
	return [2]**tensor{&r.DGamma, &r.DBeta}[j]
}

func widen[T stats.Real](xs []T) []float64 {
	wide := make([]float64, len(xs))
	for i, x := range xs {
		wide[i] = float64(x)
	}
	return wide
}

// Reference runs the network on the float64 reference.
func (in *Input) Reference() (*Report, error) {
	net, err := nn.New(in.Spec, in.Params)
	if err != nil {
		return nil, err
	}
	output := net.Forward(in.X, nn.Pass{Batch: in.Batch})
	loss := net.Backward(in.Y)
	return NewReport(in, loss, output, nodes(net.Nodes)), nil
}

func nodes(list []*nn.Node) []Layer[float64] {
	layers := make([]Layer[float64], len(list))
	for i, n := range list {
		layers[i] = Layer[float64]{
			Kind: n.Spec.Kind, Out: n.Out, Delta: n.DOut, DX: n.DIn,
			Gradients: n.DParams, Layers: nodes(n.Branch),
		}
	}
	return layers
}
