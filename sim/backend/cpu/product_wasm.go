package cpu

import "math"

// blasFrom keeps blas32 out in wasm. gonum has no assembly there, and its Go
// loops run at a third of the speed of this package's at every size measured:
// they read and write the result once a product instead of once every four.
const blasFrom = math.MaxInt
