package sim

import "encoding/json"

// Stats is the public account of a session: what stats() of the embed API
// resolves to, and what the command line prints as JSON.
type Stats struct {
	Step    int        `json:"step"`    // the slowest lane's
	Samples int        `json:"samples"` // examples that lane has trained on
	WallMs  float64    `json:"wallMs"`  // time spent training since the reset
	Lanes   []LaneLine `json:"lanes"`
}

// LaneLine is one lane of Stats.
type LaneLine struct {
	Label       string      `json:"label"`
	Backend     string      `json:"backend"`
	Adapter     string      `json:"adapter"`
	Why         string      `json:"why"` // why this backend runs, one sentence
	Step        int         `json:"step"`
	Loss        Number      `json:"loss"`
	Accuracy    Number      `json:"accuracy"` // train
	TestLoss    Number      `json:"testLoss"`
	TestAcc     Number      `json:"testAccuracy"`
	StepsPerSec Number      `json:"stepsPerSec"`
	Diverged    bool        `json:"diverged"`
	Note        string      `json:"note"` // one sentence about the lane's state, empty when all is well
	Layers      []LayerLine `json:"layers"`
}

// LayerLine is one observed layer of a lane.
type LayerLine struct {
	Name        string `json:"name"`
	ActMean     Number `json:"actMean"`
	ActRMS      Number `json:"actRMS"`
	DeltaRMS    Number `json:"deltaRMS"`
	DWRMS       Number `json:"dwRMS"`
	WRMS        Number `json:"wRMS"`
	UpdateRatio Number `json:"updateRatio"`
	Saturated   Number `json:"saturated"`
	Dead        Number `json:"dead"`
	Zeros       Number `json:"zeros"`
	Underflow   Number `json:"underflow"`
	Factor      Number `json:"factor"` // δ here ÷ δ of the next layer; null for the last
	Theory      Number `json:"theory"` // what sim/theory predicts for Factor; null where it predicts nothing
}

// Number is a float64 whose JSON is null where it is not finite: JSON has no
// NaN, and a consumer must be able to parse every answer.
type Number float64

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	if !Finite(float64(n)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}
