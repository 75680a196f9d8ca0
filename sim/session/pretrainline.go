package session

import (
	"fmt"
	"slices"

	"backflow/sim/experiment"
	"backflow/sim/num"
)

// news reports whether the parameters have changed since they were put into the
// lane's network. There is none from nil.
func (p *pretraining) news() bool { return p != nil && p.moved }

// name is that of the layer in hand.
func (p *pretraining) name() string { return p.spec.LayerNames()[p.layer] }

// progress is how many minibatches are done, of how many.
func (p *pretraining) progress() (done, total int) {
	if !p.busy() {
		return 0, 0
	}
	done = p.layer*pretrainSteps + p.step
	if p.encoder != nil { // the layer is trained and hands up
		done += pretrainSteps
	}
	return done, p.depth * pretrainSteps
}

// note says in a sentence what is going on.
func (p *pretraining) note() string {
	as := map[string]string{experiment.PretrainAutoencoder: "an auto-encoder", experiment.PretrainRBM: "an RBM"}[p.method]
	text := fmt.Sprintf("Pre-training layer %d of %d as %s", p.layer+1, p.depth, as)
	if p.layer < len(p.errors) {
		e := p.errors[p.layer]
		text += fmt.Sprintf(": reconstruction error %.3g, at first %.3g", float64(e.After), float64(e.Before))
	}
	return text + "."
}

// PretrainLine is a lane's pre-training in Stats.
type PretrainLine struct {
	Method      string          `json:"method"`
	Layer       int             `json:"layer"` // that is being trained, from 1; the last once all is done
	Layers      int             `json:"layers"`
	Minibatch   int             `json:"minibatch"` // of that layer
	Minibatches int             `json:"minibatches"`
	Done        bool            `json:"done"`
	Errors      []PretrainError `json:"errors"` // of the layers begun, input side first
}

// PretrainError is the RMS error with which the layer's input is reconstructed
// from its activations: at first, and by now.
type PretrainError struct {
	Name   string   `json:"name"`
	Before num.JSON `json:"before"`
	After  num.JSON `json:"after"`
}

// line is nil for nil.
func (p *pretraining) line() *PretrainLine {
	if p == nil {
		return nil
	}
	l := &PretrainLine{
		Method: p.method, Layer: min(p.layer+1, p.depth), Layers: p.depth,
		Minibatch: p.step, Minibatches: pretrainSteps, Done: !p.busy(), Errors: slices.Clone(p.errors),
	}
	if l.Done || p.encoder != nil {
		l.Minibatch = pretrainSteps
	}
	return l
}
