package data

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func readCSV(t *testing.T, text string) *Set {
	t.Helper()
	s, err := ReadCSV(strings.NewReader(text), 1)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCSVClassesAndTargets(t *testing.T) {
	for _, c := range []struct {
		targets string
		classes int
	}{
		{"0 1 1 0 1", 2},
		{"0 1 2 3 0", 4},
		{"0.0 1e0 1.000 0 1", 2},
		{"0 1 2 4 0", 0},   // 3 is missing
		{"1 2 1 2 1", 2},   // starts at 1
		{"1 2 3 3 3", 0},   // of 1 to 3, each must stand for two rows
		{"-1 1 1 -1 1", 2}, // two whole numbers
		{"7 3 3 7 7", 2},   // whatever they are
		{"0.5 1 1 0.5 1", 0},
		{"0 1 0 1 0.5", 0},  // not whole
		{"-1 1 0 1 0", 0},   // negative
		{"0 1 2 3 1e30", 0}, // far too many
	} {
		var text strings.Builder
		for i, y := range strings.Fields(c.targets) {
			fmt.Fprintf(&text, "%d,%s\n", i, y)
		}
		s := readCSV(t, text.String())
		if s.Classes != c.classes {
			t.Errorf("targets %s: %d classes, want %d", c.targets, s.Classes, c.classes)
		}
		if s.Train.Len() != 4 || s.Test.Len() != 1 || s.Shape.Size() != 1 {
			t.Errorf("targets %s: %d and %d examples of %d features", c.targets, s.Train.Len(), s.Test.Len(), s.Shape.Size())
		}
		if c.classes > 0 {
			checkClasses(t, s)
		}
	}
}

func checkClasses(t *testing.T, s *Set) {
	t.Helper()
	for _, y := range slices.Concat(s.Train.Y, s.Test.Y) {
		if y < 0 || y >= float32(s.Classes) || y != float32(int(y)) {
			t.Errorf("class %v of %d", y, s.Classes)
		}
	}
}

// Rows must stay together through shuffling, splitting and standardising: here
// every feature and the target are increasing functions of one number.
func TestCSVRowsStayTogether(t *testing.T) {
	var text strings.Builder
	text.WriteString("a, b ,\"c, d\"\n")
	for i := range 101 {
		fmt.Fprintf(&text, "%d,%g,%d\n", 3*i, 1e9+0.25*float64(i), 100+7*i)
	}
	s := readCSV(t, text.String())
	if s.Train.Len() != 81 || s.Test.Len() != 20 {
		t.Fatalf("%d and %d examples", s.Train.Len(), s.Test.Len())
	}
	for _, p := range []Part{s.Train, s.Test} {
		for i, y := range p.Y {
			for _, x := range p.X[2*i : 2*i+2] {
				if math.Abs(float64(x-y)) > 1e-5 {
					t.Errorf("example %d: %v and target %v differ", i, p.X[2*i:2*i+2], y)
				}
			}
		}
	}
	var sum, squares float64
	for _, y := range s.Train.Y {
		sum += float64(y)
		squares += float64(y) * float64(y)
	}
	if math.Abs(sum) > 1e-4 || math.Abs(squares-81) > 1e-4 {
		t.Errorf("81 targets sum to %v, their squares to %v", sum, squares)
	}
}

// Spreadsheets write other encodings, too; what is wrong is named, not guessed.
func TestCSVNamesOtherEncodings(t *testing.T) {
	const text = "1,0\n2,1\n"
	var little, big strings.Builder
	for _, b := range []byte(text) {
		little.Write([]byte{b, 0})
		big.Write([]byte{0, b})
	}
	for content, want := range map[string]string{
		"\xff\xfe" + little.String():    "the file is text in UTF-16; save it as CSV in UTF-8",
		"\xfe\xff" + big.String():       "the file is text in UTF-16; save it as CSV in UTF-8",
		"\xff\xfe\x00\x001\x00\x00\x00": "the file is text in UTF-32; save it as CSV in UTF-8",
		little.String():                 "the file holds zero bytes, so it is no text in UTF-8; save it as CSV in UTF-8",
		big.String():                    "the file holds zero bytes, so it is no text in UTF-8; save it as CSV in UTF-8",
	} {
		if _, err := ReadCSV(strings.NewReader(content), 1); err == nil || err.Error() != want {
			t.Errorf("%q: %v", content, err)
		}
	}
	if s := readCSV(t, "\ufeff"+text); s.Train.Len()+s.Test.Len() != 2 {
		t.Error("the first row is lost behind the mark of UTF-8")
	}
}

// A table whose size is known takes its memory at once, and not much more than
// it needs.
func TestCSVOfKnownSizeGrowsInOnePiece(t *testing.T) {
	const rows, columns = 3 * sampleRows, 7
	var text strings.Builder
	for i := range rows {
		fmt.Fprintf(&text, "%d,0,1,2,3,4,%d\n", i, i%2)
	}
	table, err := readTable(strings.NewReader(text.String())) // which has a Size
	if err != nil {
		t.Fatal(err)
	}
	if used := float64(cap(table.cells)) / (rows * columns); table.rows() != rows || used > 1.1 {
		t.Errorf("%d rows in %.2f times the memory that they need", table.rows(), used)
	}
}

func TestCSVSeedsDecideWhatIsHeldOut(t *testing.T) {
	var text strings.Builder
	for i := range 50 {
		fmt.Fprintf(&text, "%d,%d\n", i, i%2)
	}
	held := func(seed uint64) []float32 {
		s, err := ReadCSV(strings.NewReader(text.String()), seed)
		if err != nil {
			t.Fatal(err)
		}
		return s.Test.X
	}
	if !slices.Equal(held(1), held(1)) || slices.Equal(held(1), held(2)) {
		t.Error("the seed does not decide the split")
	}
}

func TestCSVDetails(t *testing.T) {
	for _, text := range []string{
		"x,y\n1,0\n2,1\n",
		"\ufeff1,0\r\n\r\n2,1\r\n",
		"\n\n 1 , 0 \n\"2\",+1",
	} {
		if s := readCSV(t, text); s.Train.Len() != 1 || s.Classes != 2 {
			t.Errorf("%q: %d examples, %d classes", text, s.Train.Len(), s.Classes)
		}
	}
	if s := readCSV(t, "5,5,0\n5,6,1\n5,9,0\n"); s.Train.X[0] != 0 || s.Extent == 0 {
		t.Errorf("constant column is %v, extent %v", s.Train.X, s.Extent)
	}
}

func TestCSVNamesWhatIsWrong(t *testing.T) {
	wide := strings.Repeat("1,", MaxCSVColumns) + "1\n"
	for _, c := range []struct{ text, want string }{
		{"", "0 rows"},
		{"a,b\n", "0 rows"},
		{"1,2\n", "1 rows"},
		{"1\n2\n", "line 1 has 1 columns"},
		{"1;2\n3;4\n", "line 1 has 1 columns"},
		{wide, "line 1 has more than 1024 columns"},
		{"1,2\n3,4,5\n", "line 2 has 3 columns, the lines before it have 2"},
		{"a,b\n\n1,2\n3\n", "line 4 has 1 columns"},
		{"a,2\n3,4\n", "line 1, column 1: “a” is not a number"},
		{"x,y\n1,2\n3,b\n", "line 3, column 2: “b” is not a number"},
		{"x,y\nz,w\n", "line 2, column 1: “z” is not a number"},
		{"1,2\n,4\n", "line 2, column 1: the cell is empty"},
		{"1,2\n3,NaN\n", "line 2, column 2: “NaN” is not a number"},
		{"1,2\n3,inf\n", "“inf” is not a number"},
		{"1,2\n3,0x10\n", "“0x10” is not a number"},
		{"1,2\n3,1e39\n", "1e39 is beyond ±1e+38"},
		{"1,2\n3,1e999\n", "1e999 is beyond ±1e+38"},
		{"1,2\n3,\"4\n", "line 2: the quotes"},
		{"1,2\n3,4\"5\n", "line 2: the quotes"},
		{"1,3\n2,3\n", "the last column is 3 in every row"},
		{strings.Repeat("1,2\n", MaxCSVRows+1), "line 100001: a table has at most 100000 rows"},
	} {
		_, err := ReadCSV(strings.NewReader(c.text), 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.30q: error %v, want %q", c.text, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%.30q: error of several lines", c.text)
		}
	}
}

