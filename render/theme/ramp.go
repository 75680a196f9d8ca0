package theme

// rampSteps is the resolution of a Ramp: finer than an 8-bit screen shows.
const rampSteps = 256

// Ramp turns a number from 0 to 1 into a colour. It is a table, since the
// stage asks thousands of times a frame.
type Ramp struct{ table [rampSteps]Color }

// NewRamp runs through the stops, which are evenly spaced, in OKLab.
func NewRamp(stops ...Color) *Ramp {
	r := new(Ramp)
	for i := range r.table {
		x := float64(i) / (rampSteps - 1) * float64(len(stops)-1)
		k := min(int(x), len(stops)-2)
		r.table[i] = stops[k].lab().mix(stops[k+1].lab(), x-float64(k)).color()
	}
	return r
}

// At returns the colour at t; what is outside 0 … 1, or NaN, takes the nearer
// end (NaN the start).
func (r *Ramp) At(t float32) Color {
	if !(t > 0) {
		return r.table[0]
	}
	return r.table[int(min(t, 1)*(rampSteps-1)+0.5)]
}
