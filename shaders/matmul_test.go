package shaders

import "testing"

// The larger squares are for results that make enough groups of them, however many
// a GPU wants.
func TestSet(t *testing.T) {
	for _, c := range []struct{ enough, rows, columns, side int }{
		{96, 256, 512, 32},
		{96, 640, 640, 64},
		{96, 576, 640, 32},
		{96, 65, 64 * 48, 64},
		{96, 1, 1, 32},
		{96, 4096, 4096, 64},
		{32, 256, 512, 64},
		{32, 256, 448, 32},
	} {
		m := Tiled
		m.Enough = c.enough
		if side := m.Set(c.rows, c.columns).Forward.Side; side != c.side {
			t.Errorf("%d groups wanted, %d×%d: squares of %d, want %d", c.enough, c.rows, c.columns, side, c.side)
		}
	}
	if side := Blocked.Set(4096, 4096).Forward.Side; side != 32 {
		t.Errorf("blocks of %d", side)
	}
}
