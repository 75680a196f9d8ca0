package data

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"backflow/sim/nn"
	"backflow/sim/text"
)

// Limits of ReadCSV.
const (
	MaxCSVRows    = 100_000
	MaxCSVColumns = 1024
	maxCSVClasses = 256
)

// heldOut is the share of a table's rows that go into the test part: one in so
// many, but at least one.
const heldOut = 5

// ReadCSV reads a table of the user's own: comma-separated numbers, a row an
// example, the last column its class or target. Nothing is guessed:
//
//   - If no cell of the first row is a number, the row is a header and skipped.
//   - Every other cell is a decimal number that float32 can hold. Empty lines
//     are skipped; empty cells and rows of another length are errors.
//   - If the targets are whole numbers 0 … k−1, each of which occurs, with k
//     from 2 to 256, they are classes. Any other targets are real numbers to be
//     learnt by regression.
//
// One row in five, chosen by the seed, is held out for testing. Features, and
// the targets of a regression, are shifted and scaled to mean 0 and RMS 1 over
// the training part; a column that is constant there becomes 0 where it keeps
// that value.
//
// The error, if any, is one sentence that names the line and column.
//
// Scaling the largest tables takes seconds. If r has a method Pause(), it is
// called every few thousand rows. If it has a method Size() int64, the bytes
// that it holds, the table grows in one piece.
func ReadCSV(r io.Reader, seed uint64) (*Set, error) {
	t, err := readTable(r)
	if err != nil {
		return nil, err
	}
	if t.rows() < 2 {
		return nil, fmt.Errorf("the table has %d rows of numbers; it needs at least 2", t.rows())
	}
	t.shuffle(seed)
	return t.set()
}

// table is a rectangular table of numbers, of which it keeps the differences
// to the first row. Standardising undoes that exactly, and a column of large,
// close numbers (such as times) keeps digits that float32 would lose.
type table struct {
	columns int
	first   []float64
	cells   []float32 // (rows, columns)
	pause   func()    // see ReadCSV
}

// pauseRows is how many rows are scaled between two pauses.
const pauseRows = 2048

// eachRow calls f for the first n rows.
func (t *table) eachRow(n int, f func(row []float32)) {
	for i := range n {
		if i%pauseRows == 0 {
			t.pause()
		}
		f(t.row(i))
	}
}

func (t *table) rows() int {
	if t.columns == 0 {
		return 0
	}
	return len(t.cells) / t.columns
}

func (t *table) row(i int) []float32 { return t.cells[i*t.columns : (i+1)*t.columns] }

func readTable(r io.Reader) (*table, error) {
	text, err := openText(r)
	if err != nil {
		return nil, err
	}
	c := csv.NewReader(text)
	c.FieldsPerRecord = -1 // checked here, for a better message
	c.ReuseRecord = true
	t := &table{pause: func() {}}
	if p, ok := r.(interface{ Pause() }); ok {
		t.pause = p.Pause
	}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, csvError(err)
		}
		if err := t.add(record, c.FieldPos); err != nil {
			return nil, err
		}
		if s, ok := r.(interface{ Size() int64 }); ok && t.rows() == sampleRows {
			t.reserve(float64(s.Size()) / float64(c.InputOffset()))
		}
	}
}

// sampleRows is how many rows tell how many there will be.
const sampleRows = 1000

// reserve makes room for so many times the rows there are, and a few more.
func (t *table) reserve(times float64) {
	rows := min(times*float64(t.rows())*1.02, MaxCSVRows)
	t.cells = slices.Grow(t.cells, max(0, int(rows)*t.columns-len(t.cells)))
}

func csvError(err error) error {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return fmt.Errorf("line %d: the quotes are not well-formed (%w)", syntax.Line, syntax.Err)
	}
	return fmt.Errorf("the table cannot be read: %w", err)
}

// add takes one record; position tells where one of its fields stands.
func (t *table) add(record []string, position func(field int) (line, column int)) error {
	line, _ := position(0)
	if t.columns == 0 {
		if len(record) < 2 || len(record) > MaxCSVColumns {
			return fmt.Errorf("line %d has %d columns; a table has from 2 to %d, separated by commas", line, len(record), MaxCSVColumns)
		}
		t.columns = len(record)
		if isHeader(record) {
			return nil
		}
	}
	if len(record) != t.columns {
		return fmt.Errorf("line %d has %d columns, the lines before it have %d", line, len(record), t.columns)
	}
	if t.rows() == MaxCSVRows {
		return fmt.Errorf("line %d: a table has at most %d rows of numbers", line, MaxCSVRows)
	}
	return t.addNumbers(record, line)
}

func (t *table) addNumbers(record []string, line int) error {
	isFirst := t.first == nil
	for i, cell := range record {
		x, err := parseCell(cell)
		if err != nil {
			return fmt.Errorf("line %d, column %d: %w", line, i+1, err)
		}
		if isFirst {
			t.first = append(t.first, x)
		}
		t.cells = append(t.cells, float32(x-t.first[i]))
	}
	return nil
}

// isHeader reports whether no cell of a first row is a number.
func isHeader(record []string) bool {
	for _, cell := range record {
		if _, err := parseCell(cell); err == nil {
			return false
		}
	}
	return true
}

