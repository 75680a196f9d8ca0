package scene

import "testing"

// watch lets n frames pass, each as slow as the cost makes it.
func watch(t *Thrift, n int, slow func(Cost) float64) {
	now := 0.0
	for range n {
		now += slow(t.Cost())
		t.Frame(now)
	}
	t.Rest()
}

func TestThrift(t *testing.T) {
	for name, c := range map[string]struct {
		slow func(Cost) float64
		want Cost
	}{
		"fast":                {func(Cost) float64 { return 0.016 }, FullCost},
		"pixels are slow":     {func(c Cost) float64 { return 0.2 * c.Resolution * c.Resolution }, Cost{0.5, 500}},
		"a little too slow":   {func(c Cost) float64 { return 0.06 * c.Resolution * c.Resolution }, Cost{0.75, 900}},
		"something else slow": {func(Cost) float64 { return 0.1 }, FullCost},
		"mostly other things": {func(c Cost) float64 { return 0.1 + 0.06*c.Resolution }, FullCost},
	} {
		var thrift Thrift
		watch(&thrift, 500, c.slow)
		if got := thrift.Cost(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A rest is not a slow frame.
func TestThriftIgnoresRests(t *testing.T) {
	var thrift Thrift
	for i := range 500 {
		if thrift.Frame(10 * float64(i)) {
			t.Fatal("the cost changed")
		}
		thrift.Rest()
	}
}
