package gpu

import (
	"math"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/backend/stats"
)

// histograms counts where the values are, so that a look brings back some
// hundred bytes a layer however large the minibatch is. See histogram.wgsl.
type histograms struct {
	program        *device.Program
	edges, records *device.Buffer
}

// newHistograms makes what counts the activations, δ and gradients that a pass
// has left.
func newHistograms(d *Device, n *layout.Network, m *memory, batch int) (h *histograms, err error) {
	h = &histograms{}
	defer func() {
		if err != nil {
			h.release(d)
			h = nil
		}
	}()
	edges := logEdges()
	if h.edges, err = d.dev.NewBuffer("edges of bins", len(edges)); err != nil {
		return h, err
	}
	if err := d.dev.Write(h.edges, 0, device.Bytes(edges)); err != nil {
		return h, err
	}
	if h.records, err = d.dev.NewBuffer("histograms", n.HistogramFields()); err != nil {
		return h, err
	}
	h.program, err = h.assemble(newAssembler(d), n, m, batch)
	return h, err
}

func (h *histograms) assemble(a *assembler, n *layout.Network, m *memory, batch int) (*device.Program, error) {
	layers, none := uint32(len(n.Layers)), shaders.Options{}
	a.add(shaders.ClearRecords, none, shaders.HistogramFields, layers, nil, h.records)
	for series, values := range []*device.Buffer{m.acts, m.delta, m.grads} {
		uniform := []uint32{uint32(batch), uint32(series)}
		if series == 0 {
			a.add(shaders.ActExtremes, none, n.Counters(batch), layers, uniform, m.layers, values, h.records)
		}
		a.add(shaders.CountValues, none, n.Counters(batch), layers, uniform, m.layers, values, h.edges, h.records)
	}
	return a.Program()
}

// logEdges are those of the bins of log histograms, as bits.
func logEdges() []uint32 {
	edges := stats.LogEdges()
	bits := make([]uint32, len(edges))
	for i, e := range edges {
		bits[i] = math.Float32bits(e)
	}
	return bits
}

// readHistograms fills in a layer's from its record.
func readHistograms(l *stats.Layer, record []uint32) {
	lo, hi := math.Inf(1), math.Inf(-1)
	if record[0] <= record[1] {
		lo, hi = ofKey(record[0]), ofKey(record[1])
	}
	l.ActHist = stats.NewLinearHistogram(lo, hi)
	l.DeltaHist, l.DWHist = stats.NewLogHistogram(), stats.NewLogHistogram()
	for i, h := range []*stats.Histogram{l.ActHist, l.DeltaHist, l.DWHist} {
		counts := record[2+i*shaders.HistogramCounts:][:shaders.HistogramCounts]
		h.Zeros = counts[copy(h.Counts[:], counts)]
	}
}

// ofKey is the float that histogram.wgsl has made a key of.
func ofKey(key uint32) float64 {
	const sign = 1 << 31
	if key&sign == 0 {
		return float64(math.Float32frombits(^key))
	}
	return float64(math.Float32frombits(key &^ sign))
}

func (h *histograms) release(d *Device) {
	if h.program != nil {
		h.program.Release()
	}
	d.dev.Free(h.edges)
	d.dev.Free(h.records)
}
