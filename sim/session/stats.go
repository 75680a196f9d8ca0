package session

import (
	"math"
	"time"

	"backflow/sim/backend/stats"
	"backflow/sim/num"
	"backflow/sim/session/instruments"
	"backflow/sim/session/pretrain"
	"backflow/sim/text"
)

// Stats is the public account of a session: what stats() of the embed API
// resolves to, and what the command line prints as JSON.
type Stats struct {
	Step    int        `json:"step"`    // of the slowest lane that goes on; where none does, of the farthest
	Samples int        `json:"samples"` // examples that lane has trained on
	WallMs  float64    `json:"wallMs"`  // time spent training since the reset, without pre-training
	Lanes   []LaneLine `json:"lanes"`
}

// LaneLine is one lane of Stats.
type LaneLine struct {
	Label   text.Message `json:"label"`
	Backend string       `json:"backend"`
	Adapter string       `json:"adapter"`
	Why     text.Message `json:"why"` // why this backend runs, one sentence
	Step    int          `json:"step"`
	// ScoreStep is the step that losses and accuracies belong to, which while
	// training runs may be an earlier one. It is null before the first evaluation:
	// Loss is then the minibatch's at Step, and the others are null.
	ScoreStep   *int     `json:"scoreStep"`
	Loss        num.JSON `json:"loss"`     // train
	Accuracy    num.JSON `json:"accuracy"` // train
	TestLoss    num.JSON `json:"testLoss"`
	TestAcc     num.JSON `json:"testAccuracy"`
	StepsPerSec num.JSON `json:"stepsPerSec"`
	// Remaining is the share of the gradient that remains at layer 1, RMS δ there ÷ at
	// the last hidden layer; Predicted is what sim/theory expects of it. Each is null
	// where it is not known, both with fewer than two hidden layers.
	Remaining num.JSON `json:"remaining"`
	Predicted num.JSON `json:"predicted"`
	// UpdateSpan is the largest ÷ the smallest of the layers' updateRatio; null where there
	// is one layer only, and where a layer does not change at all.
	UpdateSpan num.JSON     `json:"updateSpan"`
	Diverged   bool         `json:"diverged"`
	Note       text.Message `json:"note"` // one sentence about the lane's state, empty when all is well
	Layers     []LayerLine  `json:"layers"`
	// Pretraining is null for a lane without.
	Pretraining *pretrain.Line `json:"pretraining"`
	// Instruments are those that are asked for, by name.
	Instruments map[string]instruments.Line `json:"instruments,omitempty"`
}

// LayerLine is one observed layer of a lane.
type LayerLine struct {
	Name        string   `json:"name"`
	ActMean     num.JSON `json:"actMean"`
	ActRMS      num.JSON `json:"actRMS"`
	DeltaRMS    num.JSON `json:"deltaRMS"`
	DWRMS       num.JSON `json:"dwRMS"`
	WRMS        num.JSON `json:"wRMS"`
	UpdateRatio num.JSON `json:"updateRatio"`
	Lost        num.JSON `json:"lost"` // share of W that the next step leaves as it is
	Saturated   num.JSON `json:"saturated"`
	Dead        num.JSON `json:"dead"`
	Zeros       num.JSON `json:"zeros"`
	Underflow   num.JSON `json:"underflow"`
	Factor      num.JSON `json:"factor"`   // δ here ÷ δ of the next layer; null for the last
	SlopeRMS    num.JSON `json:"slopeRMS"` // of φ′(z)
	Rest        num.JSON `json:"rest"`     // factor ÷ slopeRMS: what is left for the weights; null where factor is, or slopeRMS is 0
	Theory      num.JSON `json:"theory"`   // what sim/theory predicts for Factor; null where it predicts nothing

	// The histograms of a view that shows them: of a, δ and ∂C/∂W.
	ActHist   *HistogramLine `json:"actHist,omitempty"`
	DeltaHist *HistogramLine `json:"deltaHist,omitempty"`
	DWHist    *HistogramLine `json:"dwHist,omitempty"`
}

// HistogramLine is a Histogram: HistogramBins equal bins from lo to hi, of a
// linearly, of δ and ∂C/∂W of log10 |x|; exact zeros are in none of them.
type HistogramLine struct {
	Lo     num.JSON `json:"lo"`
	Hi     num.JSON `json:"hi"`
	Counts []uint32 `json:"counts"`
	Zeros  uint32   `json:"zeros"`
}

