package sim

import "testing"

func TestDefaultRoundTrip(t *testing.T) {
	if q := Default().Query(); q != "" {
		t.Errorf("Default().Query() = %q, want empty", q)
	}
}
