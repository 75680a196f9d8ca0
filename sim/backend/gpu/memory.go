package gpu

import (
	"fmt"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/data"
)

// memory is every buffer of a backend that a program uses.
type memory struct {
	d   *Device
	all []*device.Buffer
	err error

	params, grads *device.Buffer
	blocks, rates *device.Buffer // see update.wgsl
	moments, norm *device.Buffer
	remembered    bool // whether there is room for moments
	status        *device.Buffer

	table, scratch *device.Buffer // of the fused kernels; see fused.wgsl

	acts, pre, delta         *device.Buffer // one minibatch
	targets, indices, losses *device.Buffer

	trainX, trainY, testX, testY *device.Buffer

	// What normalisation layers and conv layers keep between their dispatches.
	normMoments, normParts, normMeans, convParts *device.Buffer

	// A stretch of other inputs on its way through the network; see rooms.
	evalRows                                                int
	evalActs, evalPre, evalMoments, trainScores, testScores *device.Buffer

	// Statistics; see stats.wgsl.
	layers, partials, totals, nothing, units, walk *device.Buffer
}

// floats makes a buffer that programs use.
func (m *memory) floats(name string, n int) *device.Buffer {
	if m.err == nil {
		m.err = m.d.room(name, n)
	}
	if m.err != nil {
		return nil
	}
	var b *device.Buffer
	if b, m.err = m.d.dev.NewBuffer(name, n); m.err != nil {
		return nil
	}
	m.all = append(m.all, b)
	return b
}

// room returns a *backend.UnsupportedError where a buffer of so many floats does
// not fit, with the name of what it would hold.
func (d *Device) room(name string, floats int) error {
	most, bytes := d.dev.MostBytes(), 4*uint64(floats)
	if bytes <= most {
		return nil
	}
	return &backend.UnsupportedError{Reason: fmt.Sprintf(
		"The %s of this network take %d MiB on the GPU, and this GPU gives at most %d MiB at a time.", name, bytes>>20, most>>20)}
}

// filled makes a buffer that starts with the given contents.
func filled[T uint32 | float32](m *memory, name string, contents []T) *device.Buffer {
	b := m.floats(name, len(contents))
	if m.err == nil && len(contents) > 0 {
		m.err = m.d.dev.Write(b, 0, device.Bytes(contents))
	}
	return b
}

func (m *memory) release() {
	for _, b := range m.all {
		m.d.dev.Free(b)
	}
	*m = memory{d: m.d}
}

// newMemory makes and fills the buffers for a problem.
func newMemory(d *Device, n *network, p backend.Problem) (*memory, error) {
	m := &memory{d: d}
	m.training(n, p)
	m.data(n, p)
	m.statistics(n, p.Batch)
	return m.whole()
}

// whole is m if there was room for all of it; nothing is kept of it otherwise.
func (m *memory) whole() (*memory, error) {
	if m.err != nil {
		err := m.err
		m.d.dev.Settle()
		m.release()
		return nil, err
	}
	return m, nil
}

func (m *memory) training(n *network, p backend.Problem) {
	m.params = filled(m, "parameters", n.pack(p.State.Params))
	m.grads = filled(m, "gradients", make([]float32, n.params)) // the gaps must be 0
	m.blocks = filled(m, "block table", n.blocks())
	m.rates = m.floats("learning rates", shaders.Rates+len(n.layers))
	m.norm = m.floats("gradient norm", shaders.NormFloats)
	m.moments = m.floats("optimiser's memory", 4) // bound where it is not used
	m.status = filled(m, "status", startingStatus(n, p))
	_, floats := n.slots(p.Batch)
	m.acts = m.floats("activations", floats)
	m.pre = m.floats("pre-activations", floats)
	m.delta = m.floats("gradients", floats)
	m.targets = m.floats("targets", p.Batch*n.goals())
	m.indices = m.floats("indices", p.Batch)
	m.losses = m.floats("losses", p.Batch)
	m.normMoments = m.floats("moments", 2*len(n.stages)*n.normGroups(p.Batch))
	m.normMeans = m.floats("means", 2*n.normGroups(p.Batch))
	m.normParts = m.floats("parts of moments", 4*shaders.NormParts*n.normGroups(max(p.Batch, n.evalRows(n.examples(p.Data.Train)))))
	m.convParts = m.floats("parts of gradients", n.convParts(m.d.matmul, p.Batch))
}

// remember makes room for the optimiser's memory, unless it is there.
func (m *memory) remember(n *network, sets int) error {
	if m.remembered || sets == 0 {
		return nil
	}
	m.moments = filled(m, "optimiser's memory", make([]float32, 2*n.params))
	m.remembered = m.err == nil
	return m.err
}

// memories puts the moments of a state in their place and returns how many
// sets there are.
func (m *memory) memories(n *network, s backend.State) (sets int, err error) {
	sets = len(s.Moments) / len(n.tensors)
	if sets == 0 {
		return 0, nil
	}
	if err := m.remember(n, sets); err != nil {
		return 0, err
	}
	for i := range sets {
		packed := n.pack(s.Moments[i*len(n.tensors):])
		if err := m.d.dev.Write(m.moments, i*n.params, device.Bytes(packed)); err != nil {
			return 0, err
		}
	}
	return sets, nil
}

// statusWords is the size of status.wgsl's Status.
const statusWords = 4

// startingStatus is the first value of status.wgsl's Status.
func startingStatus(n *network, p backend.Problem) []uint32 {
	draw := data.NewMinibatches(n.examples(p.Data.Train), p.Seed)
	epoch, place := draw.Position(p.State.Step, p.Batch, 0)
	return []uint32{uint32(p.State.Step), epoch, place, 0}
}

func (m *memory) data(n *network, p backend.Problem) {
	m.evalRows = n.evalRows(n.examples(p.Data.Train))
	rows := m.evalRows
	_, floats := n.evalSlots(rows)
	m.evalActs = m.floats("activations", floats)
	m.evalPre = m.floats("pre-activations", floats)
	m.evalMoments = m.floats("moments", 2*len(n.stages)*n.normGroups(rows))
	m.trainScores = m.floats("scores", 2*max(1, n.examples(p.Data.Train)))
	m.testScores = m.floats("scores", 2*max(1, n.examples(p.Data.Test)))
	m.trainX = filled(m, "training examples", pad(p.Data.Train.X, n.examples(p.Data.Train), n.inputs))
	m.trainY = filled(m, "training targets", p.Data.Train.Y)
	m.testX = filled(m, "test examples", pad(p.Data.Test.X, n.examples(p.Data.Test), n.inputs))
	m.testY = filled(m, "test targets", p.Data.Test.Y)
}

func (m *memory) statistics(n *network, batch int) {
	m.layers = filled(m, "layer table", n.layerTable(batch))
	layers := len(n.layers)
	m.partials = m.floats("partial sums", layers*shaders.WeightSums*shaders.WeightFields)
	m.totals = m.floats("sums", layers*shaders.TotalFields)
	m.nothing = m.floats("blocked examples", (layers+1+n.walkLevels())*batch)
	m.walk = filled(m, "way back", n.walk(batch))
	m.units = m.floats("unit statistics", n.unitParts(batch).records*shaders.UnitFields)
}
