package cpu

import (
	"sync"

	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// script is a sequence of kernels that is the same every time. Without a
// machine it is carried out call by call. With one it is written on a tape the
// first time, and from then on a few calls run all of it: what a small network
// computes in a step takes less time than the calls would.
type script struct {
	write func(trainKernels)
	on    *machine
	tape  *tape
}

// machine is a simd.Machine with a workspace that all programs share.
type machine struct {
	simd.Machine
	work []float32
}

func newMachine(m simd.Machine) *machine {
	if m == nil {
		return nil
	}
	return &machine{m, workspace()}
}

// workspace is the one that all products of this program pack into: a machine
// takes one product at a time.
var workspace = sync.OnceValue(simd.NewWork)

// script returns the script that write writes. m may be nil.
func (m *machine) script(write func(trainKernels)) *script { return &script{write: write, on: m} }

func (s *script) run() {
	if s.on == nil {
		s.write(trainLoops{})
		return
	}
	if s.tape == nil {
		s.tape = &tape{on: s.on}
		s.write(s.tape)
	}
	s.tape.run()
}

// perform carries out the kernels that f calls, once.
func (m *machine) perform(f func(trainKernels)) { m.script(f).run() }

// forget makes the next run write the tape anew: layers have been used in
// another way since, and hold other slices.
func (s *script) forget() { s.tape = nil }

// tape is kernels written down: programs of the SIMD module, and what is left
// to Go between them.
type tape struct {
	on    *machine
	parts []part
}

// part is a program, or something that Go does.
type part struct {
	program *simd.Program
	do      func()
}

func (t *tape) run() {
	for _, p := range t.parts {
		if p.do != nil {
			p.do()
		} else {
			p.program.Run()
		}
	}
}

func (t *tape) do(f func()) { t.parts = append(t.parts, part{do: f}) }

// program is the one that the next kernel belongs to.
func (t *tape) program() *simd.Program {
	if n := len(t.parts); n > 0 && t.parts[n-1].program != nil {
		return t.parts[n-1].program
	}
	p := simd.NewProgram(t.on, t.on.work)
	t.parts = append(t.parts, part{program: p})
	return p
}

func (t *tape) multiplyAdd(c, a, b []float32, m, k, n int) {
	t.program().Gemm(simd.Product{M: m, N: n, K: k, Alpha: 1, A: a, AStride: k, B: b, BStride: n, C: c, CStride: n, Add: true, Lift: true})
}

func (t *tape) multiply(c, a, b []float32, m, k, n int) {
	t.program().Gemm(simd.Product{M: m, N: n, K: k, Alpha: 1, A: a, AStride: k, B: b, BStride: n, C: c, CStride: n, Lift: true})
}

func (t *tape) multiplyTransposeAdd(c, a, b, _ []float32, m, k, n int) {
	t.program().Gemm(simd.Product{M: m, N: n, K: k, Alpha: 1, A: a, AStride: k, B: b, BStride: k, BTrans: true, C: c, CStride: n, Add: true, Lift: true})
}

func (t *tape) transposeMultiply(c, a, b []float32, m, k, n int) {
	t.program().Gemm(simd.Product{M: m, N: n, K: k, Alpha: 1, A: a, AStride: m, ATrans: true, B: b, BStride: n, C: c, CStride: n, Lift: true})
}

func (t *tape) clear(y []float32)                            { t.program().Fill(y, 0) }
func (t *tape) fillRows(y, row []float32, m int)             { t.program().FillRows(y, row, m) }
func (t *tape) fillColumns(y, column []float32, n int)       { t.program().FillColumns(y, column, n) }
func (t *tape) sumColumns(sum, a []float32, m int)           { t.program().SumColumns(sum, a, m) }
func (t *tape) clearWide(y []float64)                        { t.program().ClearWide(y) }
func (t *tape) addRowSums(sum []float64, a []float32, n int) { t.program().AddRowSums(sum, a, n) }
func (t *tape) narrow(y []float32, x []float64)              { t.program().Narrow(y, x) }
func (t *tape) times(y, a, b []float32)                      { t.program().Multiply(y, a, b) }
func (t *tape) scaled(y, x []float32, s float32)             { t.program().Scale(y, x, s) }
func (t *tape) addScaled(y, x, f []float32, s float32)       { t.program().AddScaled(y, x, f, s) }
func (t *tape) gather(y, x []float32, i []uint32, n int)     { t.program().Gather(y, x, i, n) }

func (t *tape) activate(name string, z, a, d []float32, slope float32) {
	row, _ := nn.ActivationByName(name) // newNetwork knows none but the table's
	t.program().Activate(row.Code(), z, a, d, slope)
}

var vectorLosses = map[nn.Loss]simd.Loss{nn.MSE: simd.MSE, nn.BCE: simd.BCE, nn.SoftmaxCE: simd.SoftmaxCE}

func (t *tape) loss(name nn.Loss, out, target, dOut []float32, n int, result []float64) {
	t.program().Loss(vectorLosses[name], out, target, dOut, n, result)
}

func (t *tape) convolve(c *conv[float32], z, x []float32, n int) {
	if !c.direct() {
		c.forth(t, z, x, n)
		return
	}
	t.program().Convolve(z, x, c.w.w, c.b.w, c.convolution(n))
}

func (t *tape) convolveWeights(c *conv[float32], dy, x []float32, n int) {
	if !c.direct() {
		c.weights(t, dy, x, n)
		return
	}
	t.program().ConvolveWeights(c.w.g, dy, x, c.convolution(n))
}

func (t *tape) convolveBack(c *conv[float32], dx, dy []float32, n int) {
	if !c.direct() {
		c.back(t, dx, dy, n)
		return
	}
	t.program().ConvolveBack(dx, dy, c.w.w, c.convolution(n))
}

func (t *tape) layPatches(c *conv[float32], image []float32) {
	if c.high != c.wide { // of a trace
		t.do(func() { c.layPatches(image) })
		return
	}
	t.program().LayPatches(c.patches, image, c.planes(len(image)), c.window())
}

func (t *tape) addPatches(c *conv[float32], image []float32) {
	if c.high != c.wide {
		t.do(func() { c.addPatches(image) })
		return
	}
	t.program().AddPatches(c.patches, image, c.planes(len(image)), c.window())
}

func (t *tape) maxPool(m *maxPool[float32], y, x []float32) {
	t.program().MaxPool(y, m.from[:len(y)], x, m.planes(len(y)), m.size)
}

func (t *tape) spreadMax(m *maxPool[float32], dx, dy []float32) {
	t.program().ScatterAdd(dx, dy, m.from[:len(dy)])
}

func (t *tape) averagePool(a *avgPool[float32], y, x []float32) {
	t.program().AveragePool(y, x, a.planes(len(y)), a.size)
}

func (t *tape) spreadAverage(a *avgPool[float32], dx, dy []float32) {
	t.program().SpreadPool(dx, dy, a.planes(len(dy)), a.size)
}

var vectorRules = map[optim.Rule]simd.Rule{
	optim.SGD: simd.SGD, optim.Momentum: simd.Momentum, optim.Nesterov: simd.Nesterov, optim.RMSProp: simd.RMSProp, optim.Adam: simd.Adam,
}

func (t *tape) update(p *plan, x *tensor[float32], m, v []float32) {
	t.program().Update(vectorRules[p.Optimiser], x.w, x.g, m, v, x.scalars, p.Equalise)
}

func (t *tape) addSquares(sum []float64, g, w []float32, decay float32) {
	t.program().AddSquares(sum, g, w, decay)
}

func (t *tape) lost(count []float64, w, g, factor []float32) {
	t.program().Lost(count, w, g, factor)
}

func (t *tape) sumSquares(sum []float64, x []float32) { t.program().SumSquares(sum, x) }
