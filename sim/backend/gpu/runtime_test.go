package gpu

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// opened is a device of the test's own.
func opened(t *testing.T, host *Host) *device {
	t.Helper()
	d, err := openDevice(t.Context(), host)
	if err != nil {
		t.Fatalf("no GPU to test on (./build.sh test installs one made of software, mesa-vulkan-drivers): %v", err)
	}
	t.Cleanup(d.close)
	return d
}

// countShader adds its uniform to each word of a buffer.
var countShader = shader{
	Key: "count", Name: "count", Entry: "count", SizeX: 4, SizeY: 1,
	Bindings: []binding{{0, uniformAccess}, {1, readWriteAccess}},
	Text: func() (string, error) {
		return `
struct Words { more: vec4<u32>, rest: array<vec4<u32>, 5> }
@group(0) @binding(0) var<uniform> uniforms: Words;
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;
@compute @workgroup_size(4) fn count(@builtin(global_invocation_id) id: vec3<u32>) {
	if (id.x < arrayLength(&counts)) { counts[id.x] += uniforms.more.x; }
}`, nil
	},
}

// counter is eight words on a device, and a program of dispatches that add 1, 2, 4 and so
// on to each.
type counter struct {
	t      *testing.T
	d      *device
	counts *buffer
	p      *program
}

const words = 8 // of a counter

func newCounter(t *testing.T, d *device, dispatches int) *counter {
	t.Helper()
	c := &counter{t: t, d: d}
	var err error
	c.counts, err = d.newBuffer("counts", words)
	c.must(err)
	t.Cleanup(func() { d.free(c.counts) })
	c.must(d.write(c.counts, 0, asBytes(make([]uint32, words))))
	a := newComposer(d)
	for i := range dispatches {
		a.dispatch(countShader, words, 1, []uint32{1 << i}, c.counts)
	}
	c.p, err = a.program()
	c.must(err)
	t.Cleanup(func() { c.p.release() })
	return c
}

func (c *counter) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// read returns the words from a place on, after programs.
func (c *counter) read(at int, programs ...*program) []uint32 {
	c.t.Helper()
	var r readback
	defer r.release()
	c.must(r.start(c.d, []span{{c.counts, at, words - at}}, programs...))
	parts, err := r.wait()
	c.must(err)
	return asWords(parts[0])
}

// take takes steps, each of which adds 1.
func (c *counter) take(n int, end func(commands, *buffer)) (fresh int, err error) {
	return n, c.d.submit(func(l commands) error {
		err := l.run(c.p.pick(make([]int, n)))
		end(l, c.counts)
		return err
	})
}

// A program may be picked apart and run again; each dispatch sees what those before it
// have written.
func TestProgramsRunAndArePickedApart(t *testing.T) {
	c := newCounter(t, opened(t, nil), 3)
	if got := c.read(5, c.p, c.p.pick([]int{2, 0})); !slices.Equal(got, []uint32{12, 12, 12}) {
		t.Errorf("counts %d, want 1 + 2 + 4, then 4 + 1", got)
	}
	if got := len(kernelsOf(nil, c.p, c.p)); got != 1 {
		t.Errorf("the program lists %d kernels, want its one", got)
	}
}

// Copies are of stretches, between buffers.
func TestCopiesOfStretches(t *testing.T) {
	c := newCounter(t, opened(t, nil), 1)
	from, err := c.d.newBuffer("from", 4)
	c.must(err)
	defer c.d.free(from)
	c.must(c.d.write(from, 0, asBytes([]float32{1, 2, 3, 4})))
	c.must(c.d.submit(func(l commands) error {
		l.copy(from, 1, c.counts, 3, 2)
		l.copy(from, 0, c.counts, 0, 0) // which WebGPU refuses
		return nil
	}))
	var r readback
	defer r.release()
	c.must(r.start(c.d, []span{{c.counts, 2, 4}, {from, 0, 0}, {from, 3, 1}}))
	parts, err := r.wait()
	c.must(err)
	if got, last := asFloats(parts[0]), asFloats(parts[2]); !slices.Equal(got, []float32{0, 2, 3, 0}) || !slices.Equal(last, []float32{4}) || len(parts[1]) != 0 {
		t.Errorf("read %g, %d bytes and %g", got, len(parts[1]), last)
	}
	if _, err := r.wait(); err == nil || r.underWay() {
		t.Errorf("something was read twice: error %v", err)
	}
}

