package pretrain

import (
	"fmt"
	"slices"

	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/text"
)

// News reports whether the parameters have changed since they were put into the
// lane's network. There is none from nil.
func (p *Run) News() bool { return p != nil && p.moved }

// LayerName is that of the present layer.
func (p *Run) LayerName() string { return p.spec.LayerNames()[p.layer] }

// Progress is how many minibatches are done, of how many.
func (p *Run) Progress() (done, total int) {
	if !p.Busy() {
		return 0, 0
	}
	done = p.layer*Steps + p.step
	if p.encoder != nil { // the layer is trained, and encodes examples
		done += Steps
	}
	return done, p.depth * Steps
}

// Note says in a sentence what is going on.
func (p *Run) Note() text.Message {
	as := text.New("session.asAutoencoder")
	if p.method == experiment.PretrainRBM {
		as = text.New("session.asRBM")
	}
	if p.layer < len(p.errors) {
		e := p.errors[p.layer]
		return text.New("session.pretrainsSince", "layer", p.layer+1, "layers", p.depth, "as", as,
			"now", fmt.Sprintf("%.3g", float64(e.After)), "first", fmt.Sprintf("%.3g", float64(e.Before)))
	}
	return text.New("session.pretrains", "layer", p.layer+1, "layers", p.depth, "as", as)
}

// Line is a lane's pre-training in session.Stats.
type Line struct {
	Method      string  `json:"method"`
	Layer       int     `json:"layer"` // that is being trained, from 1; the last once all is done
	Layers      int     `json:"layers"`
	Minibatch   int     `json:"minibatch"` // of that layer
	Minibatches int     `json:"minibatches"`
	Done        bool    `json:"done"`
	Errors      []Error `json:"errors"` // of the layers begun, input side first
}

// Error is the RMS error with which the layer's input is reconstructed
// from its activations: at first, and by now.
type Error struct {
	Name   string   `json:"name"`
	Before num.JSON `json:"before"`
	After  num.JSON `json:"after"`
}

// Line is the account of it; nil for nil.
func (p *Run) Line() *Line {
	if p == nil {
		return nil
	}
	l := &Line{
		Method: p.method, Layer: min(p.layer+1, p.depth), Layers: p.depth,
		Minibatch: p.step, Minibatches: Steps, Done: !p.Busy(), Errors: slices.Clone(p.errors),
	}
	if l.Done || p.encoder != nil {
		l.Minibatch = Steps
	}
	return l
}
