package simd

import "math"

// op is the code of an instruction. The order is that of kernels/program.ts;
// a test compares them.
type op uint32

const (
	opGemm op = iota
	opActivate
	opMultiply
	opAddScaled
	opScale
	opFill
	opFillRows
	opFillColumns
	opGather
	opSumColumns
	opClearWide
	opAddRowSums
	opNarrow
	opLoss
	opUpdate
	opAddSquares
	opSumSquares
	opLayPatches
	opAddPatches
	opMaxPool
	opScatterAdd
	opAveragePool
	opSpreadPool
	opMoments
	opNormalise
	opNormaliseBack
	opSumShared
	opLost
	opConvolve
	opConvolveWeights
)

// Program is a row of instructions for a Machine. Its methods append one each;
// nothing is computed before Run, which may be called any number of times. The
// slices it was given must live, and stay where they are, until then. Matrices
// are row-major and without gaps unless a stride is given.
type Program struct {
	machine Machine
	words   []uint32
	work    []float32
	keep    []any // what the instructions point to
}

// workRoom is what a product needs to pack its factors in, in values:
// kernels/gemm.ts.
const workRoom = 256*128 + 256*512 + 4*8

// NewProgram returns an empty program. Programs that share a machine may share
// their workspace, which NewWork returns.
func NewProgram(m Machine, work []float32) *Program { return &Program{machine: m, work: work} }

// NewWork returns a workspace for products.
func NewWork() []float32 { return make([]float32, workRoom) }

// Empty reports whether there is no instruction.
func (p *Program) Empty() bool { return len(p.words) == 0 }

// Run carries out the instructions in order.
func (p *Program) Run() { p.machine.Run(p.words) }

// Reset removes all instructions.
func (p *Program) Reset() { p.words, p.keep = p.words[:0], p.keep[:0] }

// emit appends an instruction: one word with its code and its length, then its
// operands.
func (p *Program) emit(code op, operands ...uint32) {
	p.words = append(p.words, uint32(code)|uint32(1+len(operands))<<16)
	p.words = append(p.words, operands...)
}

// at is the address of a slice, 0 for an empty one.
func (p *Program) at(x []float32) uint32 {
	if len(x) == 0 {
		return 0
	}
	p.keep = append(p.keep, x)
	return p.machine.Float32s(x)
}

func (p *Program) indices(x []uint32) uint32 {
	p.keep = append(p.keep, x)
	return p.machine.Uint32s(x)
}

func (p *Program) double(x []float64) uint32 {
	p.keep = append(p.keep, x)
	return p.machine.Float64s(x)
}

func float(x float32) uint32 { return math.Float32bits(x) }

func flag(on bool) uint32 {
	if on {
		return 1
	}
	return 0
}

// Product describes C = Alpha·A·B, or C += Alpha·A·B with Add set, where C is
// (M, N), A is (M, K) and B is (K, N). ATrans says that A is stored transposed,
// (K, M), BTrans that B is stored (N, K). The strides are the distances of two
// rows as stored.
type Product struct {
	M, N, K        int
	Alpha          float32
	A, B, C        []float32
	AStride        int
	BStride        int
	CStride        int
	ATrans, BTrans bool
	Add            bool
	// Lift guards sums of products that are all small: see sim/backend/cpu. The matrices
	// must be without gaps, and A is changed and brought back meanwhile.
	Lift bool
}

// Gemm appends a matrix product.
func (p *Program) Gemm(q Product) {
	ai, al := strides(q.AStride, q.ATrans)
	bl, bj := strides(q.BStride, q.BTrans)
	p.emit(
		opGemm, p.at(q.C), uint32(4*q.CStride), p.at(q.A), ai, al, p.at(q.B), bl, bj,
		uint32(q.M), uint32(q.N), uint32(q.K), float(q.Alpha), flag(!q.Add), p.at(p.work), flag(q.Lift),
	)
}

// strides are the distances in bytes of two rows and two columns of a matrix.
func strides(stride int, trans bool) (row, col uint32) {
	if trans {
		return 4, uint32(4 * stride)
	}
	return uint32(4 * stride), 4
}

// Activate is a = φ(z) and d = φ'(z). code is that of the row of nn.Functions.
func (p *Program) Activate(code int, z, a, d []float32, slope float32) {
	p.emit(opActivate, uint32(code), p.at(z), p.at(a), p.at(d), uint32(len(z)), float(slope))
}

