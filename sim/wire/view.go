package wire

// View is a row of the table of views: what a snapshot carries for it beside what
// every view draws.
type View struct {
	Name string // as the parameter has it

	Units      bool // sampled units, the matrices between them, and feature maps
	Levels     bool // Trace.Levels
	Histograms bool // of every layer
	Phase      bool // theory's diagram
}

// The views, as the parameter has them.
const (
	ViewNetwork    = "network"
	ViewWaterfall  = "waterfall"
	ViewHistograms = "histograms"
	ViewPhase      = "phase"
)

// Views lists the views, in the order of the page's.
var Views = [...]View{
	{Name: ViewNetwork, Units: true},
	{Name: ViewWaterfall, Levels: true},
	{Name: ViewHistograms, Histograms: true},
	{Name: ViewPhase, Phase: true},
}

// ViewByName is the row of a view; the first where there is none of the name, as a
// stage shows that.
func ViewByName(name string) *View {
	for i := range Views {
		if Views[i].Name == name {
			return &Views[i]
		}
	}
	return &Views[0]
}
