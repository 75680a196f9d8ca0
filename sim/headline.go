package sim

import (
	"math"

	"backflow/sim/wire"
)

// headline is the figures that both the page and the stage give of a lane, NaN
// where unknown. They come from one look, and while training runs they change no
// more often than the page is told: two places that say the same must agree, and
// what changes with every minibatch cannot be read.
type headline struct {
	loss, train, test float64 // train and test are accuracies
	left              float64 // RMS δ at layer 1 ÷ that at the last hidden layer
}

func (l *lane) headline() headline {
	h := headline{l.loss(), math.NaN(), math.NaN(), math.NaN()}
	if l.scored {
		h.train, h.test = l.train.Accuracy, l.test.Accuracy
	}
	if l.obs == nil {
		return h
	}
	if hidden := l.obs.Layers[:len(l.obs.Layers)-1]; len(hidden) > 0 {
		if last := hidden[len(hidden)-1].DeltaRMS; last > 0 && !math.IsInf(last, 0) {
			h.left = hidden[0].DeltaRMS / last
		}
	}
	return h
}

// announce gives a frame the figures that the page has, or where it has none or
// training stands still, the newest.
func (l *lane) announce(w *wire.Lane, running bool) {
	h := l.headline()
	if running && l.told != nil {
		h = *l.told
	}
	w.Loss, w.TrainAccuracy, w.TestAccuracy, w.Left = h.loss, h.train, h.test, h.left
}
