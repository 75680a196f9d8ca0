package check

import (
	"context"
	"errors"

	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/probe"
)

var errTrained = errors.New("an instrument is asked for after the first step")

// readings are those of the instruments that a step's claims need, of each lane, before the first step.
func (r *run) readings(ctx context.Context, s lesson.Step) ([]map[string]probe.Reading, error) {
	needed := s.Instruments()
	if len(needed) == 0 {
		return nil, nil
	}
	if r.now.Stats.Step > 0 {
		return nil, errTrained
	}
	all := make([]map[string]probe.Reading, 0, len(r.now.Stats.Lanes))
	for _, c := range r.now.Config.Lanes() {
		one := map[string]probe.Reading{}
		for _, name := range needed {
			reading, err := r.reading(ctx, c, name)
			if err != nil {
				return nil, err
			}
			one[name] = reading
		}
		all = append(all, one)
	}
	return all, nil
}

func (r *run) reading(ctx context.Context, c experiment.LaneConfig, name string) (probe.Reading, error) {
	set, err := r.Open.Data(ctx, c.Data, uint64(c.Seed))
	if err != nil {
		return probe.Reading{}, err
	}
	problem, err := c.Problem(set)
	if err != nil {
		return probe.Reading{}, err
	}
	net := c.Net(set)
	work, err := probe.Start(name, probe.Subject{Problem: problem, Net: &net})
	if err != nil {
		return probe.Reading{}, err
	}
	defer work.Close()
	return work.Finish()
}
