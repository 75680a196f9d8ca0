package data

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
// example, the last column its class or target. The set's Reading says how the
// table was understood:
//
//   - The first row is a header, and skipped, if no cell of it is a number, or
//     if it counts up by one (0, 1, 2, …) where the second row does not. Two
//     columns that count up are a header only if a fraction follows.
//   - Every other cell is a decimal number that float32 can hold. Empty lines
//     are skipped; empty cells and rows of another length are errors.
//   - The target is the last column, unless the header names the first one so.
//   - Inputs that number the rows are left out, unless there is no other.
//   - The targets are classes if they are whole numbers 0 … k−1 or 1 … k, each of
//     which occurs, with k from 2 to 256, or two whole numbers. Any other targets
//     are real numbers to be learnt by regression.
//
// One row in five, chosen by the seed, is held out for testing. Features, and
// the targets of a regression, are shifted and scaled to mean 0 and RMS 1 over
// the training part; a column that is constant there becomes 0 where it keeps
// that value.
//
// The error, if any, is one sentence that names the line and column. A line that
// has too many columns, or is too long, is not read to its end.
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
		return nil, text.New("data.tooFewRows", "rows", t.rows())
	}
	how := t.interpret()
	t.shuffle(seed)
	return t.set(how)
}

// table is a rectangular table of numbers, of which it keeps the differences
// to the first row. Standardising undoes that exactly, and a column of large,
// close numbers (such as times) keeps digits that float32 would lose.
type table struct {
	columns int
	first   []float64
	cells   []float32 // (rows, columns)
	pause   func()    // see ReadCSV

	names   []string // of a header of words; nil without one
	counted string   // the header of numbers, as it is told of; "" without one
	held    []string // the first row, if it may be a header of numbers, until the second is there
	numbers []int    // of the columns in the file, counted from 1; nil for 1, 2, …
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
	plain, err := openText(r)
	if err != nil {
		return nil, err
	}
	limited := &lineLimiter{r: plain}
	c := csv.NewReader(limited)
	c.FieldsPerRecord = -1 // checked here, for a better message
	c.ReuseRecord = true
	t := &table{pause: func() {}}
	if p, ok := r.(interface{ Pause() }); ok {
		t.pause = p.Pause
	}
	for {
		record, err := c.Read()
		switch {
		case limited.err != nil: // whatever the parser makes of a line that is cut short
			return nil, limited.err
		case errors.Is(err, io.EOF):
			return t, t.release(nil)
		case err != nil:
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
		return text.New("data.quotes", "line", syntax.Line, "why", syntax.Err)
	}
	return text.New("data.unreadable", "why", err)
}

// add takes one record; position tells where one of its fields stands.
func (t *table) add(record []string, position func(field int) (line, column int)) error {
	line, _ := position(0)
	if t.columns == 0 {
		if len(record) < 2 {
			return text.New("data.tooFewColumns", "line", line, "columns", len(record), "most", MaxCSVColumns)
		}
		t.columns = len(record)
		if t.holdHeader(record) {
			return nil
		}
	}
	if len(record) != t.columns {
		return text.New("data.otherColumns", "line", line, "columns", len(record), "before", t.columns)
	}
	if err := t.release(record); err != nil {
		return err
	}
	if t.rows() == MaxCSVRows {
		return text.New("data.tooManyRows", "line", line, "most", MaxCSVRows)
	}
	return t.addNumbers(record, line)
}

func (t *table) addNumbers(record []string, line int) error {
	isFirst := t.first == nil
	for i, cell := range record {
		x, err := parseCell(cell)
		if err != nil {
			return text.New("data.cell", "line", line, "column", i+1, "why", err)
		}
		if isFirst {
			t.first = append(t.first, x)
		}
		t.cells = append(t.cells, float32(x-t.first[i]))
	}
	return nil
}

// mostCell bounds a cell, so that float32 holds the difference of any two.
const mostCell = 1e38

func parseCell(cell string) (float64, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return 0, text.New("data.cellEmpty")
	}
	x, err := strconv.ParseFloat(cell, 64)
	// ParseFloat takes more than decimal numbers: hexadecimal ones, and words
	// for infinity and not-a-number.
	if (err != nil && !errors.Is(err, strconv.ErrRange)) || strings.Trim(cell, "0123456789+-.eE") != "" {
		return 0, text.New("data.notANumber", "cell", shorten(cell))
	}
	if math.Abs(x) > mostCell {
		return 0, text.New("data.beyond", "cell", shorten(cell), "most", short(mostCell))
	}
	return x, nil
}

// short writes a number in as few digits as it has.
func short(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// shorten quotes a cell, without what a message could not show.
func shorten(s string) string {
	const most = 30
	r := []rune(s)
	tail := ""
	if len(r) > most {
		r, tail = r[:most], "…"
	}
	for i, c := range r {
		if !unicode.IsPrint(c) {
			r[i] = unicode.ReplacementChar
		}
	}
	return string(r) + tail
}
