package wire

import "testing"

// Every block says truly how few bytes it takes, and reads back what it writes.
func TestBlocksTakeWhatTheySay(t *testing.T) {
	for i, b := range laneBlocks {
		checkBlock(t, i, b, laneWriters[i])
	}
	for i, b := range layerBlocks {
		checkBlock(t, i, b, layerWriters[i])
	}
	checkBlock(t, 0, &racing, writeRace)
}

func checkBlock[T any](t *testing.T, i int, b *block[T], write func(*writer, *T)) {
	t.Helper()
	var w writer
	write(&w, new(T))
	if len(w.buf) != b.least {
		t.Errorf("block %d of %T takes %d bytes, not %d", i, *new(T), len(w.buf), b.least)
	}
	r := reader{buf: w.buf}
	if b.read(&r, new(T)); r.failed || len(r.buf) != 0 {
		t.Errorf("block %d of %T leaves %d of its bytes", i, *new(T), len(r.buf))
	}
	if b.fits != nil && !b.fits(new(T)) {
		t.Errorf("block %d of %T refuses nothing at all", i, *new(T))
	}
}
