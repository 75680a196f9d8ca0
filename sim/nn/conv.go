package nn

// Conv is a 2-D convolution (as in every framework a correlation: the kernel
// is not flipped) with zero padding:
//
//	z[o,y,x] = b[o] + Σ over c,i,j of W[o,c,i,j] · in[c, y·stride+i−pad, x·stride+j−pad]
//
// At each place it is a dense layer on the patch of the input under the
// kernel, and it is written so.
type Conv struct {
	In, Out         Shape
	Kernel, KernelW int // height and width
	Stride, Pad     int
	W, B            []float64 // (out, in, height, width), (out)
	DW, DB          []float64

	x []float64
}

// Forward implements Layer.
func (c *Conv) Forward(x []float64, p Pass) []float64 {
	c.x = x
	z := make([]float64, p.Batch*c.Out.Size())
	patch := make([]float64, c.patchSize())
	for n := range p.Batch {
		p.rest()
		image, zn := row(x, n, c.In.Size()), row(z, n, c.Out.Size())
		for place := range c.places() {
			c.gather(patch, image, place)
			for o := range c.Out.C {
				zn[o*c.places()+place] = c.B[o] + dot(row(c.W, o, len(patch)), patch)
			}
		}
	}
	return z
}

// Backward implements Layer.
func (c *Conv) Backward(delta []float64, p Pass) []float64 {
	clear(c.DW)
	clear(c.DB)
	dx := make([]float64, len(c.x))
	patch, dPatch := make([]float64, c.patchSize()), make([]float64, c.patchSize())
	for n := range p.Batch {
		p.rest()
		image, dImage, dn := row(c.x, n, c.In.Size()), row(dx, n, c.In.Size()), row(delta, n, c.Out.Size())
		for place := range c.places() {
			c.gather(patch, image, place)
			clear(dPatch)
			for o := range c.Out.C {
				dz := dn[o*c.places()+place]
				c.DB[o] += dz
				axpy(dz, patch, row(c.DW, o, len(patch)))
				axpy(dz, row(c.W, o, len(patch)), dPatch)
			}
			c.scatter(dImage, dPatch, place)
		}
	}
	return dx
}

// places is the number of pixels of an output channel.
func (c *Conv) places() int { return c.Out.H * c.Out.W }

func (c *Conv) patchSize() int { return c.In.C * c.Kernel * c.KernelW }

// gather copies the patch of an image that lies under the kernel; what lies in
// the padding is zero.
func (c *Conv) gather(patch, image []float64, place int) {
	clear(patch)
	c.under(place, func(k, pixel int) { patch[k] = image[pixel] })
}

// scatter is the transpose of gather: it adds a patch to where it came from.
func (c *Conv) scatter(image, patch []float64, place int) {
	c.under(place, func(k, pixel int) { image[pixel] += patch[k] })
}

// under visits each pixel under the kernel: k is its place in the patch.
func (c *Conv) under(place int, visit func(k, pixel int)) {
	top := place/c.Out.W*c.Stride - c.Pad
	left := place%c.Out.W*c.Stride - c.Pad
	for k := range c.patchSize() {
		y := top + k/c.KernelW%c.Kernel
		x := left + k%c.KernelW
		if y >= 0 && y < c.In.H && x >= 0 && x < c.In.W {
			channel := k / (c.Kernel * c.KernelW)
			visit(k, (channel*c.In.H+y)*c.In.W+x)
		}
	}
}
