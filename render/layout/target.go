package layout

// Part is a kind of thing that can be pointed at, by its name in messages. Every view
// has its own.
type Part string

// None is the part of what points at nothing.
const None Part = ""

// String is the part's name in messages.
func (p Part) String() string {
	if p == None {
		return "none"
	}
	return string(p)
}

// Target is what a pointer points at. Layers count from 0, the input is −1.
type Target struct {
	Part  Part
	Lane  int
	Layer int // of a plot's cell: its row from below, which is the layer where rows are layers
	Unit  int // the unit that is meant, or that an edge leads to; of a plot's cell: which of the lane's plots
	From  int // of an edge: the unit of the layer before
	Bin   int // of a cell: its column
}
