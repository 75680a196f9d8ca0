package stats

import "math"

// Confusion is a confusion matrix, row by row.
type Confusion []uint32

// NewConfusion is the matrix for a network of so many outputs, one of which
// tells two classes apart.
func NewConfusion(outputs int) Confusion {
	classes := max(outputs, 2)
	return make(Confusion, classes*classes)
}

// Classes is the number of rows.
func (c Confusion) Classes() int { return int(math.Sqrt(float64(len(c)))) }

// Count takes in an example.
func (c Confusion) Count(class, likeliest int) { c[class*c.Classes()+likeliest]++ }

// Accuracy is the share of the examples on the diagonal.
func (c Confusion) Accuracy() float64 {
	all, right := 0.0, 0.0
	for i, n := range c {
		all += float64(n)
		if i%(c.Classes()+1) == 0 {
			right += float64(n)
		}
	}
	return right / all
}
