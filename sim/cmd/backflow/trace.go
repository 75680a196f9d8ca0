package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"

	"backflow/sim/backend/cpu"
	"backflow/sim/backend/stats"
	"backflow/sim/nn/trace"
	"backflow/sim/text"
)

func runTrace(args []string, stdout, _ io.Writer) error {
	fs := newFlags("trace", text.Say("cli.usageTrace"), text.Say("cli.traceAbout"), stdout)
	backend := fs.String("backend", "ref", text.Say("cli.flagTracer"))
	short := fs.Bool("float32", false, text.Say("cli.flagFloat32"))
	args, err := fs.parse(args, 1, 1)
	if err != nil {
		return err
	}
	run, err := tracer(*backend, *short)
	if err != nil {
		return err
	}
	in, err := readTrace(args[0])
	if err != nil {
		return badFile(args[0], err)
	}
	report, err := run(in)
	if err != nil {
		return badFile(args[0], err)
	}
	return json.NewEncoder(stdout).Encode(report) // one line: its arrays are long
}

// tracer is what the flags ask for.
func tracer(backend string, short bool) (func(*trace.Input) (*trace.Report, error), error) {
	switch {
	case backend == "cpu" && short:
		return traceShort, nil
	case backend == "cpu":
		return traceCPU, nil
	case backend != "ref":
		return nil, badInput(text.New("cli.tracerIs", "name", text.Echo(backend)))
	case short:
		return nil, badInput(text.New("cli.float32OfReference"))
	}
	return (*trace.Input).Reference, nil
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

// traceCPU runs the network on the CPU backend's layers in float64.
func traceCPU(in *trace.Input) (*trace.Report, error) {
	return runLayers(in, in.Params, in.X, in.Y)
}

// traceShort runs it in float32.
func traceShort(in *trace.Input) (*trace.Report, error) {
	tensors := append([][]float64{in.X, in.Y}, in.Params...)
	short := make([][]float32, len(tensors))
	for i, t := range tensors {
		var err error
		if short[i], err = narrow(t); err != nil {
			return nil, err
		}
	}
	return runLayers(in, short[2:], short[0], short[1])
}

func runLayers[T stats.Real](in *trace.Input, params [][]T, x, y []T) (*trace.Report, error) {
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
			return nil, text.New("cli.beyondFloat32", "number", fmt.Sprint(x))
		}
	}
	return out, nil
}

func cpuLayers[T stats.Real](list []cpu.LayerTrace[T]) []trace.Layer[T] {
	layers := make([]trace.Layer[T], len(list))
	for i, l := range list {
		layers[i] = trace.Layer[T]{
			Kind: l.Kind, Out: l.Out, Delta: l.Delta, DX: l.DX,
			Gradients: l.Gradients, Layers: cpuLayers(l.Layers),
		}
	}
	return layers
}
