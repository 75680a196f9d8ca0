package data

import (
	"fmt"
	"math"

	"backflow/sim/nn"
	"backflow/sim/text"
)

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
func (t *table) set(how *reading) (*Set, error) {
	features := t.columns - 1
	s := &Set{Name: "custom", Shape: nn.Vector(features)}
	if isConstant(t.column(features)) {
		return nil, how.orElse(text.New("data.constant", "column", how.from(), "value", short(t.first[features])))
	}
	test := max(1, t.rows()/heldOut)
	train := t.rows() - test
	s.Classes = how.classes.n
	scaled := features
	if s.Classes == 0 {
		scaled++ // the target as well
	}
	if err := t.standardise(scaled, train); err != nil {
		return nil, err
	}
	x, y := t.split(how.classes)
	s.Train = Part{x[:train*features], y[:train]}
	s.Test = Part{x[train*features:], y[train:]}
	if features == 2 && s.Classes > 0 {
		s.Extent = extent(x)
	}
	s.Reading = how.message(s)
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

// standardise shifts and scales the first columns by the mean and deviation of
// their first train rows. It goes row by row, as the table lies in memory.
func (t *table) standardise(columns, train int) error {
	mean, deviation := t.moments(columns, train)
	var err error
	t.eachRow(t.rows(), func(row []float32) {
		for i, cell := range row[:columns] {
			x := (float64(cell) - mean[i]) / deviation[i]
			if math.Abs(x) > mostCell && err == nil {
				err = text.New("data.farOut", "column", t.number(i), "value", short(t.first[i]+float64(cell)), "times", fmt.Sprintf("%.1g", math.Abs(x)))
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
func (t *table) split(classes classRange) (x, y []float32) {
	features := t.columns - 1
	y = t.column(features)
	if classes.n > 0 {
		for i := range y {
			y[i] = float32(classes.index(t.first[features] + float64(y[i])))
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
