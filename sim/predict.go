package sim

import (
	"math"

	"backflow/sim/data"
)

// predict asks the theory for the Factor of each observed layer of a lane;
// NaN where it predicts nothing.
func (c Config) predict(_ *data.Set) []float64 {
	factors := make([]float64, c.Depth+1)
	for i := range factors {
		factors[i] = math.NaN()
	}
	return factors
}
