package data

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// endless is one line that never ends, and counts what is read of it.
type endless struct {
	text string
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.text[(e.read+i)%len(e.text)]
	}
	e.read += len(p)
	return len(p), nil
}

// What is no table must not fill the memory before it is refused.
func TestCSVRefusesALineBeforeItsEnd(t *testing.T) {
	for _, c := range []struct{ start, text, want string }{
		{"", "1,", "line 1 has more than 1024 columns; a table has from 2 to 1024"},
		{"a,b\n1,2\n", "1,", "line 3 has more than 1024 columns"},
		{"\"a\nb\",c\n1,2\n", ",", "line 4 has more than 1024 columns"},
		{"1,2\n", "7", "line 2 has more than 1048576 bytes"},
		{"1,2\n3,\"4\n", "5,6\n", "line 2: the quotes are not well-formed, or a cell has more than"},
		{"1,2\n", "1;2 ", "line 2 has more than 1048576 bytes"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		rest := &endless{text: c.text}
		_, err := ReadCSV(io.MultiReader(strings.NewReader(c.start), rest), 1)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q and then %q for ever: %v; want %q", c.start, c.text, err, c.want)
		}
		if rest.read > 2*maxCSVLine {
			t.Errorf("%q for ever: %d bytes were read", c.text, rest.read)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 16*maxCSVLine {
			t.Errorf("%q for ever: took %d bytes of memory", c.text, took)
		}
	}
}

// table writes rows of cells that depend on their row.
func rowsOf(n int, row func(i int) []any) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(strings.ReplaceAll(strings.Trim(fmt.Sprint(row(i)), "[]"), " ", ",") + "\n")
	}
	return text.String()
}

func noise(i, column int) float64 {
	return rand.New(rand.NewPCG(uint64(i), uint64(column))).NormFloat64()
}

// However a table is laid out, it is read rightly, or what was made of it is
// said.
func TestCSVSaysHowItIsRead(t *testing.T) {
	plain := func(i int) []any { return []any{noise(i, 0), noise(i, 1), i % 3} }
	first := func(i int) []any { return []any{i % 3, noise(i, 0), noise(i, 1)} }
	for _, c := range []struct {
		name, text               string
		rows, features, nclasses int
		says                     string
	}{
		{"no header", rowsOf(50, plain), 50, 2, 3, "read as 50 rows (40 to train on, 10 to test), 2 inputs and 3 classes from the last column"},
		{"header", "a,b,c\n" + rowsOf(50, plain), 50, 2, 3, "2 inputs and 3 classes from the last column; line 1 is taken as a header"},
		{"one input", rowsOf(50, func(i int) []any { return []any{noise(i, 0), i % 2} }), 50, 1, 2, ", 1 input and 2 classes from the last column"},
		{"a header of numbers", "0,1,2\n" + rowsOf(50, plain), 50, 2, 3, "3 classes from the last column; line 1 (0, 1, 2) is taken as a header since it counts the columns"},
		{
			"a header of many numbers", "0,1,2,3,4\n" + rowsOf(50, func(i int) []any { return append([]any{noise(i, 3), noise(i, 4)}, plain(i)...) }),
			50, 4, 3, "3 classes from the last column; line 1 (0, 1, 2, …) is taken as a header since it counts the columns",
		},
		{"a header of two numbers", "0,1\n" + rowsOf(50, func(i int) []any { return []any{noise(i, 0), i % 2} }), 50, 1, 2, "line 1 (0, 1) is taken as a header"},
		{"a header of years", "1990,1991,1992,1993\n" + rowsOf(50, func(i int) []any { return append([]any{noise(i, 3)}, plain(i)...) }), 50, 3, 3, "line 1 (1990, 1991, 1992, …) is taken as a header"},
		{
			"a data frame with its index", ",0,1,2\n" + rowsOf(50, func(i int) []any { return append([]any{i}, plain(i)...) }),
			50, 2, 3, "line 1 (0, 1, 2) is taken as a header since it counts the columns; the first column is left out since it numbers the rows",
		},
		{"an index from 1", rowsOf(50, func(i int) []any { return append([]any{i + 1}, plain(i)...) }), 50, 2, 3, "; the first column is left out since it numbers the rows"},
		{"a shuffled index", rowsOf(50, func(i int) []any { return append([]any{i * 7 % 50}, plain(i)...) }), 50, 2, 3, "; the first column is left out since it numbers the rows"},
		{"an index with gaps", rowsOf(50, func(i int) []any { return append([]any{i + i/4}, plain(i)...) }), 50, 2, 3, "; the first column is left out since it numbers the rows"},
		{"two indices", rowsOf(50, func(i int) []any { return []any{i, noise(i, 0), i + 1, i % 2} }), 50, 1, 2, "; columns 1 3 are left out since they number the rows"},
		{"an index and nothing else", rowsOf(50, func(i int) []any { return []any{i, i % 2} }), 50, 1, 2, "; the inputs do nothing but number the rows"},
		{"years are no index", rowsOf(30, func(i int) []any { return append([]any{1990 + i}, plain(i)...) }), 30, 3, 3, "3 inputs and 3 classes from the last column"},
		{"classes from 1", rowsOf(50, func(i int) []any { return []any{noise(i, 0), 1 + i%3} }), 50, 1, 3, "3 classes from the last column; classes 1 to 3 are called 0 to 2"},
		{"−1 and 1", rowsOf(50, func(i int) []any { return []any{noise(i, 0), 2*(i%2) - 1} }), 50, 1, 2, "2 classes from the last column; classes -1 and 1 are called 0 and 1"},
		{"classes with a gap", rowsOf(50, func(i int) []any { return []any{noise(i, 0), []int{3, 5, 6}[i%3]} }), 50, 1, 0, "a real number (regression) from the last column; its 3 whole numbers from 3 to 6 are no classes, which are 0 to k−1 or 1 to k without a gap"},
		{"a regression", rowsOf(50, func(i int) []any { return []any{noise(i, 0), noise(i, 1)} }), 50, 1, 0, "1 input and a real number (regression) from the last column"},
		{"numbers of rows last", rowsOf(50, func(i int) []any { return []any{noise(i, 0), i} }), 50, 1, 50, "50 classes from the last column; the target numbers the rows"},
		{"labels first, under a name", "Label,a,b\n" + rowsOf(50, first), 50, 2, 3, "2 inputs and 3 classes from the first column, “Label”; line 1 is taken as a header"},
		{"labels first", rowsOf(50, first), 50, 2, 0, "a real number (regression) from the last column; if the class is the first column, put it last"},
	} {
		s := readCSV(t, c.text)
		if s.Train.Len()+s.Test.Len() != c.rows || s.Shape.Size() != c.features || s.Classes != c.nclasses {
			t.Errorf("%s: %d rows, %d features, %d classes", c.name, s.Train.Len()+s.Test.Len(), s.Shape.Size(), s.Classes)
		}
		if !strings.Contains(s.Reading.String()+".", c.says) {
			t.Errorf("%s: it says %q, want %q", c.name, s.Reading, c.says)
		}
		checkSet(t, s)
	}
}

