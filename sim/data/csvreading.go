package data

import (
	"fmt"
	"slices"
	"strings"

	"backflow/sim/text"
)

// reading is how a table was understood. ReadCSV says it, so that a table that
// was meant otherwise is noticed.
type reading struct {
	header  text.Message // how line 1 was taken; empty where it is a row like any other
	target  string       // the header's name of the first column, if that is the target
	classes classRange
	left    []int // columns left out since they number the rows, counted from 1
	only    bool  // no input does anything else but number the rows
	first   bool  // the first column may be the class that is meant
	hint    text.Message
}

// interpret finds out what the columns are, and brings them into the order of
// inputs and target.
func (t *table) interpret() *reading {
	how := &reading{header: t.headerTaken()}
	target := t.columns - 1
	if t.targetIsFirst() {
		target, how.target = 0, strings.TrimSpace(t.names[0])
	}
	values := t.column(target)
	how.classes = findClasses(values, t.first[target])
	var order []int
	for i := range t.columns {
		switch {
		case i == target:
		case numbersRows(t.first[i], t.row, i, t.rows()):
			how.left = append(how.left, i+1)
		default:
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		order, how.left, how.only = without(t.columns, target), nil, true
	}
	if how.classes.n == t.rows() {
		how.hint = text.New("data.targetNumbersRows")
	}
	if how.classes.n == 0 && target > 0 {
		how.hint = remark(values, t.first[target])
		how.first = order[0] == 0 && t.columns > 2 && looksLikeClasses(t.column(0), t.first[0])
	}
	t.keep(append(order, target))
	return how
}

// without returns 0 … n−1 less one of them.
func without(n, one int) []int {
	var order []int
	for i := range n {
		if i != one {
			order = append(order, i)
		}
	}
	return order
}

// keep leaves the columns of the given order, in that order.
func (t *table) keep(order []int) {
	if len(order) == t.columns && slices.IsSorted(order) {
		return // as it stands in the file: a large table is not gone through for that
	}
	row, old := make([]float32, t.columns), t.columns
	first := make([]float64, len(order))
	t.numbers = make([]int, len(order))
	for to, from := range order {
		first[to], t.numbers[to] = t.first[from], from+1
	}
	rows := t.rows()
	for i := range rows {
		if i%pauseRows == 0 {
			t.pause()
		}
		copy(row, t.cells[i*old:(i+1)*old])
		for to, from := range order {
			t.cells[i*len(order)+to] = row[from]
		}
	}
	t.columns, t.first, t.cells = len(order), first, t.cells[:rows*len(order)]
}

// number is the column's in the file, counted from 1.
func (t *table) number(column int) int {
	if t.numbers == nil {
		return column + 1
	}
	return t.numbers[column]
}

// message tells how a set was read, as a clause.
func (r *reading) message(s *Set) text.Message {
	train, test := s.Train.Len(), s.Test.Len()
	m := text.New("data.read", "rows", train+test, "train", train, "test", test,
		"inputs", text.New("data.inputs", "count", s.Shape.Size()), "aim", r.aim(), "column", r.from())
	for _, clause := range []text.Message{r.classes.renumbered(), r.hint, r.header, r.leftOut()} {
		m = also(m, clause)
	}
	return r.orElse(m)
}

// also is a clause with another behind it, if there is one.
func also(m, more text.Message) text.Message {
	if more.Empty() {
		return m
	}
	return text.New("data.also", "said", m, "more", more)
}

// aim says what is to be learnt.
func (r *reading) aim() text.Message {
	if r.classes.n == 0 {
		return text.New("data.regression")
	}
	return text.New("data.classes", "count", r.classes.n)
}

// from names the column of the target.
func (r *reading) from() text.Message {
	if r.target != "" {
		return text.New("data.firstColumn", "name", shorten(r.target))
	}
	return text.New("data.lastColumn")
}

func (r *reading) leftOut() text.Message {
	switch {
	case r.only:
		return text.New("data.inputsNumberRows")
	case len(r.left) == 1 && r.left[0] == 1:
		return text.New("data.firstLeftOut")
	case len(r.left) == 1:
		return text.New("data.columnLeftOut", "column", r.left[0])
	case len(r.left) > 1:
		return text.New("data.columnsLeftOut", "columns", strings.Trim(fmt.Sprint(r.left), "[]"))
	}
	return text.Message{}
}

// orElse adds what may be meant instead.
func (r *reading) orElse(m text.Message) text.Message {
	if r.first {
		return also(m, text.New("data.putLast"))
	}
	return m
}

// numbersRows reports whether a column of n rows is but a number for each:
// distinct whole numbers that are 0 … n−1 or 1 … n in any order, or that rise
// with few gaps, as where rows were taken out. Of fewer rows nobody can tell.
func numbersRows(first float64, row func(int) []float32, column, n int) bool {
	const fewest = 3
	if n < fewest {
		return false
	}
	seen := make([]bool, 0, 2*n+1)[:2*n+1]
	rises, before := true, -1
	for i := range n {
		v := first + float64(row(i)[column])
		if v < 0 || v > float64(2*n) || v != float64(int(v)) || seen[int(v)] {
			return false
		}
		seen[int(v)] = true
		rises, before = rises && int(v) > before, int(v)
	}
	return rises || !slices.Contains(seen[:n], false) || !slices.Contains(seen[1:n+1], false)
}
