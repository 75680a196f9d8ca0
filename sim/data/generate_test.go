package data

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"testing"
)

func generate(t *testing.T, name string, seed uint64) *Set {
	t.Helper()
	s, err := Generate(name, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGeneratedSetsAreBalancedHalves(t *testing.T) {
	for _, name := range Generated() {
		s := generate(t, name, 7)
		for _, p := range []Part{s.Train, s.Test} {
			ones := 0
			for _, y := range p.Y {
				if y == 1 {
					ones++
				} else if y != 0 {
					t.Fatalf("%s: class %v", name, y)
				}
			}
			if p.Len() != 250 || len(p.X) != 500 || ones != 125 {
				t.Errorf("%s: %d examples, %d features, %d of class 1", name, p.Len(), len(p.X), ones)
			}
		}
	}
}

// Layers are compared with theory for inputs of unit second moment, so a set
// must have about that; and the picture must hold every example.
func TestGeneratedSetsHaveUnitRMSAndFit(t *testing.T) {
	for _, name := range Generated() {
		var sum, n float64
		for seed := range uint64(50) {
			s := generate(t, name, seed)
			for _, x := range append(slices.Clone(s.Train.X), s.Test.X...) {
				sum, n = sum+float64(x)*float64(x), n+1
				if math.Abs(float64(x)) > s.Extent {
					t.Errorf("%s, seed %d: %v lies outside ±%v", name, seed, x, s.Extent)
				}
			}
		}
		if rms := math.Sqrt(sum / n); math.Abs(rms-1) > 0.01 {
			t.Errorf("%s: RMS %.4f", name, rms)
		}
	}
}

func TestSeedsDecide(t *testing.T) {
	for _, name := range Generated() {
		a, b, c := generate(t, name, 1), generate(t, name, 1), generate(t, name, 2)
		if !slices.Equal(a.Train.X, b.Train.X) || !slices.Equal(a.Test.X, b.Test.X) {
			t.Errorf("%s: one seed, two sets", name)
		}
		if slices.Equal(a.Train.X, c.Train.X) {
			t.Errorf("%s: two seeds, one set", name)
		}
	}
}

func TestUnknownName(t *testing.T) {
	if s, err := Generate("digits", 1); err == nil {
		t.Errorf("made %v", s.Name)
	}
}

// The classes must be there to be found: a nearest neighbour does far better
// than guessing on every set, if not perfectly.
func TestNeighboursTellTheClasses(t *testing.T) {
	for _, name := range Generated() {
		s := generate(t, name, 3)
		right := 0
		for i, y := range s.Test.Y {
			if s.Train.Y[nearest(s.Train, s.Test.X[2*i:2*i+2])] == y {
				right++
			}
		}
		if share := float64(right) / float64(s.Test.Len()); share < 0.95 {
			t.Errorf("%s: nearest neighbour is right for %.3f", name, share)
		}
	}
}

func nearest(p Part, x []float32) int {
	best, at := math.Inf(1), 0
	for i := range p.Y {
		d := math.Hypot(float64(p.X[2*i]-x[0]), float64(p.X[2*i+1]-x[1]))
		if d < best {
			best, at = d, i
		}
	}
	return at
}

// These sums were taken on linux/amd64. Another platform that gets the same
// bits is what a permalink relies on; they change only when a set is meant to.
func TestBitsAreTheSameEverywhere(t *testing.T) {
	want := map[string]uint32{
		"circle": 0x2be27e32,
		"xor":    0x2b443eaf,
		"gauss":  0x83bee8ce,
		"spiral": 0x98105d0f,
		"moons":  0xdad43924,
	}
	for _, name := range Generated() {
		if got := checksum(generate(t, name, 1)); got != want[name] {
			t.Errorf("%q: %#x,", name, got)
		}
	}
}

func checksum(s *Set) uint32 {
	h := fnv.New32a()
	for _, v := range [][]float32{s.Train.X, s.Train.Y, s.Test.X, s.Test.Y} {
		binary.Write(h, binary.LittleEndian, v)
	}
	return h.Sum32()
}
