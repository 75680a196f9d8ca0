package format

import (
	"backflow/sim/text"
	"backflow/sim/wire"
)

// LayerName names a layer in a sentence.
func LayerName(y *wire.Layer) string {
	if y.Name == output {
		return text.Say("picture.outputLayer")
	}
	return text.Say("picture.layer", "name", y.Name)
}

// output is the name of the last layer in a snapshot.
const output = "out"

// ShortLayerName is a layer's name on an axis: its number, or a word for the output.
func ShortLayerName(y *wire.Layer) string {
	if y.Name == output {
		return text.Say("picture.out")
	}
	return y.Name
}

// StepsOf names the steps of a bin of a run.
func StepsOf(t *wire.Trace, bin int) string {
	steps := t.Steps
	if bin+1 < len(steps) && steps[bin+1] > steps[bin]+1 {
		return text.Say("picture.steps", "from", Count(int(steps[bin])), "to", Count(int(steps[bin+1]-1)))
	}
	return text.Say("picture.step", "step", Count(int(steps[bin])))
}

// List tells of one thing after another.
func List(things []string) string {
	if len(things) == 0 {
		return ""
	}
	list := things[0]
	for _, next := range things[1:] {
		list = text.Say("picture.list", "list", list, "next", next)
	}
	return list
}

// Range is all from one number to another.
func Range(low, high string) string {
	if low == high {
		return low
	}
	return text.Say("picture.range", "low", low, "high", high)
}

// Layers is a count of layers.
func Layers(n int) string { return text.SayCount("picture.layers", n, Count(n)) }

// DeltaRMS is an RMS of δ with what it is.
func DeltaRMS(x float64) string { return text.Say("picture.rmsDeltaIs", "value", Number(x)) }
