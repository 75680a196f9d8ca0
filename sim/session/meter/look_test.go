package meter

import (
	"testing"
	"time"
)

// One look that took long, since a compiler did, does not keep the next ones
// waiting; two do.
func TestOneSlowLookIsAnException(t *testing.T) {
	var look Look
	for i, c := range []struct{ took, want time.Duration }{
		{time.Second, time.Second},
		{2 * time.Millisecond, 2 * time.Millisecond},
		{time.Minute, 2 * time.Millisecond},
		{3 * time.Millisecond, 3 * time.Millisecond},
		{time.Minute, 3 * time.Millisecond},
		{time.Second, time.Second},
	} {
		if look.Add(c.took); look.Cost != c.want {
			t.Errorf("look %d: %v, want %v", i, look.Cost, c.want)
		}
	}
}
