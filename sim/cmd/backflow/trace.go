package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"

	"backflow/sim/cpu"
	"backflow/sim/nn/trace"
)

const traceAbout = `Runs the network of FILE.json, given with explicit weights, inputs and targets, once
forward and once backward, and prints every gradient as JSON. FILE may be - for standard
input. ARCHITECTURE.md and package sim/nn/trace describe the format.`

func runTrace(args []string, stdout, _ io.Writer) error {
	fs := newFlags("trace", "[-backend ref|cpu] FILE.json", traceAbout, stdout)
	backend := fs.String("backend", "ref", "`ref` (float64) or cpu (float32)")
	args, err := fs.parse(args, 1, 1)
	if err != nil {
		return err
	}
	run, ok := map[string]func(*trace.Input) (*trace.Report, error){
		"ref": (*trace.Input).Reference, "cpu": traceCPU,
	}[*backend]
	if !ok {
		return badInput("-backend is “%s”; trace runs on ref or cpu", *backend)
	}
	in, err := readTrace(args[0])
	if err != nil {
		return badInput("%s: %v", args[0], err)
	}
	report, err := run(in)
	if err != nil {
		return badInput("%s: %v", args[0], err)
	}
	return json.NewEncoder(stdout).Encode(report) // one line: its arrays are long
}

func readTrace(path string) (*trace.Input, error) {
	if path == "-" {
		return trace.Read(os.Stdin)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return trace.Read(f)
}

// traceCPU runs the network in float32.
func traceCPU(in *trace.Input) (*trace.Report, error) {
	params := make([][]float32, len(in.Params))
	for i, p := range in.Params {
		var err error
		if params[i], err = narrow(p); err != nil {
			return nil, err
		}
	}
	x, err := narrow(in.X)
	if err != nil {
		return nil, err
	}
	y, err := narrow(in.Y)
	if err != nil {
		return nil, err
	}
	t, err := cpu.RunTrace(in.Spec, params, x, y)
	if err != nil {
		return nil, err
	}
	return trace.NewReport(in, t.Loss, t.Output, cpuLayers(t.Layers)), nil
}

// narrow rounds to float32, which must hold every number.
func narrow(xs []float64) ([]float32, error) {
	out := make([]float32, len(xs))
	for i, x := range xs {
		out[i] = float32(x)
		if math.IsInf(float64(out[i]), 0) {
			return nil, fmt.Errorf("%g does not fit into float32, which the CPU backend computes in", x)
		}
	}
	return out, nil
}

func cpuLayers(list []cpu.LayerTrace) []trace.Layer[float32] {
	layers := make([]trace.Layer[float32], len(list))
	for i, l := range list {
		layers[i] = trace.Layer[float32]{
			Kind: l.Kind, Out: l.Out, Delta: l.Delta, DX: l.DX,
			Gradients: l.Gradients, Layers: cpuLayers(l.Layers),
		}
	}
	return layers
}
