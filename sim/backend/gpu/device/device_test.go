package device

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// opened is a device of the test's own.
func opened(t *testing.T, host *Host) *Device {
	t.Helper()
	d, err := Open(t.Context(), host)
	if err != nil {
		t.Fatalf("no GPU to test on (./build.sh test installs a software adapter, mesa-vulkan-drivers): %v", err)
	}
	t.Cleanup(d.Close)
	return d
}

// countShader adds its uniform to each word of a buffer.
var countShader = Shader{
	Key: "count", Name: "count", Entry: "count", SizeX: 4, SizeY: 1,
	Bindings: []Binding{{0, Uniform}, {1, ReadWrite}},
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
	d      *Device
	counts *Buffer
	p      *Program
}

const words = 8 // of a counter

func newCounter(t *testing.T, d *Device, dispatches int) *counter {
	t.Helper()
	c := &counter{t: t, d: d}
	var err error
	c.counts, err = d.NewBuffer("counts", words)
	c.must(err)
	t.Cleanup(func() { d.Free(c.counts) })
	c.must(d.Write(c.counts, 0, Bytes(make([]uint32, words))))
	a := NewAssembler(d)
	for i := range dispatches {
		a.Add(countShader, words, 1, []uint32{1 << i}, c.counts)
	}
	c.p, err = a.Program()
	c.must(err)
	t.Cleanup(func() { c.p.Release() })
	return c
}

func (c *counter) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// read returns the words from a place on, after programs.
func (c *counter) read(at int, programs ...*Program) []uint32 {
	c.t.Helper()
	var r Readback
	defer r.Release()
	c.must(r.Start(c.d, []Span{{c.counts, at, words - at}}, programs...))
	parts, err := r.Wait()
	c.must(err)
	return Words(parts[0])
}

// take takes steps, each of which adds 1.
func (c *counter) take(n int, end func(Commands, *Buffer)) (fresh int, err error) {
	return n, c.d.Submit(func(l Commands) error {
		err := l.Run(c.p.Pick(make([]int, n)))
		end(l, c.counts)
		return err
	})
}

// A program may be picked apart and run again; each dispatch sees what those before it
// have written.
func TestProgramsRunAndArePickedApart(t *testing.T) {
	c := newCounter(t, opened(t, nil), 3)
	if got := c.read(5, c.p, c.p.Pick([]int{2, 0})); !slices.Equal(got, []uint32{12, 12, 12}) {
		t.Errorf("counts %d, want 1 + 2 + 4, then 4 + 1", got)
	}
	if got := len(KernelsOf(nil, c.p, c.p)); got != 1 {
		t.Errorf("the program lists %d kernels, want its one", got)
	}
}

// Copies are of stretches, between buffers.
func TestCopiesOfStretches(t *testing.T) {
	c := newCounter(t, opened(t, nil), 1)
	from, err := c.d.NewBuffer("from", 4)
	c.must(err)
	defer c.d.Free(from)
	c.must(c.d.Write(from, 0, Bytes([]float32{1, 2, 3, 4})))
	c.must(c.d.Submit(func(l Commands) error {
		l.Copy(from, 1, c.counts, 3, 2)
		l.Copy(from, 0, c.counts, 0, 0) // which WebGPU refuses
		return nil
	}))
	var r Readback
	defer r.Release()
	c.must(r.Start(c.d, []Span{{c.counts, 2, 4}, {from, 0, 0}, {from, 3, 1}}))
	parts, err := r.Wait()
	c.must(err)
	if got, last := Floats(parts[0]), Floats(parts[2]); !slices.Equal(got, []float32{0, 2, 3, 0}) || !slices.Equal(last, []float32{4}) || len(parts[1]) != 0 {
		t.Errorf("read %g, %d bytes and %g", got, len(parts[1]), last)
	}
	if _, err := r.Wait(); err == nil || r.UnderWay() {
		t.Errorf("something was read twice: error %v", err)
	}
}

