package check

import (
	"context"
	"math"
	"os"
	"strings"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/lesson"
	"backflow/sim/lesson/page"
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

// slow are the lessons that take more than a few seconds a seed.
var slow = map[string]bool{"range": true, "months": true, "cnn": true, "dbn": true, "blind": true, "norm-skip": true}

// What the lessons say comes out when they are done as written: over five seeds, or one where that takes long.
// BACKFLOW_LONG=1 takes five of all.
func TestLessonsHold(t *testing.T) {
	for _, l := range lesson.Lessons {
		t.Run(l.Name, func(t *testing.T) {
			checker := Checker{Open: openers(), Show: keepRight(l)}
			if slow[l.Name] && os.Getenv("BACKFLOW_LONG") == "" {
				checker.Seeds = 1
			}
			results, err := checker.Lesson(context.Background(), l)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				if t.Logf("step %d: %s: %.4g", r.Step, page.Say(r.Claim, r.Verdict), r.All); !r.Holds {
					t.Errorf("step %d: it does not hold", r.Step)
				}
				if r.Claim.From == lesson.Theory && r.Claim.Relation == lesson.About && math.Abs(math.Log(r.Expected/r.Claim.Value)) > 0.05 {
					t.Errorf("step %d: theory expects %g of the set-up, and the lesson says %g", r.Step, r.Expected, r.Claim.Value)
				}
			}
		})
	}
}

// A claim that is wrong, and a step that cannot be finished as written, are found out.
func TestFaultsAreFound(t *testing.T) {
	l := lesson.Lesson{Name: "x", Setup: "depth=3&act=relu", Steps: []lesson.Step{{
		Play: 2, Done: []lesson.Condition{{What: lesson.Played, Relation: lesson.AtLeast, Value: "2"}},
		Claims: []lesson.Claim{
			{Quantity: "factor", Relation: lesson.Below, Value: 0.1},
			{Quantity: "factor", Relation: lesson.Above, Value: 0.1},
		},
	}}}
	results, err := Checker{Open: openers(), Seeds: 3}.Lesson(context.Background(), l)
	if err != nil || len(results) != 2 || results[0].Holds || results[0].Seeds != 3 || !results[1].Holds || results[1].Seeds != 3 {
		t.Errorf("%+v (%v)", results, err)
	}
	l.Steps[0].Play = 1
	if _, err := (Checker{Open: openers()}).Lesson(context.Background(), l); err == nil || !strings.Contains(err.Error(), "not finished") {
		t.Errorf("a step that is not finished: %v", err)
	}
	l.Setup = "depth=1000"
	if _, err := (Checker{Open: openers()}).Lesson(context.Background(), l); err == nil {
		t.Error("a set-up with a mistake was taken")
	}
}