// Multiply is y = a·b, value by value.
func (p *Program) Multiply(y, a, b []float32) {
	p.emit(opMultiply, p.at(y), p.at(a), p.at(b), uint32(len(y)))
}

// AddScaled is y = x + s·f.
func (p *Program) AddScaled(y, x, f []float32, s float32) {
	p.emit(opAddScaled, p.at(y), p.at(x), p.at(f), float(s), uint32(len(y)))
}

// Scale is y = s·x.
func (p *Program) Scale(y, x []float32, s float32) {
	p.emit(opScale, p.at(y), p.at(x), float(s), uint32(len(y)))
}

// Fill sets every value of y.
func (p *Program) Fill(y []float32, value float32) {
	p.emit(opFill, p.at(y), float(value), uint32(len(y)))
}

// FillRows sets each of m rows to row.
func (p *Program) FillRows(y, row []float32, m int) {
	p.emit(opFillRows, p.at(y), p.at(row), uint32(m), uint32(len(row)))
}

// FillColumns sets all n values of row i to column[i].
func (p *Program) FillColumns(y, column []float32, n int) {
	p.emit(opFillColumns, p.at(y), p.at(column), uint32(len(column)), uint32(n))
}

// Gather copies rows of n values: row i of y is row index[i] of x.
func (p *Program) Gather(y, x []float32, index []uint32, n int) {
	p.emit(opGather, p.at(y), p.at(x), p.indices(index), uint32(len(index)), uint32(n))
}

// SumColumns is the sum over the m rows of a, taken in float64.
func (p *Program) SumColumns(sum, a []float32, m int) {
	p.emit(opSumColumns, p.at(sum), p.at(a), uint32(m), uint32(len(sum)))
}

// ClearWide sets every value of y to 0.
func (p *Program) ClearWide(y []float64) { p.emit(opClearWide, p.double(y), uint32(len(y))) }

// AddRowSums adds to each value of sum the n values of a row of a.
func (p *Program) AddRowSums(sum []float64, a []float32, n int) {
	p.emit(opAddRowSums, p.double(sum), p.at(a), uint32(len(sum)), uint32(n))
}

// Narrow is y = x, rounded.
func (p *Program) Narrow(y []float32, x []float64) {
	p.emit(opNarrow, p.at(y), p.double(x), uint32(len(x)))
}

// Loss is a function that Program.Loss computes, in the order of
// kernels/loss.ts.
type Loss uint32

// The losses.
const (
	MSE Loss = iota
	BCE
	SoftmaxCE
)

// Loss stores C in result[0] and ∂C/∂out in dOut unless that is empty.
func (p *Program) Loss(f Loss, out, target, dOut []float32, examples int, result []float64) {
	p.emit(
		opLoss, uint32(f), p.at(out), p.at(target), p.at(dOut),
		uint32(examples), uint32(len(out)/examples), p.double(result),
	)
}

// Rule is an update rule, in the order of kernels/optimiser.ts.
type Rule uint32

// The update rules.
const (
	SGD Rule = iota
	Momentum
	Nesterov
	RMSProp
	Adam
)

// UpdateScalars is how many scalars Update reads: −rate, weight decay, the
// factor of gradient clipping, Adam's two bias corrections, and the least
// numbers that the rate and the decay are multiplied with, for none less.
const UpdateScalars = 7

// Update carries the memory m, v of a rule on by the gradient g of parameters
// w. The change is added to w, or with leave set only left in g. m and v may be
// empty where the rule needs none. The scalars are read at every Run.
func (p *Program) Update(r Rule, w, g, m, v, scalars []float32, leave bool) {
	p.emit(opUpdate, uint32(r), p.at(w), p.at(g), p.at(m), p.at(v), uint32(len(w)), p.at(scalars), flag(!leave))
}

// AddSquares adds the squares of g + decay·w to sum[0].
func (p *Program) AddSquares(sum []float64, g, w []float32, decay float32) {
	p.emit(opAddSquares, p.double(sum), p.at(g), p.at(w), uint32(len(g)), float(decay))
}

// SumSquares makes sum[0] the sum of the squares of x, of which every fourth is
// added up apart.
func (p *Program) SumSquares(sum []float64, x []float32) {
	p.emit(opSumSquares, p.double(sum), p.at(x), uint32(len(x)))
}

// Lost makes count[0] how many of w a change by factor[0]·g leaves as they are. The
// factor is read at every Run.
func (p *Program) Lost(count []float64, w, g, factor []float32) {
	p.emit(opLost, p.double(count), p.at(w), p.at(g), uint32(len(w)), p.at(factor))
}