// Steps that are asked for one at a time while the GPU is busy are handed over
// together: a browser that is slow to say that a portion is done would otherwise
// hear of single steps only.
func TestSingleStepsAreGathered(t *testing.T) {
	const portion, more = 2000, 5 // of which the first takes much longer than asking for the rest
	c := newCounter(t, opened(t, nil), 1)
	var p Pace
	defer p.Release()
	p.Bind(c.d, c.take)
	p.SetPortion(portion)
	c.must(p.Train(portion))
	for range more {
		c.must(p.Train(1))
	}
	if p.handed != 1 || p.owed != more {
		t.Errorf("%d portions were handed over and %d steps wait, want 1 and %d", p.handed, p.owed, more)
	}
	c.must(p.Drain())
	if got := c.read(7); got[0] != portion+more {
		t.Errorf("%d steps were taken, want %d", got[0], portion+more)
	}
}

// A device that does not answer is asked no more, and nobody waits for it a
// second time: what waits would be every lane, one after the other.
func TestHungDeviceIsGivenUp(t *testing.T) {
	c := newCounter(t, opened(t, nil), 1)
	var p Pace
	p.Bind(c.d, c.take)
	c.must(p.Train(1))
	time.Sleep(100 * time.Millisecond) // what hangs has been asked long ago
	c.d.explain(context.DeadlineExceeded)
	var r Readback
	for _, err := range []error{p.Train(1), r.Start(c.d, []Span{{c.counts, 0, 1}})} {
		if err == nil || !strings.Contains(err.Error(), "has not answered") {
			t.Errorf("on a hung device: %v", err)
		}
	}
	began := time.Now()
	p.Release()
	r.Release()
	if took := time.Since(began); took > c.d.patience()/2 {
		t.Errorf("releasing what a hung device has took %v", took)
	}
}

// The first failure is what all later ones come of.
func TestFirstFailureIsTheReason(t *testing.T) {
	d := opened(t, nil)
	first := errors.New("taken away")
	d.Fail(first)
	d.Fail(errors.New("which comes of it"))
	_, kernel := d.Kernel(countShader)
	submitted := d.Submit(func(Commands) error { t.Error("commands for a lost device"); return nil })
	for _, err := range []error{d.Err(), kernel, submitted, d.explain(errors.New("no answer"))} {
		if !errors.Is(err, first) {
			t.Errorf("error %v, want the first", err)
		}
	}
}

// What the host knows of the adapter is what counts, and a buffer that is freed is
// counted no more.
func TestHostDescribesTheAdapter(t *testing.T) {
	d := opened(t, &Host{Describe: func() (string, bool) { return "a chip", false }})
	if d.Adapter() != "a chip" || d.Software() {
		t.Errorf("it is %q, software %t", d.Adapter(), d.Software())
	}
	short := d.patience()
	d.AssumeSoftware()
	if !d.Software() || d.patience() <= short {
		t.Error("software is given no more time than a chip")
	}
	b, err := d.NewBuffer("nothing", 0)
	if err != nil || d.Buffers() != 1 {
		t.Fatalf("%d buffers, error %v", d.Buffers(), err)
	}
	d.Free(b)
	d.Free(nil)
	if d.Buffers() != 0 {
		t.Errorf("%d buffers are left", d.Buffers())
	}
}

// Kernels are ordered from the host once each, and are those of the same key.
func TestKernelsAreOrderedOnce(t *testing.T) {
	var d *Device
	orders := 0
	host := &Host{Describe: func() (string, bool) { return "", true }, Compile: func(order func()) { orders++; order() }}
	d = opened(t, host)
	texts := 0
	s := countShader
	s.Text = func() (string, error) { texts++; return countShader.Text() }
	a, err := d.Kernel(s)
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Kernel(s)
	if err != nil || a != b {
		t.Errorf("the same key gives another kernel; %v", err)
	}
	for range 2 {
		if err := d.Compile([]*Kernel{a, b}); err != nil {
			t.Fatal(err)
		}
	}
	if orders != 2 || texts != 1 {
		t.Errorf("%d orders, and %d texts of one kernel", orders, texts)
	}
}
