package simd

// Planes is the geometry of images that a window moves over: Count planes of
// High × Wide values that become OutHigh × OutWide.
type Planes struct {
	Count, High, Wide int
	OutHigh, OutWide  int
}

func (g Planes) words() [5]uint32 {
	return [5]uint32{uint32(g.Count), uint32(g.High), uint32(g.Wide), uint32(g.OutHigh), uint32(g.OutWide)}
}

// Window is a convolution's.
type Window struct{ Kernel, Stride, Pad int }

// LayPatches copies an image into a patch matrix: row (plane, ky, kx) holds for
// every place of the output the value under that element of the kernel.
func (p *Program) LayPatches(patches, image []float32, g Planes, w Window) {
	p.patches(opLayPatches, patches, image, g, w)
}

// AddPatches adds every value of a patch matrix to the pixel that LayPatches
// copies it from.
func (p *Program) AddPatches(patches, image []float32, g Planes, w Window) {
	p.patches(opAddPatches, patches, image, g, w)
}

func (p *Program) patches(code op, patches, image []float32, g Planes, w Window) {
	s := g.words()
	p.emit(code, p.at(patches), p.at(image), s[0], s[1], s[2], s[3], s[4], uint32(w.Kernel), uint32(w.Stride), uint32(w.Pad))
}

// MaxPool writes the largest value of each window of size × size, and to from
// its index in x.
func (p *Program) MaxPool(y []float32, from []uint32, x []float32, g Planes, size int) {
	s := g.words()
	p.emit(opMaxPool, p.at(y), p.indices(from), p.at(x), s[0], s[1], s[2], s[3], s[4], uint32(size))
}

// ScatterAdd adds value i of dy to value index[i] of dx.
func (p *Program) ScatterAdd(dx, dy []float32, index []uint32) {
	p.emit(opScatterAdd, p.at(dx), p.at(dy), p.indices(index), uint32(len(dy)))
}

// AveragePool writes the mean of each window of size × size.
func (p *Program) AveragePool(y, x []float32, g Planes, size int) {
	s := g.words()
	p.emit(opAveragePool, p.at(y), p.at(x), s[0], s[1], s[2], s[3], s[4], uint32(size))
}

// SpreadPool gives every value of a window an equal share of dy.
func (p *Program) SpreadPool(dx, dy []float32, g Planes, size int) {
	s := g.words()
	p.emit(opSpreadPool, p.at(dx), p.at(dy), s[0], s[1], s[2], s[3], s[4], uint32(size))
}
