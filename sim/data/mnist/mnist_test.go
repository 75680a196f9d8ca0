package mnist

import (
	"math"
	"testing"

	"backflow/sim/data"
)

func digits(t *testing.T) *data.Set {
	t.Helper()
	s, err := Digits()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDigitsAreBalanced(t *testing.T) {
	s := digits(t)
	for _, c := range []struct {
		part data.Part
		each int
	}{{s.Train, 400}, {s.Test, 100}} {
		var counts [10]int
		for _, y := range c.part.Y {
			counts[int(y)]++
		}
		for digit, n := range counts {
			if n != c.each {
				t.Errorf("%d examples of %d, want %d", n, digit, c.each)
			}
		}
		if want := 10 * c.each * s.Shape.Size(); len(c.part.X) != want {
			t.Errorf("%d pixels, want %d", len(c.part.X), want)
		}
	}
	if s.Outputs() != 10 || s.Shape.Size() != 784 {
		t.Errorf("%d outputs, shape %v", s.Outputs(), s.Shape)
	}
}

func TestPixelsAreAboutStandardised(t *testing.T) {
	s := digits(t)
	var sum, square float64
	for _, x := range s.Train.X {
		sum += float64(x)
		square += float64(x) * float64(x)
	}
	n := float64(len(s.Train.X))
	if mean, rms := sum/n, math.Sqrt(square/n); math.Abs(mean) > 0.01 || math.Abs(rms-1) > 0.01 {
		t.Errorf("mean %.4f, RMS %.4f", mean, rms)
	}
}

// An image must belong to its label: averages of the training images by class
// recognise four test digits in five, which shifted labels never would.
func TestLabelsBelongToImages(t *testing.T) {
	s := digits(t)
	means := classMeans(s)
	right := 0
	for i, y := range s.Test.Y {
		if closest(means, s.Test.X[784*i:784*(i+1)]) == int(y) {
			right++
		}
	}
	if share := float64(right) / float64(s.Test.Len()); share < 0.75 {
		t.Errorf("nearest class mean is right for %.3f", share)
	}
}

func classMeans(s *data.Set) (means [10][784]float64) {
	for i, y := range s.Train.Y {
		for j := range means[0] {
			means[int(y)][j] += float64(s.Train.X[784*i+j]) / 400
		}
	}
	return means
}

func closest(means [10][784]float64, x []float32) int {
	best, at := math.Inf(1), 0
	for class, m := range means {
		var d float64
		for j := range m {
			d += (float64(x[j]) - m[j]) * (float64(x[j]) - m[j])
		}
		if d < best {
			best, at = d, class
		}
	}
	return at
}
