// Package gpu trains networks on WebGPU: in the browser through navigator.gpu,
// natively through Vulkan, Metal or Direct3D 12, from the same Go and the same
// WGSL (package shaders).
//
// What lives where. Parameters, gradients, activations, the data set, and even
// the step counter lie in GPU memory and never leave it but for an
// observation. A training step is a fixed list of dispatches, built once at
// Reset; Train records it as often as wanted into a few command buffers and
// reads nothing. Observe adds statistics to one more pass, copies all that it
// needs into one staging buffer, and maps that once.
//
// Every matrix of a kind (activations, pre-activations, gradients of them,
// parameters, gradients of those) lies in one buffer, so that one dispatch can
// look at all layers. Rows are padded to multiples of four floats, so that
// kernels read them as vec4; the padding is kept at zero.
//
// What speaks to WebGPU is package device below, which knows no network. It throws
// JavaScript exceptions as Go panics; every exported method turns them into errors.
package gpu
