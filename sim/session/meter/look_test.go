package meter

import (
	"testing"
	"time"
)

// One look that took long, since a compiler did, keeps the next ones waiting for twice
// the usual time at most; two do.
func TestOneSlowLookIsAnException(t *testing.T) {
	var look Look
	for i, c := range []struct{ took, want time.Duration }{
		{time.Second, time.Second},
		{2 * time.Millisecond, 2 * time.Millisecond},
		{time.Minute, 4 * time.Millisecond},
		{3 * time.Millisecond, 3 * time.Millisecond},
		{time.Minute, 6 * time.Millisecond},
		{time.Second, time.Second},
	} {
		if look.Add(c.took); look.Cost != c.want {
			t.Errorf("look %d: %v, want %v", i, look.Cost, c.want)
		}
	}
}
