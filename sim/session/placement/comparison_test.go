package placement

import "testing"

func TestRatiosReadAsPlainNumbers(t *testing.T) {
	for ratio, want := range map[float64]string{
		1.1: "no slower", 1.25: "1.2 times faster", 4.04: "4.0 times faster", 12.3: "12 times faster", 810.4: "810 times faster",
	} {
		if got := faster(ratio); got != want {
			t.Errorf("%v reads %q, want %q", ratio, got, want)
		}
	}
}