// Rows that count up are rows where the next one does so, too.
func TestCSVCountingRowsAreNoHeader(t *testing.T) {
	for _, text := range []string{"5,6,7,8\n6,7,8,9\n1,0,0,0\n", "0,1\n1,0\n2,1\n", "0,1,2\n1,2,3\n"} {
		s := readCSV(t, text)
		if want := strings.Count(text, "\n"); s.Train.Len()+s.Test.Len() != want || strings.Contains(s.Reading.String(), "header") {
			t.Errorf("%q: %d rows; want %d; %s", text, s.Train.Len()+s.Test.Len(), want, s.Reading)
		}
	}
}

// A target keeps its row and its value wherever its column stands, and whatever
// is left out.
func TestCSVColumnsKeepTheirRows(t *testing.T) {
	s := readCSV(t, "class,id,x\n"+rowsOf(60, func(i int) []any { return []any{1 + i%4, i, float64(i%4) - 1.5} }))
	if s.Classes != 4 || s.Shape.Size() != 1 {
		t.Fatalf("%d classes of %d inputs", s.Classes, s.Shape.Size())
	}
	for _, p := range []Part{s.Train, s.Test} {
		for i, y := range p.Y {
			if rank := float32(int(2 + p.X[i]/1.1)); rank != y {
				t.Errorf("class %v has input %v", y, p.X[i])
			}
		}
	}
}

// Where the last column says nothing, the first may be what is meant.
func TestCSVWithLabelsFirstAndAConstantLast(t *testing.T) {
	_, err := ReadCSV(strings.NewReader(rowsOf(50, func(i int) []any { return []any{i % 10, noise(i, 0), 0} })), 1)
	if err == nil || err.Error() != "the last column is 0 in every row, so there is nothing to learn; if the class is the first column, put it last" {
		t.Errorf("error %v", err)
	}
}

// A column that is only left out for its name's sake must not be named wrongly
// in what is said of the others.
func TestCSVErrorsCountTheColumnsOfTheFile(t *testing.T) {
	said := 0
	for seed := range uint64(20) {
		_, err := ReadCSV(strings.NewReader("1,0,0\n2,1e-40,0\n3,1,1\n"), seed)
		if err == nil {
			continue
		}
		if said++; !strings.Contains(err.Error(), "column 2 has a value, 1,") {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	if said == 0 {
		t.Error("no seed says anything")
	}
}

// Nothing in a cell turns the rest of a message round, or breaks it.
func TestCSVErrorsArePrintable(t *testing.T) {
	_, err := ReadCSV(strings.NewReader("1,2\n3,\u202eab\tc\n"), 1)
	if want := "line 2, column 2: “\ufffdab\ufffdc” is not a number"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
