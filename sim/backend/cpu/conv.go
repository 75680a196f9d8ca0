package cpu

import (
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// conv is a convolution with zero padding: for each example a matrix product
// of the kernels (units, patch) with the image's patches laid out side by side
// (im2col). A patch is the in.C·high·wide values under the kernel at one place.
//
// The patches are laid out anew for each example and pass: copying is cheap
// beside the product, and one example's patches stay in the cache. Hence all
// layers of a network lay them out in the same scratch.
type conv[T stats.Real] struct {
	in, outShape nn.Shape
	high, wide   int // of the kernel
	stride, pad  int
	w, b         *tensor[T]
	biasSum      []float64 // the biases' gradient so far
	patches      []T       // of one example, (patch, places), in the scratch
	transposed   []T       // room for its transpose, see multiplyTransposeAdd
	turned       []T       // room for the kernels as convolveBack needs them; nil where it does not
	turn         func()    // fills it
	x, z, dy     []T
	dx           []T // nil where nobody asks for ∂C/∂x
}

func newConv[T stats.Real](l nn.LayerSpec, in, out nn.Shape, batch int, w, b *tensor[T], wantDX bool, s *scratch[T]) *conv[T] {
	c := &conv[T]{
		in: in, outShape: out, high: l.Kernel, wide: l.KernelWidth(), stride: l.Stride, pad: l.Pad, w: w, b: b,
		z: make([]T, batch*out.Size()), biasSum: make([]float64, out.C),
	}
	patch := c.patch()
	if wantDX && c.keepsSize() {
		patch = max(patch, c.turnedPatch())
		c.turned, c.turn = s.turned.of(len(w.w)), c.turnKernels
	}
	c.patches = s.patches.of(patch * c.places())
	c.transposed = s.transposed.of(transposeValues[T](out.C, c.places(), c.patch()))
	if wantDX {
		c.dx = make([]T, batch*in.Size())
	}
	return c
}

func (c *conv[T]) patch() int  { return c.in.C * c.high * c.wide }
func (c *conv[T]) places() int { return c.outShape.H * c.outShape.W }

// planes is the geometry of images with so many values.
func (c *conv[T]) planes(values int) simd.Planes {
	return simd.Planes{Count: values / (c.in.H * c.in.W), High: c.in.H, Wide: c.in.W, OutHigh: c.outShape.H, OutWide: c.outShape.W}
}

// window is that of a square kernel, which the machine knows.
func (c *conv[T]) window() simd.Window {
	return simd.Window{Kernel: c.high, Stride: c.stride, Pad: c.pad}
}

// keepsSize reports whether the kernels are 3×3 and the image stays as large as it is:
// the convolutions of a conv net. Their transpose is one of the same kind.
func (c *conv[T]) keepsSize() bool {
	return c.high == 3 && c.wide == 3 && c.stride == 1 && c.pad == 1
}

// turnedPatch is the patch of that transpose: what of δ lies around a pixel.
func (c *conv[T]) turnedPatch() int { return c.outShape.C * c.high * c.wide }

// convolution is the geometry of n examples.
func (c *conv[T]) convolution(n int) simd.Convolution {
	return simd.Convolution{N: n, In: c.in.C, Out: c.outShape.C, High: c.in.H, Wide: c.in.W}
}

// direct reports whether the machine convolves without a patch matrix.
func (c *conv[T]) direct() bool { return c.keepsSize() && c.convolution(1).Fits() }

func (c *conv[T]) forward(x []T, p pass[T]) []T {
	c.x, c.z = x, c.z[:p.n*c.outShape.Size()]
	p.convolve(c, c.z, x, p.n)
	return c.z
}

func (c *conv[T]) backward(dy []T, p pass[T]) []T {
	c.dy = dy
	p.convolveWeights(c, dy, c.x, p.n)
	p.clearWide(c.biasSum)
	for i := range p.n {
		p.addRowSums(c.biasSum, example(dy, i, c.outShape.Size()), c.places())
	}
	if !c.b.Inert {
		p.narrow(c.b.g, c.biasSum)
	}
	if c.dx == nil {
		return nil
	}
	dx := c.dx[:p.n*c.in.Size()]
	p.convolveBack(c, dx, dy, p.n)
	return dx
}

// forth is z = W⋆x + b of n examples, by products of their patches.
func (c *conv[T]) forth(k kernels[T], z, x []T, n int) {
	for i := range n {
		k.layPatches(c, example(x, i, c.in.Size()))
		z := example(z, i, c.outShape.Size())
		k.fillColumns(z, c.b.w, c.places())
		k.multiplyAdd(z, c.w.w, c.patches[:c.patch()*c.places()], c.outShape.C, c.patch(), c.places())
	}
}

// weights is the gradient of W, by products of δ and the patches of n examples.
func (c *conv[T]) weights(k kernels[T], dy, x []T, n int) {
	k.clear(c.w.g)
	for i := range n {
		k.layPatches(c, example(x, i, c.in.Size()))
		d, patches := example(dy, i, c.outShape.Size()), c.patches[:c.patch()*c.places()]
		k.multiplyTransposeAdd(c.w.g, d, patches, c.transposed, c.outShape.C, c.places(), c.patch())
	}
}

// back is ∂C/∂x = Wᵀ⋆δ of n examples: where the size stays, a convolution of δ with
// the kernels turned by half a turn, else patch by patch added back to where it
// came from.
func (c *conv[T]) back(k kernels[T], dx, dy []T, n int) {
	if c.keepsSize() {
		c.backTurned(k, dx, dy, n)
		return
	}
	k.clear(dx)
	patches := c.patches[:c.patch()*c.places()]
	for i := range n {
		k.transposeMultiply(patches, c.w.w, example(dy, i, c.outShape.Size()), c.patch(), c.outShape.C, c.places())
		k.addPatches(c, example(dx, i, c.in.Size()))
	}
}

func (c *conv[T]) backTurned(k kernels[T], dx, dy []T, n int) {
	k.do(c.turn)
	for i := range n {
		k.layPatches(c, example(dy, i, c.outShape.Size()))
		k.multiply(example(dx, i, c.in.Size()), c.turned, c.patches[:c.turnedPatch()*c.places()], c.in.C, c.turnedPatch(), c.places())
	}
}

// turnKernels writes W (units, channels, 3, 3) as (channels, units, 3, 3), each kernel turned by
// half a turn.
func (c *conv[T]) turnKernels() {
	area := c.high * c.wide
	for channel := range c.in.C {
		for unit := range c.outShape.C {
			to, from := c.turned[(channel*c.outShape.C+unit)*area:][:area], c.w.w[(unit*c.in.C+channel)*area:][:area]
			for i, w := range from {
				to[area-1-i] = w
			}
		}
	}
}

// layPatches copies one image, of however many channels, into the patch matrix;
// what lies on the padding is zero.
func (c *conv[T]) layPatches(image []T) {
	c.eachRow(image, func(plane, row []T, dy, dx int) {
		for oy := range c.outShape.H {
			to := row[oy*c.outShape.W:][:c.outShape.W]
			if y := oy*c.stride + dy; y >= 0 && y < c.in.H {
				c.layLine(to, plane[y*c.in.W:][:c.in.W], dx)
			} else {
				clear(to)
			}
		}
	})
}

// layLine copies every stride-th value of a line, beginning at dx.
func (c *conv[T]) layLine(to, line []T, dx int) {
	from, end := c.inside(dx)
	clear(to[:from])
	clear(to[end:])
	if c.stride == 1 {
		copy(to[from:end], line[from+dx:])
		return
	}
	for ox := from; ox < end; ox++ {
		to[ox] = line[ox*c.stride+dx]
	}
}

// addPatches is the transpose of layPatches: it adds every value of the patch
// matrix to the pixel that it was copied from.
func (c *conv[T]) addPatches(image []T) {
	c.eachRow(image, func(plane, row []T, dy, dx int) {
		from, end := c.inside(dx)
		for oy := range c.outShape.H {
			y := oy*c.stride + dy
			if y < 0 || y >= c.in.H {
				continue
			}
			line, values := plane[y*c.in.W:][:c.in.W], row[oy*c.outShape.W:][:c.outShape.W]
			for ox := from; ox < end; ox++ {
				line[ox*c.stride+dx] += values[ox]
			}
		}
	})
}

// eachRow calls f for every row of the patch matrix, with the image plane that
// it comes from and where the kernel element lies from the output's place.
func (c *conv[T]) eachRow(image []T, f func(plane, row []T, dy, dx int)) {
	r, size, places := 0, c.in.H*c.in.W, c.places()
	for channel := range len(image) / size {
		for ky := range c.high {
			for kx := range c.wide {
				f(example(image, channel, size), example(c.patches, r, places), ky-c.pad, kx-c.pad)
				r++
			}
		}
	}
}

// inside returns the first place ox of a line, and the one behind the last,
// where ox·stride + dx lies in the image.
func (c *conv[T]) inside(dx int) (from, end int) {
	from = min(max((-dx+c.stride-1)/c.stride, 0), c.outShape.W)
	end = min(max((c.in.W-dx+c.stride-1)/c.stride, from), c.outShape.W)
	return from, end
}

func (c *conv[T]) output() (z, delta []T) { return c.z, c.dy }
func (c *conv[T]) size() int              { return c.outShape.Size() }

// example returns the i-th row of a matrix with rows of size values.
func example[T stats.Real](xs []T, i, size int) []T { return xs[i*size:][:size] }

func fill[T stats.Real](xs []T, v T) {
	for i := range xs {
		xs[i] = v
	}
}
