package gpu

import (
	"time"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/nn"
)

// fasterMatmul measures both kinds of matrix kernel on this adapter. Real GPUs
// want tiles in workgroup memory; software adapters run a barrier as
// a loop over threads and are ten times slower with it. In a browser nothing
// else tells the two kinds of adapter apart.
func (d *Device) fasterMatmul() (shaders.Matmul, error) {
	// One small product is enough where barriers cost too much, and all that
	// such an adapter should be asked for. Elsewhere it takes large ones, which
	// fill a GPU of many multiprocessors, before the difference shows beside the
	// time that any answer takes: 17 GFLOP all together.
	if err := d.compileForward(shaders.Tiled.Sets[0], shaders.Blocked.Sets[0]); err != nil {
		return shaders.Blocked, err
	}
	if tiles, err := winsTiled(d.race); err != nil || !tiles {
		return shaders.Blocked, err
	}
	return d.largestSquares(shaders.Tiled, 32) // 9 GFLOP
}

// winsTiled reports whether tiles are faster in a race, which times products of n³ so
// many times: a small one, and large ones only where it leaves that open.
func winsTiled(race func(n, times int) (tiled, blocked time.Duration, err error)) (bool, error) {
	tiled, blocked, err := race(128, 1)
	if err == nil && tiled < 2*blocked {
		tiled, blocked, err = race(1024, 2)
	}
	return err == nil && tiled < blocked, err
}

// compileForward compiles what timeMatmul takes.
func (d *Device) compileForward(sets ...shaders.Products) error {
	var needed []*device.Kernel
	for _, set := range sets {
		k, err := d.kernel(set.Forward, shaders.Options{})
		if err != nil {
			return err
		}
		needed = append(needed, k)
	}
	return d.dev.Compile(needed)
}

// largestSquares finds out whether this adapter is so small that a product which
// leaves others half idle keeps it busy, by taking it the given number of times.
func (d *Device) largestSquares(m shaders.Matmul, times int) (shaders.Matmul, error) {
	const side = 512 // 64 groups of the large squares
	var took [2]time.Duration
	for i := range took {
		var err error
		if took[i], err = d.timeMatmul(shaders.Matmul{Sets: m.Sets[i : i+1]}, side, times); err != nil {
			return m, err
		}
	}
	if took[1] < took[0] {
		m.Enough /= 3
	}
	return m, nil
}

// race times both kinds at n³, the given number of times each.
func (d *Device) race(n, times int) (tiled, blocked time.Duration, err error) {
	if tiled, err = d.timeMatmul(shaders.Tiled, n, times); err == nil {
		blocked, err = d.timeMatmul(shaders.Blocked, n, times)
	}
	return tiled, blocked, err
}

// timeMatmul is how long a forward product of n×n matrices takes, repeated in
// one submit: the second of two goes, since the first also compiles.
func (d *Device) timeMatmul(k shaders.Matmul, n, times int) (took time.Duration, err error) {
	m := &memory{d: d}
	defer m.release()
	params, acts, pre := m.floats("race", n*n+n), m.floats("race", 2*n*n), m.floats("race", 2*n*n)
	end := m.floats("race", 4)
	if m.err != nil {
		return 0, m.err
	}
	t := &traversal{assembler: assemblerOf(d, k), m: &memory{params: params}, rows: n, acts: acts, pre: pre}
	for range times {
		t.forwardDense(layout.Stage{In: nn.Vector(n), Out: nn.Vector(n), Bias: n * n}, 0, n*n)
	}
	p, err := t.Program()
	if err != nil {
		return 0, err
	}
	defer p.Release()
	for range 2 {
		began := time.Now()
		if err := d.runAndWait(p, end); err != nil {
			return 0, err
		}
		took = time.Since(began)
	}
	return took, nil
}

// runAndWait runs a program and waits until it is done.
func (d *Device) runAndWait(p *device.Program, anything *device.Buffer) error {
	var r device.Readback
	defer r.Release()
	if err := r.Start(d.dev, []device.Span{{From: anything, Floats: 4}}, p); err != nil {
		return err
	}
	_, err := r.Wait()
	return err
}
