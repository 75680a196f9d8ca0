package probe

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// mostSweeps is more than there ever are: a dozen do.
const mostSweeps = 40

// singularValues are those of a matrix, in falling order, as many as its smaller
// side has: rotations turn its shorter side's vectors, two by two, until
// all are orthogonal, and their lengths are the values (Hestenes 1958). It may rest
// anywhere, which a decomposition by LAPACK may not, and leaves m changed.
func (t *task) singularValues(m []float64, rows, cols int) []float64 {
	if rows > cols {
		m = transposed(m, rows, cols)
		rows, cols = cols, rows
	}
	vectors := make([][]float64, rows)
	for i := range vectors {
		vectors[i] = row(m, i, cols)
	}
	for range mostSweeps {
		if !t.sweep(vectors) {
			break
		}
	}
	squares := squaresOf(vectors)
	for i, s := range squares {
		squares[i] = math.Sqrt(s)
	}
	slices.Sort(squares)
	slices.Reverse(squares)
	return squares
}

func transposed(m []float64, rows, cols int) []float64 {
	out := make([]float64, len(m))
	for i := range rows {
		for j := range cols {
			out[j*rows+i] = m[i*cols+j]
		}
	}
	return out
}

func squaresOf(vectors [][]float64) []float64 {
	squares := make([]float64, len(vectors))
	for i, v := range vectors {
		squares[i] = product(v, v)
	}
	return squares
}

// byLength sorts vectors with their squares, the longest first. (slices.SortFunc would be
// compiled anew for them, which is 5 kB of the download.)
type byLength struct {
	vectors [][]float64
	squares []float64
}

func (l byLength) Len() int           { return len(l.vectors) }
func (l byLength) Less(i, j int) bool { return cmp.Less(l.squares[j], l.squares[i]) }
func (l byLength) Swap(i, j int) {
	l.vectors[i], l.vectors[j] = l.vectors[j], l.vectors[i]
	l.squares[i], l.squares[j] = l.squares[j], l.squares[i]
}

func product(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// sweep turns each pair once, the longest first, and tells whether any was not orthogonal. Vectors that are
// nothing but rounding are left alone.
func (t *task) sweep(vectors [][]float64) (turned bool) {
	squares := squaresOf(vectors)
	sort.Sort(byLength{vectors, squares})
	orthogonal := float64(len(vectors[0])) * 0x1p-52 // to rounding
	noise := slices.Max(squares) * 0x1p-106
	for i := range vectors {
		for j := i + 1; j < len(vectors); j++ {
			if min(squares[i], squares[j]) <= noise {
				continue
			}
			t.check()
			both := product(vectors[i], vectors[j])
			if math.Abs(both) <= orthogonal*math.Sqrt(squares[i]*squares[j]) {
				continue
			}
			turned = true
			turn(vectors[i], vectors[j], squares, i, j, both)
		}
	}
	return turned
}

// turn makes two vectors orthogonal.
func turn(a, b []float64, squares []float64, i, j int, both float64) {
	zeta := (squares[j] - squares[i]) / (2 * both)
	tangent := math.Copysign(1, zeta) / (math.Abs(zeta) + math.Hypot(1, zeta))
	cosine := 1 / math.Hypot(1, tangent)
	sine := cosine * tangent
	for k, x := range a {
		y := b[k]
		a[k], b[k] = cosine*x-sine*y, sine*x+cosine*y
	}
	squares[i] -= tangent * both
	squares[j] += tangent * both
}
