package viewtest

import (
	"fmt"
	"math"

	"backflow/sim/text"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// Measure is a little wider than the common system fonts.
func Measure(text string, size float32, bold bool) float32 {
	em := float32(0.56)
	if bold {
		em = 0.62
	}
	return em * size * float32(len([]rune(text)))
}

// Sample is a snapshot of lanes whose δ falls by a factor a layer.
func Sample(depth, width int, factors ...float64) *wire.Snapshot {
	snap := &wire.Snapshot{Running: true, Extent: 2, Points: []wire.Point{{X: 1, Y: -1, Class: 1}}}
	for i, factor := range factors {
		snap.Lanes = append(snap.Lanes, SampleLane(depth, width, factor, fmt.Sprintf("Lane %d", i)))
	}
	snap.Race = Race(depth+1, factors[0], 3)
	return snap
}

// SampleLane is a lane of a depth and a width whose δ falls by a factor a layer.
func SampleLane(depth, width int, factor float64, label string) wire.Lane {
	l := wire.Lane{
		Label: text.Verbatim(label), Loss: 0.6931, TrainAccuracy: 0.5, TestAccuracy: 0.49, Inputs: 2, Input: []float32{0.5, -1},
		Outputs: []float32{0.5}, FieldSide: 2, Field: []uint8{0, 80, 160, 255},
	}
	in := 2
	for i := range depth + 1 {
		units := width
		if i == depth {
			units = 1
		}
		delta := 0.1 * math.Pow(factor, float64(depth-i))
		l.Layers = append(l.Layers, sampleLayer(i, units, in, delta, factor))
		in = units
	}
	l.Layers[depth].Name = "out"
	l.Left = math.Pow(factor, float64(depth-1))
	l.Step, l.Trace = 12345, sampleTrace(depth+1, factor)
	l.Phase = samplePhase(depth, factor)
	l.Chart = Chart("jacobian", depth+1, factor)
	return l
}

func sampleLayer(i, units, in int, delta, theory float64) wire.Layer {
	shown, cols := min(units, 12), min(in, 12)
	y := wire.Layer{
		Name: fmt.Sprint(i + 1), Units: units, FanIn: in, DeltaRMS: delta, DWRMS: delta / 3, WRMS: 0.4, Theory: theory,
		Act: make([]float32, shown), Delta: make([]float32, shown), Flags: make([]uint8, shown),
		SampleIn: cols, W: make([]float32, shown*cols), DW: make([]float32, shown*cols),
	}
	for k := range y.Delta {
		y.Delta[k] = float32(delta)
	}
	y.Flags[0] = wire.UnitDead
	y.ActHist = wire.Histogram{Lo: -1, Hi: 2, Zeros: 0.25, Shares: []float32{0.25, 0.125, 0.375}}
	y.DeltaHist = wire.Histogram{Lo: -20, Hi: 0, Shares: []float32{0, 0.1, 0.6, 0.3}}
	y.DWHist = y.DeltaHist
	return y
}

// sampleTrace is a run of three bins.
func sampleTrace(layers int, factor float64) wire.Trace {
	t := wire.Trace{Steps: []uint32{0, 4000, 8000}, Loss: []float32{0.9, 0.9, 0.85, 0.8, 0.8, 0.7}}
	for bin := range t.Steps {
		for i := range layers {
			delta := scale.LevelOf(0.1*math.Pow(factor, float64(layers-1-i)), false)
			t.Levels = append(t.Levels, delta, delta+scale.Level(bin), delta-100, delta-90)
		}
	}
	return t
}

// samplePhase is a diagram of four columns, three of them computed: the
// gradient falls by a factor of 10, 1 and 1/10 a layer.
func samplePhase(depth int, factor float64) wire.Phase {
	p := wire.Phase{Lo: -1, Hi: 1, Columns: 4, Depths: 20, WeightVar: 1, Depth: min(depth, 20), Left: math.Pow(factor, float64(depth-1))}
	for column := range 3 {
		for d := range p.Depths {
			p.Levels = append(p.Levels, scale.LevelOfExp(float64(d*(column-1))))
		}
	}
	return p
}

// Convolve turns a hidden layer into a conv layer of two channels of 2 × 2.
func Convolve(y *wire.Layer) {
	y.MapW, y.MapH = 2, 2
	y.ActMaps = []uint8{0, 127, 128, 255, 1, 2, 3, 4}
	y.DeltaMaps = []uint8{0, scale.MapSize(1), scale.MapSize(1e-5), scale.MapSize(1e-10), 0, 0, 0, 0}
}

// Weigh gives every edge a weight that is drawn.
func Weigh(snap *wire.Snapshot) {
	for i := range snap.Lanes {
		for _, y := range snap.Lanes[i].Layers {
			for k := range y.W {
				y.W[k] = 0.5
			}
		}
	}
}

// TenClasses is a snapshot of digits with a confusion matrix.
func TenClasses() *wire.Snapshot {
	snap := Sample(2, 4, 1)
	l := &snap.Lanes[0]
	l.Field, l.FieldSide = nil, 0
	l.Outputs, l.Confusion = make([]float32, 10), make([]float32, 100)
	for i := range 10 {
		l.Confusion[11*i] = 90
		l.Confusion[10*i+(i+1)%10] = 10
	}
	return snap
}

// OddLane has all that the axis cannot show: an exact zero, an underflow, a
// value below, one above, and NaN.
func OddLane() wire.Lane {
	l := SampleLane(5, 2, 1, "Odd")
	l.Left = math.NaN()
	for i, delta := range []float64{0, 0, 1e-45, 7e3, math.NaN()} {
		l.Layers[i].DeltaRMS, l.Layers[i].DWRMS = delta, delta
	}
	l.Layers[1].Underflow = 1
	return l
}
