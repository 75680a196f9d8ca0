package experiment

import (
	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// Memory estimates the bytes that the lanes of c take at the most, be it while
// their first parameters are drawn or while they train. training says what a lane
// takes beside its first parameters, of which there are so many, while it trains.
func (c Config) Memory(set *data.Set, training func(lane Config, p backend.Problem, params int64) int64) (int64, error) {
	var states, drawing, trained int64
	for _, c := range c.Lanes() {
		p := backend.Problem{Spec: c.Spec(set), Data: set, Batch: c.Batch}
		params, values, err := sizes(p.Spec)
		if err != nil {
			return 0, err
		}
		states += 4 * params
		drawing = max(drawing, c.drawing(params, values))
		trained += training(c.Config, p, params)
	}
	return states + max(drawing, trained), nil
}

// drawing is what nn.Init takes beside its result.
func (c Config) drawing(params, values int64) int64 {
	n := 8 * params
	if c.Init == "lsuv" { // runs the reference
		n += 8*params + 8*initBatchSize*values
	}
	return n
}

// sizes counts the parameters of a network, and the values that its layers put
// out for one example.
func sizes(spec nn.Spec) (params, values int64, err error) {
	if params, err = spec.Parameters(); err != nil {
		return 0, 0, err
	}
	err = spec.Each(func(_ nn.LayerSpec, _, out nn.Shape) { values += int64(out.Size()) })
	return params, values, err
}