// histogramLine is nil for a histogram that nobody asked for.
func histogramLine(h *stats.Histogram) *HistogramLine {
	if h == nil {
		return nil
	}
	return &HistogramLine{num.JSON(h.Lo), num.JSON(h.Hi), h.Counts[:], h.Zeros}
}

// Stats looks at the lanes, if there is anything new to see, and accounts for
// them.
func (s *Session) Stats() Stats {
	s.look(evaluateDue)
	return s.account()
}

// quickLook is how long a look may keep an answer waiting.
const quickLook = 200 * time.Millisecond

// Glance accounts for the lanes by the newest look at them. It reports false
// where there is none since the start, and where another is quick: Stats is then
// the better answer.
func (s *Session) Glance() (stats Stats, ok bool) {
	for _, l := range s.lanes {
		if l.obs == nil {
			return Stats{}, false
		}
	}
	if cost, _ := s.lookCost(); cost <= quickLook {
		return Stats{}, false
	}
	return s.account(), true
}

func (s *Session) account() Stats {
	out := Stats{WallMs: float64(s.wall) / float64(time.Millisecond), Lanes: []LaneLine{}}
	for i, l := range s.lanes {
		h := l.headline()
		l.told = &h
		line := l.line(h)
		line.StepsPerSec = num.JSON(s.perSecond(i))
		line.Instruments = s.readings(l)
		out.Lanes = append(out.Lanes, line)
	}
	if l := s.slowest(); l != nil {
		out.Step, out.Samples = l.shown(), l.shown()*l.Batch
	}
	return out
}

// slowest is the lane that is least far of those that go on, or where none does
// the one that has come farthest; nil where there are no lanes.
func (s *Session) slowest() (slowest *lane) {
	for _, l := range s.lanes {
		switch {
		case slowest == nil,
			!s.goes(slowest) && s.goes(l),
			!s.goes(slowest) && l.shown() > slowest.shown(),
			s.goes(slowest) && s.goes(l) && l.shown() < slowest.shown():
			slowest = l
		}
	}
	return slowest
}

// shown is the step that the numbers belong to.
func (l *lane) shown() int {
	if l.obs == nil || l.stopped {
		return l.step
	}
	return l.obs.Step
}

func (l *lane) line(h headline) LaneLine {
	info := l.backend.Info()
	line := LaneLine{
		Label: l.Label, Backend: info.Name, Adapter: info.Adapter, Why: l.place.Why(),
		Step: l.shown(), ScoreStep: l.scores.line(), Loss: num.JSON(h.loss), Accuracy: num.JSON(h.train), TestLoss: num.JSON(math.NaN()), TestAcc: num.JSON(h.test),
		Diverged: l.stopped, Note: l.note, Layers: []LayerLine{},
		Pretraining: l.pre.Line(),
		Remaining:   num.JSON(h.remaining), Predicted: num.JSON(math.NaN()), UpdateSpan: num.JSON(math.NaN()),
	}
	if l.scores.known {
		line.TestLoss = num.JSON(l.scores.test.Loss)
	}
	if l.obs == nil {
		return line
	}
	if len(l.theory) >= 3 {
		line.Predicted = num.JSON(l.predicted())
	}
	line.UpdateSpan = num.JSON(updateSpan(l.obs.Layers))
	for i, y := range l.obs.Layers {
		line.Layers = append(line.Layers, layerLine(y, l.theory[i]))
	}
	return line
}

func layerLine(y stats.Layer, theory float64) LayerLine {
	return LayerLine{
		Name: y.Name, ActMean: num.JSON(y.ActMean), ActRMS: num.JSON(y.ActRMS),
		DeltaRMS: num.JSON(y.DeltaRMS), DWRMS: num.JSON(y.DWRMS), WRMS: num.JSON(y.WRMS),
		UpdateRatio: num.JSON(y.UpdateRatio), Lost: num.JSON(y.Lost), Saturated: num.JSON(y.Saturated), Dead: num.JSON(y.Dead),
		Zeros: num.JSON(y.Zeros), Underflow: num.JSON(y.Underflow),
		Factor: num.JSON(y.Factor), SlopeRMS: num.JSON(y.SlopeRMS), Rest: num.JSON(y.Rest), Theory: num.JSON(theory),
		ActHist: histogramLine(y.ActHist), DeltaHist: histogramLine(y.DeltaHist), DWHist: histogramLine(y.DWHist),
	}
}
