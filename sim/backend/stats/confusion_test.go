package stats

import "testing"

func TestConfusion(t *testing.T) {
	c := NewConfusion(1) // one output tells two classes apart
	for _, example := range [][2]int{{0, 0}, {0, 1}, {1, 1}, {1, 1}} {
		c.Count(example[0], example[1])
	}
	if c.Classes() != 2 || c[0] != 1 || c[1] != 1 || c[2] != 0 || c[3] != 2 {
		t.Errorf("%v of %d classes", c, c.Classes())
	}
	wantNumber(t, "Accuracy", c.Accuracy(), 0.75)
	if c := NewConfusion(10); c.Classes() != 10 {
		t.Errorf("%d classes of 10", c.Classes())
	}
}
