package data

import (
	"math"
	"slices"
	"strings"

	"backflow/sim/text"
)

// holdHeader takes the first row if it is a header, or keeps it until release if
// it may be one of numbers, and reports whether it did.
func (t *table) holdHeader(record []string) bool {
	switch {
	case !slices.ContainsFunc(record, isNumber):
		t.names = slices.Clone(record)
	case strings.TrimSpace(record[0]) == "" && len(record) > 2 && countsUp(record[1:]): // over the numbers of the rows
		t.counted = headerOfNumbers(record[1:])
	case countsUp(record):
		t.held = slices.Clone(record)
	default:
		return false
	}
	return true
}

// release decides what the first row is that holdHeader has kept, by the second
// one: nil if there is none.
func (t *table) release(second []string) error {
	held := t.held
	t.held = nil
	if held == nil {
		return nil
	}
	if second != nil && !countsUp(second) && (len(held) > 2 || !isWhole(second)) {
		t.counted = headerOfNumbers(held)
		return nil
	}
	return t.addNumbers(held, 1)
}

// headerTaken says how line 1 was taken.
func (t *table) headerTaken() text.Message {
	switch {
	case t.names != nil:
		return text.New("data.header")
	case t.counted != "":
		return text.New("data.headerCounts", "numbers", t.counted)
	}
	return text.Message{}
}

func headerOfNumbers(record []string) string {
	const most = 3
	if len(record) > most {
		return strings.Join(record[:most], ", ") + ", …"
	}
	return strings.Join(record, ", ")
}

func isNumber(cell string) bool {
	_, err := parseCell(cell)
	return err == nil
}

func isWhole(record []string) bool {
	return !slices.ContainsFunc(record, func(cell string) bool {
		x, err := parseCell(cell)
		return err != nil || x != math.Trunc(x)
	})
}

// countsUp reports whether the cells are whole numbers, each one more than the
// cell before it: 0 or 1 first, unless there are many.
func countsUp(record []string) bool {
	const many = 4
	for i, cell := range record {
		x, err := parseCell(cell)
		first, _ := parseCell(record[0])
		if err != nil || x != first+float64(i) || first != math.Trunc(first) {
			return false
		}
		if len(record) < many && first != 0 && first != 1 {
			return false
		}
	}
	return true
}

// targetNames are what the header of a target says.
var targetNames = []string{"label", "labels", "class", "target", "y"}

// targetIsFirst reports whether a header names the first column as the target,
// and not the last one.
func (t *table) targetIsFirst() bool {
	if t.names == nil {
		return false
	}
	is := func(name string) bool { return slices.Contains(targetNames, strings.ToLower(strings.TrimSpace(name))) }
	return is(t.names[0]) && !is(t.names[t.columns-1])
}

// classRange is n classes by the numbers that stand for them: low, low + step, …
type classRange struct {
	n         int // 0 for none
	low, step float64
}

// index is the class that a number stands for, counted from 0.
func (c classRange) index(y float64) int { return int(math.Round((y - c.low) / c.step)) }

// renumbered says how the page's classes follow from the table's.
func (c classRange) renumbered() text.Message {
	high := c.low + c.step*float64(c.n-1)
	switch {
	case c.n == 0 || c.low == 0 && c.step == 1:
		return text.Message{}
	case c.n == 2:
		return text.New("data.twoRenumbered", "low", short(c.low), "high", short(high))
	}
	return text.New("data.renumbered", "low", short(c.low), "high", short(high), "last", c.n-1)
}

// findClasses returns the classes that the targets first + differences stand
// for. Two whole numbers do, and 0 … k−1 or 1 … k. Unless they begin at 0, each
// must stand for two rows on average.
func findClasses(differences []float32, first float64) classRange {
	values := wholeValues(differences, first, maxCSVClasses)
	n := len(values)
	if n < 2 {
		return classRange{}
	}
	low, high := values[0], values[n-1]
	c := classRange{n, low, (high - low) / float64(n-1)}
	switch {
	case low == 0 && high == float64(n-1):
		return c
	case len(differences) < 2*n:
	case n == 2, low == 1 && high == float64(n):
		return c
	}
	return classRange{}
}

// wholeValues returns the distinct values first + differences in order, nil if
// any is not whole, or if there are more than most.
func wholeValues(differences []float32, first float64, most int) []float64 {
	seen := map[float32]bool{}
	var values []float64
	for _, d := range differences {
		y := first + float64(d)
		if y != math.Trunc(y) {
			return nil
		}
		if seen[d] {
			continue
		}
		if len(values) == most {
			return nil
		}
		seen[d] = true
		values = append(values, y)
	}
	slices.Sort(values)
	return values
}

// remark says what is strange about the targets of a regression.
func remark(differences []float32, first float64) text.Message {
	const few = 20
	if numbersRows(first, func(i int) []float32 { return differences[i : i+1] }, 0, len(differences)) {
		return text.New("data.targetNumbersRows")
	}
	values := wholeValues(differences, first, few)
	if n := len(values); n > 1 && len(differences) >= 2*n {
		return text.New("data.noClasses", "numbers", n, "low", short(values[0]), "high", short(values[n-1]))
	}
	return text.Message{}
}

// looksLikeClasses reports whether a column that is no target holds what may
// well be classes.
func looksLikeClasses(differences []float32, first float64) bool {
	const most = 20
	n := findClasses(differences, first).n
	return n > 0 && n <= most && len(differences) >= 5*n
}
