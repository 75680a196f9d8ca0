package check

import (
	"context"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/lesson"
	"backflow/sim/session"
)

func openers() session.Openers {
	return session.Openers{
		CPU: func() backend.Backend { return cpu.New() },
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
			if name == "digits" {
				return mnist.Digits()
			}
			return data.Generate(name, seed)
		},
	}
}

func TestLessons(t *testing.T) {
	for _, l := range lesson.Lessons {
		t.Run(l.Name, func(t *testing.T) {
			start := time.Now()
			results, err := Checker{Open: openers()}.Lesson(context.Background(), l)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				t.Logf("step %d %s %s/%s: %.4g %s %.4g over %d seeds: %v %.4g", r.Step, r.Claim.Quantity, r.Claim.Lane, r.Claim.Over, r.Measured, r.Claim.Relation, r.Expected, r.Seeds, r.Holds, r.All)
				if !r.Holds {
					t.Errorf("it does not hold")
				}
			}
			t.Log(time.Since(start))
		})
	}
}
