package device

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// Bytes are little-endian, whatever the machine, and come back bit for bit.
func TestWordsAreLittleEndian(t *testing.T) {
	if got := Bytes([]uint32{0x04030201, 5}); !slices.Equal(got, []byte{1, 2, 3, 4, 5, 0, 0, 0}) {
		t.Errorf("bytes %d", got)
	}
	floats := []float32{0, 1, -2.5, 1e-45, float32(math.Inf(-1))}
	if got := Floats(Bytes(floats)); !slices.Equal(got, floats) {
		t.Errorf("floats come back as %g", got)
	}
	nan := math.Float32bits(float32(math.NaN())) | 5
	if got := Words(Bytes([]float32{math.Float32frombits(nan)})); got[0] != nan {
		t.Errorf("a NaN comes back as %x, want %x", got[0], nan)
	}
}

// Long lines of groups are folded, so that neither side is longer than WebGPU counts and
// none of them is left out.
func TestLongLinesAreFolded(t *testing.T) {
	for _, groups := range []uint32{1, 65535, 65536, 70000, 65535 * 3, 10_000_001} {
		x, y := spread(groups, 1)
		if x > 65535 || y > 65535 || uint64(x)*uint64(y) < uint64(groups) || uint64(x)*uint64(y) >= uint64(groups)+uint64(y) {
			t.Errorf("%d groups become %d × %d", groups, x, y)
		}
	}
	if x, y := spread(7, 9); x != 7 || y != 9 {
		t.Errorf("a rectangle becomes %d × %d", x, y)
	}
}

// Each dispatch finds its own uniform, however many words those before it have.
func TestUniformsStandApart(t *testing.T) {
	c := newCounter(t, opened(t, nil), 0)
	a := NewAssembler(c.d)
	for _, uniform := range [][]uint32{{1, 9, 9, 9, 9, 9}, {10}, slices.Concat([]uint32{100}, make([]uint32, 22))} {
		a.Add(countShader, words, 1, uniform, c.counts)
	}
	p, err := a.Program()
	c.must(err)
	defer p.Release()
	if got := c.read(0, p); !slices.Equal(got, []uint32{111, 111, 111, 111, 111, 111, 111, 111}) {
		t.Errorf("counts %d, want 1 + 10 + 100", got)
	}
}

// A text that does not compile is named when its kernel is needed, and by every program
// that lists it.
func TestTextsThatDoNotCompile(t *testing.T) {
	c := newCounter(t, opened(t, nil), 0)
	broken := countShader
	broken.Key, broken.Name = "broken", "broken.count"
	broken.Text = func() (string, error) { return "fn count( {", nil }
	a := NewAssembler(c.d)
	a.Add(broken, words, 1, []uint32{1}, c.counts)
	p, err := a.Program()
	c.must(err)
	defer p.Release()
	for _, err := range []error{
		c.d.Compile(KernelsOf(p)),
		c.d.Submit(func(l Commands) error { return l.Run(p) }),
	} {
		if err == nil || !strings.Contains(err.Error(), "the GPU does not take the kernel broken.count") {
			t.Errorf("error %v", err)
		}
	}
}

// A lost device makes no program; the first error of an assembler is the one it reports.
func TestAssemblerReportsTheFirstError(t *testing.T) {
	c := newCounter(t, opened(t, nil), 1)
	c.d.Fail(errNotStarted)
	a := NewAssembler(c.d)
	a.Add(countShader, 1, 1, nil, c.counts)
	a.Add(countShader, 1, 1, nil, c.counts)
	if _, err := a.Program(); err != errNotStarted {
		t.Errorf("error %v, want that of the device", err)
	}
}
