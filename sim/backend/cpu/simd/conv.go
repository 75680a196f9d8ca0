package simd

// Convolution is the geometry of a convolution of 3×3 kernels with stride 1 and
// padding 1, which keep the size of N images (High, Wide) and make Out channels of
// In.
type Convolution struct{ N, In, Out, High, Wide int }

// mostChannels is where a product of patches is faster: what is packed for one image
// no longer stays in a cache.
const mostChannels = 64

// Fits reports whether the module convolves this way, without a patch matrix: as
// much as the workspace holds.
func (c Convolution) Fits() bool {
	const area, tile = 9, 8
	line := c.Wide + 1
	places := (c.High*line + tile - 1) / tile * tile
	plane := places + 2*line + 5
	most := (max(c.In, c.Out) + tile - 1) / tile * tile
	return most <= mostChannels && most*((most+1)*area+1+plane+places) <= workRoom
}

// Convolve is z = W⋆x + b, with x (n, in, high, wide), W (out, in, 3, 3) and z (n,
// out, high, wide).
func (p *Program) Convolve(z, x, w, b []float32, c Convolution) {
	p.convolve(z, x, w, b, c, false)
}

// ConvolveBack is dx = Wᵀ⋆dz, the transpose of Convolve.
func (p *Program) ConvolveBack(dx, dz, w []float32, c Convolution) {
	c.In, c.Out = c.Out, c.In
	p.convolve(dx, dz, w, nil, c, true)
}

func (p *Program) convolve(z, x, w, b []float32, c Convolution, back bool) {
	p.emit(
		opConvolve, p.at(z), p.at(x), p.at(w), p.at(b),
		uint32(c.N), uint32(c.In), uint32(c.Out), uint32(c.High), uint32(c.Wide), flag(back), p.at(p.work),
	)
}

// ConvolveWeights is dW, the sum over all images and places of dz times what of x lies
// under the kernel there.
func (p *Program) ConvolveWeights(dw, dz, x []float32, c Convolution) {
	p.emit(
		opConvolveWeights, p.at(dw), p.at(dz), p.at(x),
		uint32(c.N), uint32(c.In), uint32(c.Out), uint32(c.High), uint32(c.Wide), p.at(p.work),
	)
}
