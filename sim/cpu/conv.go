package cpu

import "backflow/sim/nn"

// conv is a convolution with zero padding: for each example a matrix product
// of the kernels (units, patch) with the image's patches laid out side by side
// (im2col). A patch is the in.C·kernel² values under the kernel at one place.
//
// The patches are laid out anew for each example and pass: copying is cheap
// beside the product, and one example's patches stay in the cache.
type conv struct {
	in, outShape        nn.Shape
	kernel, stride, pad int
	w, b                *tensor
	patches             []float32 // of one example, (patch, places) or (places, patch)
	x, z, dy            []float32
	dx                  []float32 // nil where nobody asks for ∂C/∂x
}

func newConv(l nn.LayerSpec, in, out nn.Shape, batch int, w, b *tensor, wantDX bool) *conv {
	c := &conv{
		in: in, outShape: out, kernel: l.Kernel, stride: l.Stride, pad: l.Pad, w: w, b: b,
		z: make([]float32, batch*out.Size()),
	}
	c.patches = make([]float32, c.patch()*c.places())
	if wantDX {
		c.dx = make([]float32, batch*in.Size())
	}
	return c
}

func (c *conv) patch() int  { return c.in.C * c.kernel * c.kernel }
func (c *conv) places() int { return c.outShape.H * c.outShape.W }

func (c *conv) forward(x []float32, p pass) []float32 {
	c.x, c.z = x, c.z[:p.n*c.outShape.Size()]
	places := c.places()
	for i := range p.n {
		c.layPatches(example(x, i, c.in.Size()), places, 1)
		z := example(c.z, i, c.outShape.Size())
		for unit, bias := range c.b.w {
			fill(z[unit*places:][:places], bias)
		}
		multiplyAdd(z, c.w.w, c.patches, c.outShape.C, c.patch(), places)
	}
	return c.z
}

func (c *conv) backward(dy []float32, p pass) []float32 {
	c.dy = dy
	clear(c.w.g)
	clear(c.b.g)
	patch, places := c.patch(), c.places()
	for i := range p.n {
		d := example(dy, i, c.outShape.Size())
		c.layPatches(example(c.x, i, c.in.Size()), 1, patch)
		multiplyAdd(c.w.g, d, c.patches, c.outShape.C, places, patch)
		for unit := range c.b.g {
			for _, v := range d[unit*places:][:places] {
				c.b.g[unit] += v
			}
		}
	}
	if c.dx == nil {
		return nil
	}
	return c.backwardInput(dy, p)
}

// backwardInput is Wᵀ·δ, patch by patch added back to where it came from.
func (c *conv) backwardInput(dy []float32, p pass) []float32 {
	dx := c.dx[:p.n*c.in.Size()]
	clear(dx)
	for i := range p.n {
		clear(c.patches)
		transposeMultiplyAdd(c.patches, c.w.w, example(dy, i, c.outShape.Size()), c.patch(), c.outShape.C, c.places())
		c.addPatches(example(dx, i, c.in.Size()))
	}
	return dx
}

// layPatches copies one image into the patch matrix, where the value at place
// q of patch row r stands at r·rowStride + q·placeStride. What lies on the
// padding is zero.
func (c *conv) layPatches(image []float32, rowStride, placeStride int) {
	row := 0
	for channel := range c.in.C {
		plane := image[channel*c.in.H*c.in.W:][:c.in.H*c.in.W]
		for ky := range c.kernel {
			for kx := range c.kernel {
				c.layRow(plane, ky-c.pad, kx-c.pad, c.patches[row*rowStride:], placeStride)
				row++
			}
		}
	}
}

// layRow copies what lies under one element of the kernel, at every place.
func (c *conv) layRow(plane []float32, dy, dx int, to []float32, step int) {
	at := 0
	for oy := range c.outShape.H {
		y := oy*c.stride + dy
		inside := y >= 0 && y < c.in.H
		for ox := range c.outShape.W {
			x := ox*c.stride + dx
			if inside && x >= 0 && x < c.in.W {
				to[at] = plane[y*c.in.W+x]
			} else {
				to[at] = 0
			}
			at += step
		}
	}
}

// addPatches is the transpose of layPatches for (patch, places).
func (c *conv) addPatches(image []float32) {
	places, row := c.places(), 0
	for channel := range c.in.C {
		plane := image[channel*c.in.H*c.in.W:][:c.in.H*c.in.W]
		for ky := range c.kernel {
			for kx := range c.kernel {
				c.addRow(plane, ky-c.pad, kx-c.pad, c.patches[row*places:][:places])
				row++
			}
		}
	}
}

func (c *conv) addRow(plane []float32, dy, dx int, from []float32) {
	for oy := range c.outShape.H {
		y := oy*c.stride + dy
		if y < 0 || y >= c.in.H {
			continue
		}
		line := plane[y*c.in.W:][:c.in.W]
		for ox, v := range from[oy*c.outShape.W:][:c.outShape.W] {
			if x := ox*c.stride + dx; x >= 0 && x < c.in.W {
				line[x] += v
			}
		}
	}
}

func (c *conv) output() (z, delta []float32) { return c.z, c.dy }

// example returns the i-th row of a matrix with rows of size values.
func example(xs []float32, i, size int) []float32 { return xs[i*size:][:size] }

func fill(xs []float32, v float32) {
	for i := range xs {
		xs[i] = v
	}
}