// Steps that are asked for one at a time while the GPU is busy are handed over
// together: a browser that is slow to say that a portion is done would otherwise
// hear of single steps only.
func TestSingleStepsAreGathered(t *testing.T) {
	const portion, more = 2000, 5 // of which the first takes much longer than asking for the rest
	c := newCounter(t, opened(t, nil), 1)
	var p pace
	defer p.release()
	p.bind(c.d, c.take)
	p.setPortion(portion)
	c.must(p.train(portion))
	for range more {
		c.must(p.train(1))
	}
	if p.handed != 1 || p.owed != more {
		t.Errorf("%d portions were handed over and %d steps wait, want 1 and %d", p.handed, p.owed, more)
	}
	c.must(p.drain())
	if got := c.read(7); got[0] != portion+more {
		t.Errorf("%d steps were taken, want %d", got[0], portion+more)
	}
}

// A device that does not answer is asked no more, and nobody waits for it a
// second time: what waits would be every lane, one after the other.
func TestHungDeviceIsGivenUp(t *testing.T) {
	c := newCounter(t, opened(t, nil), 1)
	var p pace
	p.bind(c.d, c.take)
	c.must(p.train(1))
	time.Sleep(100 * time.Millisecond) // what hangs has been asked long ago
	c.d.explain(context.DeadlineExceeded)
	var r readback
	for _, err := range []error{p.train(1), r.start(c.d, []span{{c.counts, 0, 1}})} {
		if err == nil || !strings.Contains(err.Error(), "has not answered") {
			t.Errorf("on a hung device: %v", err)
		}
	}
	began := time.Now()
	p.release()
	r.release()
	if took := time.Since(began); took > c.d.patience()/2 {
		t.Errorf("releasing what a hung device has took %v", took)
	}
}

// The first failure is what all later ones come of.
func TestFirstFailureIsTheReason(t *testing.T) {
	d := opened(t, nil)
	first := errors.New("taken away")
	d.fail(first)
	d.fail(errors.New("which comes of it"))
	_, kernel := d.kernel(countShader)
	submitted := d.submit(func(commands) error { t.Error("commands for a lost device"); return nil })
	for _, err := range []error{d.err(), kernel, submitted, d.explain(errors.New("no answer"))} {
		if !errors.Is(err, first) {
			t.Errorf("error %v, want the first", err)
		}
	}
}

// What the host knows of the adapter is what counts, and a buffer that is freed is
// counted no more.
func TestHostDescribesTheAdapter(t *testing.T) {
	d := opened(t, &Host{Describe: func() (string, bool) { return "a chip", false }})
	if d.adapterName() != "a chip" || d.isSoftware() {
		t.Errorf("it is %q, software %t", d.adapterName(), d.isSoftware())
	}
	short := d.patience()
	d.assumeSoftware()
	if !d.isSoftware() || d.patience() <= short {
		t.Error("software is given no more time than a chip")
	}
	b, err := d.newBuffer("nothing", 0)
	if err != nil || d.heldBuffers() != 1 {
		t.Fatalf("%d buffers, error %v", d.heldBuffers(), err)
	}
	d.free(b)
	d.free(nil)
	if d.heldBuffers() != 0 {
		t.Errorf("%d buffers are left", d.heldBuffers())
	}
}

// Kernels are ordered from the host once each, and are those of the same key.
func TestKernelsAreOrderedOnce(t *testing.T) {
	var d *device
	orders := 0
	host := &Host{Describe: func() (string, bool) { return "", true }, Compile: func(order func()) { orders++; order() }}
	d = opened(t, host)
	texts := 0
	s := countShader
	s.Text = func() (string, error) { texts++; return countShader.Text() }
	a, err := d.kernel(s)
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.kernel(s)
	if err != nil || a != b {
		t.Errorf("the same key gives another kernel; %v", err)
	}
	for range 2 {
		if err := d.compile([]*kernel{a, b}); err != nil {
			t.Fatal(err)
		}
	}
	if orders != 2 || texts != 1 {
		t.Errorf("%d orders, and %d texts of one kernel", orders, texts)
	}
}
