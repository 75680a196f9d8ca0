package session

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
	scored            float64 // the step that these belong to; the loss is the minibatch's where that is unknown
	outdated          bool    // the lane was further by then
	left              float64 // RMS δ at layer 1 ÷ that at the last hidden layer
}

func (l *lane) headline() headline {
	nan := math.NaN()
	h := headline{loss: l.loss(), train: nan, test: nan, scored: nan, left: nan}
	if c := &l.scores; c.known {
		h.train, h.test = c.train.Accuracy, c.test.Accuracy
		h.scored, h.outdated = float64(c.step), c.step != l.shown()
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
	w.ScoreStep, w.Outdated = h.scored, h.outdated
}
