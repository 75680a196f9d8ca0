// Package device runs programs on WebGPU: in the browser through navigator.gpu, natively
// through Vulkan, Metal or Direct3D 12. It knows no network and no training, and is the one
// package that knows the Go binding of WebGPU.
//
// A Device compiles kernels, of texts in WGSL. An Assembler puts dispatches of kernels
// together into a Program, which runs any number of times. A Pace hands steps over in
// portions, so that the GPU is neither idle nor far behind. A Readback brings numbers back.
//
// The binding throws JavaScript exceptions as Go panics; callers defer
// Recovered, which turns them into errors. Methods that wait must not be called from
// inside a JavaScript callback, which would wait for itself.
package device
