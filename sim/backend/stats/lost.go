package stats

// Lost counts the weights w that a step's changes, each times a factor, leave as they
// are: fl(w + factor·change) = w, where fl rounds to float32. Such an update is lost
// whole: a change below about 2⁻²⁵ of a weight is none, however often it is made
// (Micikevicius et al. 2018, "Mixed precision training", section 3.1, say so of
// float16). A change of exactly 0 counts as well.
//
// float32 is what trains on the CPU and on a GPU. Of the reference's numbers, in
// float64, this is what float32 would do with them: both are rounded first.
func Lost[T Real](w, change []T, factor T) (lost int) {
	change = change[:len(w)]
	for i, x := range w {
		before := float32(x)
		if before+float32(factor*change[i]) == before {
			lost++
		}
	}
	return lost
}
