package check

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"backflow/sim/lesson"
	"backflow/sim/lesson/page"
)

// spreadFirst is the first seed that claims are tried on here: no tolerance was set by those of the set-ups.
const spreadFirst = 1000

// TestSpreadOverSeeds says how each claim's number lies over many seeds, as the table of sim/lesson/NOTES.md has it. BACKFLOW_SEEDS says
// how many; without it nothing is done. A claim may fail for one seed in a hundred.
func TestSpreadOverSeeds(t *testing.T) {
	seeds, _ := strconv.Atoi(os.Getenv("BACKFLOW_SEEDS"))
	if seeds < 1 {
		t.Skip("BACKFLOW_SEEDS says on how many seeds")
	}
	for _, l := range lesson.Lessons {
		t.Run(l.Name, func(t *testing.T) {
			results, err := Checker{Open: openers(), Seeds: seeds, First: spreadFirst}.Lesson(context.Background(), l)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				fmt.Println(spreadRow(l.Name, r))
				if allowed := max(1, seeds/100); r.Fail > allowed {
					t.Errorf("step %d: %s: fails for %d of %d seeds", r.Step, page.Say(r.Claim, r.Verdict), r.Fail, seeds)
				}
			}
		})
	}
}

// spreadRow is a row of the table.
func spreadRow(name string, r Result) string {
	xs := slices.Sorted(slices.Values(r.All))
	at := func(share float64) float64 { return xs[int(math.Round(share*float64(len(xs)-1)))] }
	c := r.Claim
	asked := fmt.Sprintf("%s %g", c.Relation, c.Value)
	if c.Relation == lesson.About {
		asked = fmt.Sprintf("%.3g to %.3g", r.Expected/(1+c.Within), r.Expected*(1+c.Within))
	}
	return fmt.Sprintf("| %s %d | %s | %s | %.3g %.3g %.3g %.3g %.3g | %d of %d |",
		name, r.Step, about(c), asked, xs[0], at(0.01), at(0.5), at(0.99), xs[len(xs)-1], r.Fail, len(xs))
}

// about names a claim by the words of its row.
func about(c lesson.Claim) string {
	what := c.Quantity
	if c.Lane != "" {
		what += " of " + c.Lane
	}
	if c.Over != "" {
		what += " over " + c.Over
	}
	return what
}
