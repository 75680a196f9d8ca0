package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/data"
	"backflow/sim/text"
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
	return &backend.UnsupportedError{Reason: text.New("place.tooLarge", "name", name, "need", int(bytes>>20), "most", int(most>>20))}
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
func newMemory(d *Device, n *layout.Network, p backend.Problem) (*memory, error) {
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

func (m *memory) training(n *layout.Network, p backend.Problem) {
	m.params = filled(m, "parameters", n.Pack(p.State.Params))
	m.grads = filled(m, "gradients", make([]float32, n.Params)) // the gaps must be 0
	m.blocks = filled(m, "block table", n.Blocks())
	m.rates = m.floats("learning rates", shaders.Rates+len(n.Layers))
	m.norm = m.floats("gradient norm", shaders.NormFloats)
	m.moments = m.floats("optimiser's memory", 4) // bound where it is not used
	m.status = filled(m, "status", startingStatus(n, p))
	_, floats := n.Slots(p.Batch)
	m.acts = m.floats("activations", floats)
	m.pre = m.floats("pre-activations", floats)
	m.delta = m.floats("gradients", floats)
	m.targets = m.floats("targets", p.Batch*n.Goals())
	m.indices = m.floats("indices", p.Batch)
	m.losses = m.floats("losses", p.Batch)
	m.normMoments = m.floats("moments", 2*len(n.Stages)*n.NormGroups(p.Batch))
	m.normMeans = m.floats("means", 2*n.NormGroups(p.Batch))
	m.normParts = m.floats("parts of moments", 4*shaders.NormParts*n.NormGroups(max(p.Batch, n.EvalRows(n.Examples(p.Data.Train)))))
	m.convParts = m.floats("parts of gradients", n.ConvParts(m.d.matmul, p.Batch))
}

// remember makes room for the optimiser's memory, unless it is there.
func (m *memory) remember(n *layout.Network, sets int) error {
	if m.remembered || sets == 0 {
		return nil
	}
	m.moments = filled(m, "optimiser's memory", make([]float32, 2*n.Params))
	m.remembered = m.err == nil
	return m.err
}

// memories puts the moments of a state in their place and returns how many
// sets there are.
func (m *memory) memories(n *layout.Network, s backend.State) (sets int, err error) {
	sets = len(s.Moments) / len(n.Tensors)
	if sets == 0 {
		return 0, nil
	}
	if err := m.remember(n, sets); err != nil {
		return 0, err
	}
	for i := range sets {
		packed := n.Pack(s.Moments[i*len(n.Tensors):])
		if err := m.d.dev.Write(m.moments, i*n.Params, device.Bytes(packed)); err != nil {
			return 0, err
		}
	}
	return sets, nil
}

// statusWords is the size of status.wgsl's Status.
const statusWords = 4

// startingStatus is the first value of status.wgsl's Status.
func startingStatus(n *layout.Network, p backend.Problem) []uint32 {
	draw := data.NewMinibatches(n.Examples(p.Data.Train), p.Seed)
	epoch, place := draw.Position(p.State.Step, p.Batch, 0)
	return []uint32{uint32(p.State.Step), epoch, place, 0}
}

func (m *memory) data(n *layout.Network, p backend.Problem) {
	m.evalRows = n.EvalRows(n.Examples(p.Data.Train))
	rows := m.evalRows
	_, floats := n.EvalSlots(rows)
	m.evalActs = m.floats("activations", floats)
	m.evalPre = m.floats("pre-activations", floats)
	m.evalMoments = m.floats("moments", 2*len(n.Stages)*n.NormGroups(rows))
	m.trainScores = m.floats("scores", 2*max(1, n.Examples(p.Data.Train)))
	m.testScores = m.floats("scores", 2*max(1, n.Examples(p.Data.Test)))
	m.trainX = filled(m, "training examples", layout.Pad(p.Data.Train.X, n.Examples(p.Data.Train), n.Inputs))
	m.trainY = filled(m, "training targets", p.Data.Train.Y)
	m.testX = filled(m, "test examples", layout.Pad(p.Data.Test.X, n.Examples(p.Data.Test), n.Inputs))
	m.testY = filled(m, "test targets", p.Data.Test.Y)
}

func (m *memory) statistics(n *layout.Network, batch int) {
	m.layers = filled(m, "layer table", n.LayerTable(batch))
	layers := len(n.Layers)
	m.partials = m.floats("partial sums", layers*shaders.WeightSums*shaders.WeightFields)
	m.totals = m.floats("sums", layers*shaders.TotalFields)
	m.nothing = m.floats("blocked examples", (layers+1+n.WalkLevels())*batch)
	m.walk = filled(m, "way back", n.Walk(batch))
	m.units = m.floats("unit statistics", n.UnitParts(batch).Records*shaders.UnitFields)
}
