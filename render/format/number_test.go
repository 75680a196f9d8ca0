package format

import (
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	nan := math.NaN()
	for what, c := range map[string]struct {
		write func(float64) string
		cases map[float64]string
	}{
		"Number": {Number, map[float64]string{
			0.69314: "0.693", 0: "0", 1.24e-6: "1.2·10⁻⁶", 9.99e-7: "1.0·10⁻⁶", 12.34: "12.3", -3.1e-5: "−3.1·10⁻⁵", 0.25: "0.25",
			math.Inf(1): "∞", math.Inf(-1): "−∞", 25000: "2.5·10⁴", 0.00123: "0.00123", 0.99996: "1", 999.9: "1.0·10³", 123: "123", 120: "120",
		}},
		"Factor": {Factor, map[float64]string{0.598: "× 0.598", 1: "× 1", 1.7e-6: "× 1.7·10⁻⁶", 0: "× 0"}},
		"Left": {Left, map[float64]string{
			1: "100 %", 0.5981: "60 %", 0.059: "5.9 %", 0.0996: "10 %", 0.01: "1 %", 0.00999: "1 %", 0.02: "2 %", 999.7: "1.0·10³ times", 0.0058: "1/170", 1.7e-6: "1/590\u202f000",
			1.7e-12: "1.7·10⁻¹²", 1.03: "103 %", 2.5: "2.5 times", 18.2: "18 times", 17000: "1.7·10⁴ times", 0: "none",
		}},
		"Percent": {Percent, map[float64]string{0: "0 %", 1: "100 %", 0.0049: "< 1 %", 0.0051: "1 %", 0.9951: "> 99 %", 0.994: "99 %", 0.49: "49 %"}},
	} {
		if got := c.write(nan); got != unknown {
			t.Errorf("%s of NaN is %q", what, got)
		}
		for x, want := range c.cases {
			if got := c.write(x); got != want {
				t.Errorf("%s(%v) = %q, want %q", what, x, got, want)
			}
		}
	}
	for n, want := range map[int]string{0: "0 layers", 1: "1 layer", 2: "2 layers", 12480: "12\u202f480 layers"} {
		if got := Layers(n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for x, want := range map[float64]string{0: "none of the gradient reaches layer 1", 0.6: "60 % of the gradient reaches layer 1", 18.2: "18 times the gradient reaches layer 1"} {
		if got := Reaches(x); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLists(t *testing.T) {
	for _, c := range []struct {
		things []string
		want   string
	}{{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b", "c"}, "a, b, c"}} {
		if got := List(c.things); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if a, b := Range("1", "1"), Range("1", "2"); a != "1" || b != "1 … 2" {
		t.Errorf("%q and %q", a, b)
	}
}
