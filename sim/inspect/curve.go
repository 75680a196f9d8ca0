package inspect

import (
	"math"
	"slices"

	"backflow/sim/backend/stats"
)

// Curve is the activation with the operating points of a unit on it, and the
// distribution of z in the whole layer.
type Curve struct {
	// Z, Y and D are points of φ and of φ′, from left to right.
	Z []Number `json:"z"`
	Y []Number `json:"y"`
	D []Number `json:"d"`
	// Points are the unit's own, one an example (and a position), the example on show
	// first; of a layer there are none. All counts them, as Points may be a sample.
	Points []Point `json:"points"`
	All    int     `json:"all"`
	// Counts are the layer's z in equal bins over the range of Z.
	Counts []int `json:"counts"`
	// Saturated is the share of the unit's points, or of the layer's, whose |φ′| is below a
	// hundredth of its maximum, and Off of those where it is exactly 0.
	Saturated Number `json:"saturated"`
	Off       Number `json:"off"`
	SlopeRMS  Number `json:"slopeRMS"` // of φ′(z) over the same
	MaxD      Number `json:"maxD"`     // the largest |φ′| there is
}

// Point is where a unit works.
type Point struct {
	Z Number `json:"z"`
	Y Number `json:"y"`
	D Number `json:"d"`
}

const (
	curvePoints = 120
	curveBins   = 32
	mostPoints  = 256
	leastReach  = 4 // the range of z that is drawn in any case: −4 … 4
)

// none is a figure that there is not.
var none = Number(math.NaN())

func (v *view) curve() Curve {
	layer := v.o.Z()
	unit := v.points()
	lo, hi := reach(layer)
	c := Curve{Points: []Point{}, All: len(unit), Counts: binned(layer, lo, hi), MaxD: Number(v.o.Act.MaxD)}
	for _, z := range v.abscissas(lo, hi) {
		p := v.point(z)
		c.Z, c.Y, c.D = append(c.Z, p.Z), append(c.Y, p.Y), append(c.D, p.D)
	}
	stride := max(1, (len(unit)+mostPoints-1)/mostPoints)
	for i := 0; i < len(unit); i += stride {
		c.Points = append(c.Points, v.point(unit[i]))
	}
	if len(unit) == 0 {
		unit = layer
	}
	v.tally(&c, unit)
	return c
}

// points are the pre-activations of the unit; at the example on show and the position of its
// factors first.
func (v *view) points() (zs []float64) {
	if v.Unit == None {
		return nil
	}
	at := v.strongest()
	zs = append(zs, v.o.Z()[v.index(0, v.Unit, at)])
	for n := range v.Batch {
		for i := range v.pixels {
			if n > 0 || i != at {
				zs = append(zs, v.o.Z()[v.index(n, v.Unit, i)])
			}
		}
	}
	return zs
}

func (v *view) point(z float64) Point {
	return Point{Number(z), Number(v.o.Act.F(z, v.o.Slope)), Number(v.o.Act.D(z, v.o.Slope))}
}

// tally takes the shares of pre-activations.
func (v *view) tally(c *Curve, zs []float64) {
	limit, squares := stats.SaturationLimit(v.o.Act), 0.0
	share := Number(1 / float64(len(zs)))
	for _, z := range zs {
		d := math.Abs(v.o.Act.D(z, v.o.Slope))
		squares += d * d
		if d < limit {
			c.Saturated += share
		}
		if d == 0 {
			c.Off += share
		}
	}
	c.SlopeRMS = Number(math.Sqrt(squares / float64(len(zs))))
}

// reach is the range of z that is drawn.
func reach(zs []float64) (lo, hi float64) {
	lo, hi = -leastReach, leastReach
	for _, z := range zs {
		if !math.IsInf(z, 0) {
			lo, hi = min(lo, z), max(hi, z) // NaN is neither
		}
	}
	return lo, hi
}

// abscissas are where the curve is drawn; a jump of φ′ is met from both sides.
func (v *view) abscissas(lo, hi float64) (zs []float64) {
	for i := range curvePoints + 1 {
		zs = append(zs, lo+(hi-lo)*float64(i)/curvePoints)
	}
	for _, k := range v.o.Act.Kinks {
		if k > lo && k < hi {
			zs = append(zs, k, math.Nextafter(k, hi))
		}
	}
	slices.Sort(zs)
	return slices.Compact(zs)
}

func binned(zs []float64, lo, hi float64) []int {
	counts := make([]int, curveBins)
	for _, z := range zs {
		if z >= lo && z <= hi {
			counts[min(curveBins-1, int((z-lo)/(hi-lo)*curveBins))]++
		}
	}
	return counts
}
