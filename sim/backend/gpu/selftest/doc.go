// Package selftest compares a backend with a trusted peer on small networks made for it. It
// knows the contract alone, so that its own tests need no GPU.
package selftest
