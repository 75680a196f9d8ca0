package format

import "backflow/sim/wire"

// LayerName names a layer in a sentence.
func LayerName(y *wire.Layer) string {
	if y.Name == "out" {
		return "output layer"
	}
	return "layer " + y.Name
}

// StepsOf names the steps of a bin of a run.
func StepsOf(t *wire.Trace, bin int) string {
	steps := t.Steps
	if bin+1 < len(steps) && steps[bin+1] > steps[bin]+1 {
		return "steps " + Count(int(steps[bin])) + "–" + Count(int(steps[bin+1]-1))
	}
	return "step " + Count(int(steps[bin]))
}