// What cannot be scaled as the rows to train on are is refused (found by
// FuzzReadCSV). Where the seed puts that row among them, it can.
func TestCSVRefusesWhatCannotBeScaled(t *testing.T) {
	refused := 0
	for seed := range uint64(20) {
		s, err := ReadCSV(strings.NewReader("0,0\n1e-40,0\n1,1\n"), seed)
		if err == nil {
			checkSet(t, s)
		} else if refused++; !strings.Contains(err.Error(), "column 1 has a value, 1, that is 2e+40 times as far out") {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	if refused == 0 || refused == 20 {
		t.Errorf("%d of 20 seeds are refused", refused)
	}
}

func TestCSVReportsABrokenReader(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("1,2\n"), errReader{})
	if _, err := ReadCSV(broken, 1); err == nil || !strings.Contains(err.Error(), "unplugged") {
		t.Errorf("error %v", err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("unplugged") }

func FuzzReadCSV(f *testing.F) {
	for _, text := range []string{
		"x,y\n1,0\n2,1\n", "1,2,3\n4,5,6\n", "\ufeff\"1\", 2\r\n\n1e38,-1e38\n", "0,0\n1,1\n2,2\n", "1,2\n3,\"", "1,\n", "-0,+.5\n1e-400,1\n",
	} {
		f.Add(text, uint64(1))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		s, err := ReadCSV(strings.NewReader(text), seed)
		if err != nil {
			return
		}
		checkSet(t, s)
	})
}

// checkSet checks what every backend relies on.
func checkSet(t *testing.T, s *Set) {
	t.Helper()
	for _, p := range []Part{s.Train, s.Test} {
		if p.Len() == 0 || len(p.X) != p.Len()*s.Shape.Size() {
			t.Errorf("%d examples, %d features of %d", p.Len(), len(p.X), s.Shape.Size())
		}
		for _, v := range slices.Concat(p.X, p.Y) {
			if v != v || math.IsInf(float64(v), 0) {
				t.Errorf("%v in the data", v)
			}
		}
	}
	if s.Classes > 0 {
		checkClasses(t, s)
	}
}

// pausing counts the pauses that it is given.
type pausing struct {
	io.Reader
	pauses *int
}

func (p pausing) Pause() { *p.pauses++ }

func TestReadCSVPauses(t *testing.T) {
	var text strings.Builder
	for i := range 3 * pauseRows {
		fmt.Fprintf(&text, "%d,%d\n", i%7, i%2)
	}
	pauses := 0
	paused, err := ReadCSV(pausing{strings.NewReader(text.String()), &pauses}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if pauses < 3*3-2 {
		t.Errorf("%d pauses in three passes over %d rows", pauses, 3*pauseRows)
	}
	plain, err := ReadCSV(strings.NewReader(text.String()), 1)
	if err != nil || !reflect.DeepEqual(plain, paused) {
		t.Errorf("without pauses the table is another one, error %v", err)
	}
}