// mostCell bounds a cell, so that float32 holds the difference of any two.
const mostCell = 1e38

func parseCell(cell string) (float64, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return 0, errors.New("the cell is empty, not a number")
	}
	x, err := strconv.ParseFloat(cell, 64)
	// ParseFloat takes more than decimal numbers: hexadecimal ones, and words
	// for infinity and not-a-number.
	if (err != nil && !errors.Is(err, strconv.ErrRange)) || strings.Trim(cell, "0123456789+-.eE") != "" {
		return 0, fmt.Errorf("“%s” is not a number", text.Visible(shorten(cell)))
	}
	if math.Abs(x) > mostCell {
		return 0, fmt.Errorf("%s is beyond ±%g", text.Visible(shorten(cell)), mostCell)
	}
	return x, nil
}

func shorten(s string) string {
	const most = 30
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// shuffle orders the rows by the seed alone, so that the test part is a random
// choice.
func (t *table) shuffle(seed uint64) {
	spare := make([]float32, t.columns)
	nn.Stream(seed, nn.UseData, len(generators)).Shuffle(t.rows(), func(i, j int) {
		copy(spare, t.row(i))
		copy(t.row(i), t.row(j))
		copy(t.row(j), spare)
	})
}

// set turns the table, whose cells it overwrites, into a data set.
func (t *table) set() (*Set, error) {
	features := t.columns - 1
	s := &Set{Name: "custom", Shape: nn.Vector(features)}
	target := t.column(features)
	if isConstant(target) {
		return nil, fmt.Errorf("the last column is %g in every row, so there is nothing to learn", t.first[features])
	}
	test := max(1, t.rows()/heldOut)
	train := t.rows() - test
	s.Classes = classes(target, t.first[features])
	scaled := features
	if s.Classes == 0 {
		scaled++ // the target as well
	}
	if err := t.standardise(scaled, train); err != nil {
		return nil, err
	}
	x, y := t.split(s.Classes)
	s.Train = Part{x[:train*features], y[:train]}
	s.Test = Part{x[train*features:], y[train:]}
	if features == 2 && s.Classes > 0 {
		s.Extent = extent(x)
	}
	return s, nil
}

func (t *table) column(i int) []float32 {
	c := make([]float32, t.rows())
	for row := range c {
		c[row] = t.row(row)[i]
	}
	return c
}

func isConstant(differences []float32) bool {
	for _, d := range differences {
		if d != differences[0] {
			return false
		}
	}
	return true
}

// classes returns the number of classes that the targets first + differences
// stand for, or 0 if they are no classes.
func classes(differences []float32, first float64) int {
	var seen [maxCSVClasses]bool
	most := 0
	for _, d := range differences {
		y := first + float64(d)
		if y < 0 || y >= maxCSVClasses || y != math.Trunc(y) {
			return 0
		}
		seen[int(y)] = true
		most = max(most, int(y))
	}
	for _, s := range seen[:most+1] {
		if !s {
			return 0
		}
	}
	return most + 1
}

// standardise shifts and scales the first columns by the mean and deviation of
// their first train rows. It goes row by row, as the table lies in memory.
func (t *table) standardise(columns, train int) error {
	mean, deviation := t.moments(columns, train)
	var err error
	t.eachRow(t.rows(), func(row []float32) {
		for i, cell := range row[:columns] {
			x := (float64(cell) - mean[i]) / deviation[i]
			if math.Abs(x) > mostCell && err == nil {
				err = fmt.Errorf("column %d has a value, %g, that is %.1g times as far out as its values in the rows to train on",
					i+1, t.first[i]+float64(cell), math.Abs(x))
			}
			row[i] = float32(x)
		}
	})
	return err
}

// moments returns each column's mean and deviation over the first train rows;
// 1 for a deviation of 0.
func (t *table) moments(columns, train int) (mean, deviation []float64) {
	mean, deviation = make([]float64, columns), make([]float64, columns)
	n := float64(train)
	t.eachRow(train, func(row []float32) {
		for i, cell := range row[:columns] {
			mean[i] += float64(cell) / n
		}
	})
	t.eachRow(train, func(row []float32) {
		for i, cell := range row[:columns] {
			d := float64(cell) - mean[i]
			deviation[i] += float64(d*d) / n
		}
	})
	for i, square := range deviation {
		deviation[i] = math.Sqrt(square)
		if square == 0 {
			deviation[i] = 1
		}
	}
	return mean, deviation
}

// split moves the features of all rows to the front of the table's own memory,
// which may be most of what there is, and returns them and the targets.
func (t *table) split(classes int) (x, y []float32) {
	features := t.columns - 1
	y = t.column(features)
	if classes > 0 {
		for i := range y {
			y[i] += float32(t.first[features])
		}
	}
	for row := range t.rows() {
		copy(t.cells[row*features:], t.row(row)[:features])
	}
	return t.cells[:t.rows()*features], y
}

// extent is the half-width of a square that holds all points of a 2-D set,
// with a margin.
func extent(x []float32) float64 {
	var most float64
	for _, v := range x {
		most = max(most, math.Abs(float64(v)))
	}
	return 1.1 * most
}
