package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"runtime/debug"
	"strings"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/gpu"
	"backflow/sim/backend/ref"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/session"
	"backflow/sim/text"
)

// backends are the values of -backend.
var backends = []string{"ref", "cpu", "gpu"}

// parseQuery reads a query strictly: on the command line a mistake ends the
// program, as nobody may be there to see what was used instead. A lesson's address is what the lesson sets up.
func parseQuery(query string) (experiment.Config, error) {
	if opened, ok := lesson.Open(query); ok {
		query = opened.Query
	}
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		return cfg, badInput(problems[0].Message) // as a clause: without what the page does in its place
	}
	return cfg, nil
}

// useBackend applies -backend to a Config, whose own choice it overrides.
// Without either, the CPU computes: a run must be repeatable.
func useBackend(cfg *experiment.Config, name string) error {
	if cfg.VS.Param == "backend" {
		if name != "" {
			return badInput(text.New("cli.vsBackends", "name", text.Echo(name)))
		}
		return nil
	}
	if name == "" {
		name = cfg.Backend
	}
	switch name {
	case "ref", "cpu", "auto":
		cfg.Backend = "cpu" // the session's word for what Openers.CPU makes
	case "gpu":
		cfg.Backend = "gpu"
	default:
		return badInput(text.New("cli.backendIs", "name", text.Echo(name), "names", strings.Join(backends, ", ")))
	}
	return nil
}

// needsGPU reports whether any lane asks for one.
func needsGPU(cfg experiment.Config) bool {
	for _, l := range cfg.Lanes() {
		if l.Backend == "gpu" {
			return true
		}
	}
	return false
}

// openers wires the backends into a session. file is a table of the user's
// own, empty for the Config's data; asked tells a backend to give up its pass.
func openers(name, file string, device *gpu.Device, asked func() bool) session.Openers {
	o := session.Openers{
		CPU:    func() backend.Backend { return cpu.NewInterruptible(asked) },
		Memory: cpu.Memory,
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
			return loadData(file, name, seed)
		},
	}
	if name == "ref" {
		o.CPU = func() backend.Backend { return ref.NewInterruptible(asked) }
		o.Memory = ref.Memory
	}
	if device != nil {
		o.GPU = func(context.Context) (backend.GPU, error) { return testedGPU{device}, nil }
	}
	return o
}

// room is how much memory networks may take: what GOMEMLIMIT says, or as much
// as a good laptop has.
func room() int64 {
	const laptop = 16 << 30
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		return limit
	}
	return laptop
}

// testedGPU implements backend.GPU for a device that openGPU has tested.
type testedGPU struct{ *gpu.Device }

func (testedGPU) Test() error { return nil }

// openGPU finds a GPU and tests it.
func openGPU(ctx context.Context) (*gpu.Device, error) {
	device, err := gpu.Open(ctx, nil)
	if err != nil {
		return nil, badInput(text.New("cli.noGPU", "why", err))
	}
	if err := gpu.SelfTest(device, func() backend.Backend { return cpu.New() }); err != nil {
		device.Close()
		return nil, badInput(text.New("cli.gpuUnusable", "why", err))
	}
	return device, nil
}

// loadData returns the data set of a name, or a table from a file.
func loadData(file, name string, seed uint64) (*data.Set, error) {
	switch {
	case file != "":
		return loadTable(file, seed)
	case name == "digits":
		return mnist.Digits()
	}
	return data.Generate(name, seed)
}

func loadTable(path string, seed uint64) (*data.Set, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, badFile(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, badFile(path, err)
	}
	set, err := data.ReadCSV(sizedFile{f, info.Size()}, seed)
	if err != nil {
		return nil, badFile(path, err)
	}
	return set, nil
}

// sizedFile says how much there is to read.
type sizedFile struct {
	io.Reader
	size int64
}

// Size is what data.ReadCSV makes room for.
func (f sizedFile) Size() int64 { return f.size }

// badFile says what is wrong with a file.
func badFile(name string, err error) error {
	return badInput(text.New("cli.file", "name", name, "why", whyNot(err)))
}

// whyNot is what went wrong with a file, less the name that the caller puts
// before it.
func whyNot(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// useTable applies -data to a Config, whose own data it overrides, and refuses
// a table where the network needs images.
func useTable(cfg *experiment.Config, file string) error {
	if file == "" && cfg.Data == experiment.CustomData {
		return badInput(text.New("cli.customUnnamed"))
	}
	if file == "" {
		return nil
	}
	cfg.Data = experiment.CustomData
	for _, l := range cfg.Lanes() {
		if l.Model == "cnn" {
			return badInput(text.New("cli.imagesNeeded", "file", file))
		}
	}
	return nil
}

// argument is the optional QUERY.
func argument(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
