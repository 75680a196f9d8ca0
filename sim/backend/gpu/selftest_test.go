package gpu

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/conformance"
	"backflow/sim/backend/cpu"
	"backflow/sim/text"
)

func TestSelfTestPasses(t *testing.T) {
	for _, m := range []shaders.Matmul{shaders.Blocked, shaders.Tiled} {
		t.Run(m.Name, func(t *testing.T) {
			if m.Name == shaders.Tiled.Name {
				compilesManyBarriers(t)
			}
			if err := SelfTest(multiplying(testDevice(t), m), func() backend.Backend { return cpu.New() }); err != nil {
				t.Error(err)
			}
		})
	}
}

// A device that computes something else must fail, whatever it is that
// differs.
func TestSelfTestFails(t *testing.T) {
	for name, wrong := range map[string]func(*backend.Observation){
		"output":     func(o *backend.Observation) { o.Output[0] *= 1.01 },
		"gradient":   func(o *backend.Observation) { o.Gradients[2][3] += 0.01 },
		"parameters": func(o *backend.Observation) { o.State.Params[0][1] = 0 },
		"loss":       func(o *backend.Observation) { o.Train.Loss *= 1.01 },
		"RMS δ":      func(o *backend.Observation) { o.Layers[1].DeltaRMS *= 1.01 },
		"ratio":      func(o *backend.Observation) { o.Layers[0].UpdateRatio = 0 },
		"histogram":  func(o *backend.Observation) { o.Layers[1].DeltaHist.Counts[3] += 20 },
		"zeros":      func(o *backend.Observation) { o.Layers[0].ActHist.Zeros += 20 },
	} {
		err := SelfTest(testDevice(t), func() backend.Backend { return conformance.Misreport(cpu.New(), wrong) })
		if err == nil || !strings.Contains(err.Error(), "self-test") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// A kernel that a driver has compiled to nothing must be noticed, in products of any
// size and in those of conv layers.
func TestSelfTestFailsOnABrokenKernel(t *testing.T) {
	for _, c := range []struct {
		name   string
		matmul shaders.Matmul
		broken func(*shaders.Matmul) *shaders.Kernel
		says   string
	}{
		{"blocked", shaders.Blocked, func(m *shaders.Matmul) *shaders.Kernel { return &m.Sets[0].Backward }, "self-test"},
		{"tiled", shaders.Tiled, func(m *shaders.Matmul) *shaders.Kernel { return &m.Sets[0].Backward }, "self-test"},
		{"tiled, larger", shaders.Tiled, func(m *shaders.Matmul) *shaders.Kernel { return &m.Sets[1].Backward }, "larger products"},
		{"conv forward", shaders.Tiled, func(m *shaders.Matmul) *shaders.Kernel { return &m.Conv.Forward }, "images"},
		{"conv backward", shaders.Tiled, func(m *shaders.Matmul) *shaders.Kernel { return &m.Conv.Backward }, "images"},
		{"conv gradient", shaders.Tiled, func(m *shaders.Matmul) *shaders.Kernel { return &m.Conv.Gradient }, "images"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.matmul.Name == shaders.Tiled.Name {
				compilesManyBarriers(t)
			}
			d := multiplying(testDevice(t), c.matmul)
			d.matmul.Sets = slices.Clone(c.matmul.Sets)
			k := c.broken(&d.matmul)
			k.SizeX, k.SizeY = 1, 1 // most of the result is never written
			err := SelfTest(d, func() backend.Backend { return cpu.New() })
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("a device that leaves out most of a product: error %v", err)
			}
		})
	}
}

func TestSelfTestNeedsItsPeer(t *testing.T) {
	if err := SelfTest(testDevice(t), func() backend.Backend { return refusing{cpu.New()} }); err == nil {
		t.Error("the self-test passes although its peer refused")
	}
}

type refusing struct{ backend.Backend }

func (refusing) Reset(backend.Problem) error {
	return &backend.UnsupportedError{Reason: text.Verbatim("no")}
}

// A device that is lost while it is tested has not failed its test.
func TestLossDuringTheSelfTest(t *testing.T) {
	d := anotherDevice(t, nil)
	d.Fail(Lost, text.Verbatim("a test took it"))
	var lost *backend.LostError
	if err := SelfTest(d, func() backend.Backend { panic("nothing is left to compare") }); !errors.As(err, &lost) || err.Error() != "the GPU was lost: a test took it" {
		t.Errorf("error %v", err)
	}
	d = anotherDevice(t, nil)
	d.Fail(Refused, text.Verbatim("no such kernel"))
	if err := SelfTest(d, func() backend.Backend { panic("nothing is left to compare") }); err == nil || errors.As(err, &lost) {
		t.Errorf("error %v of a device that is there", err)
	}
}
