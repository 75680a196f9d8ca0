package experiment

// Change is how much of what runs another Config leaves as it is.
type Change int

// The changes, from the least to the most.
const (
	ChangeLive    Change = iota // in live parameters at most: the next step is taken with them
	ChangeBackend               // in the backend as well: lanes go on there from the same parameters
	ChangeAll                   // in anything else: lanes start anew from the same seed
)

// ChangeTo says how much has to change to turn from c to next.
func (c Config) ChangeTo(next Config) Change {
	live := func(p *Param) bool { return p.Live }
	liveOrBackend := func(p *Param) bool { return p.Live || p.Name == "backend" }
	switch {
	case ViewByName(next.View).Race && !ViewByName(c.View).Race: // a race begins at its start
		return ChangeAll
	case c.agrees(next, live):
		return ChangeLive
	case c.agrees(next, liveOrBackend) && next.VS.Param != "backend":
		return ChangeBackend
	}
	return ChangeAll
}

// agrees reports whether two Configs agree in all parameters but the excepted ones.
func (c Config) agrees(with Config, except func(*Param) bool) bool {
	for i := range Params {
		p := &Params[i]
		if !except(p) && p.get(c) != p.get(with) {
			return false
		}
	}
	return true
}
