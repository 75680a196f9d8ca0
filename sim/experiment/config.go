// Package experiment says what an experiment is: a Config, the table of its
// parameters, its text form as a query string, the lanes that it compares, and what
// each of them is made of: a network, its first parameters, and what theory predicts.
package experiment

import "backflow/sim/text"

// Config says everything about an experiment. It is a value: a control on the
// page makes a new one. The query string of the page is its one text form; see
// ParseQuery and Config.Query. The table Params describes each field.
type Config struct {
	Data  string
	Model string
	Depth int // hidden layers
	Width int // units a hidden layer, or channels of a conv layer
	Act   string
	Slope float64
	Init  string
	Gain  float64
	Norm  string
	Skip  string

	Opt     string
	LR      float64
	LayerLR string // "none", "equalise", or factors separated by commas
	Clip    float64
	Decay   float64
	Batch   int

	Pretrain string // PretrainNone, PretrainAutoencoder or PretrainRBM

	Seed int
	Pace int // steps a round: while a lane of pace 1 takes one
	VS   Versus

	Backend string
	View    string
	// Instrument is the one that the view of them shows: a Name of Instruments.
	Instrument string
	Speed      float64 // rounds a second; 0 means as many as the machine can
}

// The values of Config.Pretrain.
const (
	PretrainNone        = "none"
	PretrainAutoencoder = "autoencoder"
	PretrainRBM         = "rbm"
)

// LaneConfig is the Config of one lane, with the value that sets it apart.
type LaneConfig struct {
	Config // VS is the zero value
	Label  text.Message
}

// Lanes returns one Config a lane: the values of VS in turn, or the Config
// itself. It expects a Config that ParseQuery or Default made.
func (c Config) Lanes() []LaneConfig {
	vs := c.VS
	c.VS = Versus{}
	if vs.Param == "" {
		return []LaneConfig{{c, paramByName("act").label(c.Act)}}
	}
	p := paramByName(vs.Param)
	lanes := make([]LaneConfig, len(vs.Values))
	for i, value := range vs.Values {
		lane := c
		p.set(&lane, value) // the value was checked when VS was made
		lanes[i] = LaneConfig{lane, p.laneLabel(value)}
	}
	return lanes
}

// Default is the Config of an empty query.
func Default() Config {
	var c Config
	for i := range Params {
		p := &Params[i]
		if err := p.set(&c, p.Default); err != nil {
			panic("experiment: default of " + p.Name + ": " + err.Error())
		}
	}
	return c
}
