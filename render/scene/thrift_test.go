package scene

import (
	"testing"
	"time"
)

// watch lets n frames pass, each as slow as the cost makes it.
func watch(t *Thrift, n int, slow func(Cost) time.Duration) {
	now := time.Unix(0, 0)
	for range n {
		now = now.Add(slow(t.Cost()))
		t.Frame(now)
	}
	t.Rest()
}

func TestThrift(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		slow func(Cost) time.Duration
		want Cost
	}{
		"fast":                {func(Cost) time.Duration { return 16 * ms }, FullCost},
		"pixels are slow":     {func(c Cost) time.Duration { return time.Duration(200*c.Resolution*c.Resolution) * ms }, Cost{0.5, 500}},
		"a little too slow":   {func(c Cost) time.Duration { return time.Duration(60*c.Resolution*c.Resolution) * ms }, Cost{0.75, 900}},
		"something else slow": {func(Cost) time.Duration { return 100 * ms }, FullCost},
		"mostly other things": {func(c Cost) time.Duration { return time.Duration(100+60*c.Resolution) * ms }, FullCost},
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
	now := time.Unix(0, 0)
	for range 500 {
		now = now.Add(10 * time.Second)
		if thrift.Frame(now) {
			t.Fatal("the cost changed")
		}
		thrift.Rest()
	}
}
