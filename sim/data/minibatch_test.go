package data

import "testing"

// Every epoch must see every example exactly once, also where the batch does
// not divide the number of examples and where a batch is larger than an epoch.
func TestEpochsAreComplete(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 64, 65, 500, 4000} {
		for _, batch := range []int{1, 3, 32, 1000} {
			const epochs = 3
			m := NewMinibatches(n, 42)
			counts := make([]int, n)
			indices := make([]int, batch)
			taken := 0
			for step := 0; taken < epochs*n; step++ {
				m.Batch(indices, step)
				for _, i := range indices {
					if taken < epochs*n {
						counts[i]++
					}
					taken++
					if taken%n == 0 && taken <= epochs*n {
						checkCounts(t, counts, taken/n)
					}
				}
			}
		}
	}
}

func checkCounts(t *testing.T, counts []int, want int) {
	t.Helper()
	for i, c := range counts {
		if c != want {
			t.Fatalf("n=%d: example %d seen %d times after %d epochs", len(counts), i, c, want)
		}
	}
}

func TestEpochsAndSeedsDiffer(t *testing.T) {
	const n = 100
	a, b := NewMinibatches(n, 1), NewMinibatches(n, 2)
	same := [2]int{}
	for i := uint32(0); i < n; i++ {
		if a.Index(0, i) == a.Index(1, i) {
			same[0]++
		}
		if a.Index(0, i) == b.Index(0, i) {
			same[1]++
		}
	}
	for _, s := range same {
		if s > 10 { // about 1 is expected of unrelated permutations
			t.Errorf("orders agree in %d of %d places", s, n)
		}
	}
}
