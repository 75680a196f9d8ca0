package session

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// headline is what both the page and the stage say of a lane, its numbers NaN where
// they are unknown. It is of one look, and while training runs it changes no more
// often than the page is told: two places that say the same must agree, and what
// changes with every minibatch cannot be read.
type headline struct {
	step              int     // of the look
	loss, train, test float64 // train and test are accuracies
	scored            float64 // the step that these belong to; the loss is the minibatch's where that is unknown
	outdated          bool    // the lane was further by then
	remaining         float64 // see remaining
	note              text.Message
	stopped           bool
}

func (l *lane) headline() headline {
	nan := math.NaN()
	h := headline{step: l.shown(), loss: l.loss(), train: nan, test: nan, scored: nan, remaining: remaining(l.obs), note: l.note, stopped: l.stopped}
	if c := &l.scores; c.known {
		h.train, h.test = c.train.Accuracy, c.test.Accuracy
		h.scored, h.outdated = float64(c.step), c.step != h.step
	}
	return h
}

// remaining is the share of the gradient that remains at layer 1: RMS δ there ÷ RMS δ
// at the last hidden layer. It is 0 where both are 0, and NaN where it is not known or
// there are fewer than two hidden layers.
func remaining(obs *backend.Observation) float64 {
	if obs == nil || len(obs.Layers) < 3 {
		return math.NaN()
	}
	first, last := obs.Layers[0].DeltaRMS, lastHidden(obs.Layers).DeltaRMS
	switch {
	case last > 0 && !math.IsInf(last, 0):
		return first / last
	case first == 0:
		return 0
	}
	return math.NaN()
}

// lastHidden is the layer before the output.
func lastHidden(layers []stats.Layer) *stats.Layer { return &layers[len(layers)-2] }

// predicted is the share of the gradient that theory expects to remain at layer 1; NaN
// where it predicts nothing.
func (l *lane) predicted() float64 {
	share := 1.0
	for _, factor := range l.theory[:max(0, len(l.theory)-2)] {
		share *= factor
	}
	return share
}

// equal reports whether two headlines say the same. Two unknown numbers are the same.
func (h headline) equal(o headline) bool {
	a, b := h.numbers(), o.numbers()
	for i := range a {
		if a[i] != b[i] && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
			return false
		}
	}
	return h.step == o.step && h.outdated == o.outdated && h.note.Equal(o.note) && h.stopped == o.stopped
}

func (h *headline) numbers() [5]float64 {
	return [...]float64{h.loss, h.train, h.test, h.scored, h.remaining}
}

// onto writes the headline into a frame.
func (h *headline) onto(w *wire.Lane) {
	w.Loss, w.TrainAccuracy, w.TestAccuracy, w.Left = h.loss, h.train, h.test, h.remaining
	w.ScoreStep, w.Outdated = h.scored, h.outdated
	w.Note, w.Diverged = h.note, h.stopped
}

// mustTell reports whether the page has to be told of the lanes before they are shown: it
// knows nothing of one, does not know that one has stopped, or knows other numbers of
// lanes that stand still.
func (s *Session) mustTell() bool {
	for _, l := range s.lanes {
		if l.told == nil || l.told.stopped != l.stopped || s.resting() && !l.told.equal(l.headline()) {
			return true
		}
	}
	return false
}

// Pictured reports whether the newest snapshot says of every lane what the newest
// account says.
func (s *Session) Pictured() bool {
	for _, l := range s.lanes {
		if l.told == nil || l.drawn == nil || !l.told.equal(*l.drawn) {
			return false
		}
	}
	return true
}
