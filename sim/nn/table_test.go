package nn

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
)

// testSlope is that of the activations that have one, in tests of all.
const testSlope = 0.01

// A row says all that the rest of the program asks of it.
func TestRowsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range Activations {
		if a.Name == "" || a.Label == "" || a.F == nil || a.D == nil || !(a.MaxD > 0) || seen[a.Name] {
			t.Errorf("the row of %q lacks something, or there are two", a.Name)
		}
		seen[a.Name] = true
		if code := a.Code(); code < 0 || Functions[code].F(1.5, testSlope) != a.F(1.5, testSlope) || Functions[code].Noisy {
			t.Errorf("%s has code %d, of another function", a.Name, code)
		}
		if a.Noisy != (a.Function != "") {
			t.Errorf("%s is %q without noise", a.Name, a.Function)
		}
		if !slices.IsSorted(a.Kinks) {
			t.Errorf("%s has its kinks at %v, which is out of order", a.Name, a.Kinks)
		}
	}
	if linear, _ := ActivationByName("linear"); linear.Code() != 0 {
		t.Errorf("linear has code %d; where there is no activation it is 0", linear.Code())
	}
	if code := (Activation{Name: "swish"}).Code(); code != -1 {
		t.Errorf("what is not in the table has code %d", code)
	}
}

// φ′ is the derivative of φ, by a difference quotient of fourth order, on both
// sides of each kink up to it.
func TestDerivatives(t *testing.T) {
	const h = 1e-3
	for _, a := range Activations {
		f := func(u float64) float64 { return a.F(u, testSlope) }
		for u := -12.0; u <= 12; u += 0.0173 {
			if slices.ContainsFunc(a.Kinks, func(k float64) bool { return math.Abs(u-k) <= 2*h }) {
				continue
			}
			want := (8*(f(u+h)-f(u-h)) - (f(u+2*h) - f(u-2*h))) / (12 * h)
			if got := a.D(u, testSlope); math.Abs(got-want) > 1e-10 {
				t.Fatalf("%s: φ′(%.4f) = %.12g, difference quotient %.12g", a.Name, u, got, want)
			}
		}
	}
}

// φ does not jump at a kink, where φ′ has the value of the left side, and φ′ or φ”
// jumps there and nowhere else.
func TestKinks(t *testing.T) {
	const h = 1e-6
	for _, a := range Activations {
		for u := -8.0; u <= 8; u += 0.125 {
			left, right := a.F(u-h, testSlope), a.F(u+h, testSlope)
			if math.Abs(right-left) > 2.1*h*a.MaxD {
				t.Errorf("%s jumps at %v", a.Name, u)
			}
			if d := a.D(u, testSlope); math.Abs(d-a.D(u-h, testSlope)) > 4*h*a.MaxD {
				t.Errorf("%s: φ′(%v) is not that of the left side", a.Name, u)
			}
			if kink := slices.Contains(a.Kinks, u); kink != bends(a, u) {
				t.Errorf("%s: the table says %t of a kink at %v", a.Name, kink, u)
			}
		}
	}
}

// bends tells whether φ′ or its slope differ on both sides of u.
func bends(a Activation, u float64) bool {
	const h = 1e-4
	d := func(k float64) float64 { return a.D(u+k*h, testSlope) }
	return math.Abs(d(1)-d(-1)) > 0.01 || math.Abs((d(2)-d(1))-(d(-1)-d(-2))) > 0.1*h
}

// Between kinks φ rises where φ′ is positive and falls where it is negative.
func TestMonotony(t *testing.T) {
	for _, a := range Activations {
		for u := -12.0; u <= 12; u += 0.0625 {
			rise, d, next := a.F(u+0.0625, testSlope)-a.F(u, testSlope), a.D(u, testSlope), a.D(u+0.0625, testSlope)
			if d > 0 && next > 0 && !(rise > 0) || d < 0 && next < 0 && !(rise < 0) {
				t.Errorf("%s: φ′ is %g and %g around %v, and φ changes by %g", a.Name, d, next, u, rise)
			}
		}
	}
}

// What is called a line on both sides of 0 is one, and what rectifies is one below.
func TestLines(t *testing.T) {
	for _, a := range Activations {
		below, above := true, true
		for u := 0.125; u < 20; u *= 1.5 {
			below = below && a.F(-u, testSlope) == a.D(-1, testSlope)*-u
			above = above && a.F(u, testSlope) == a.D(1, testSlope)*u
		}
		if a.Lines != (below && above) || a.Rectifies && !below {
			t.Errorf("%s: lines below and above 0 are %t and %t", a.Name, below, above)
		}
	}
}

// The file has values of the papers' own formulas, computed apart from the code
// under test in 50 digits: every activation has some, in the tails, where gradients
// vanish, too.
func TestActivationValues(t *testing.T) {
	file, err := os.Open("testdata/activations.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, row := range rows[1:] {
		a, ok := ActivationByName(row[0])
		if !ok {
			t.Errorf("%s is not in the table", row[0])
			continue
		}
		count[a.Name]++
		u := number(t, row[1])
		wantClose(t, a.Name+" φ("+row[1]+")", a.F(u, 0.25), number(t, row[2]))
		wantClose(t, a.Name+" φ′("+row[1]+")", a.D(u, 0.25), number(t, row[3]))
	}
	for _, a := range Activations {
		if count[a.Name] < 3 {
			t.Errorf("%s has %d values in testdata/activations.csv, which is too few", a.Name, count[a.Name])
		}
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// wantClose allows ten digits in the tails and the rounding of numbers near 1.
func wantClose(t *testing.T, name string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-10*math.Abs(want)) && !(math.Abs(got-want) < 1e-15) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}
