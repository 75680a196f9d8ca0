package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backflow/sim/theory"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// cell is what README.md's table of pre-training says of a network: the accuracy
// as it is printed there, and the rate.
func cell(t *testing.T, s shape, column int) (accuracy string, rate float64) {
	t.Helper()
	head := fmt.Sprintf("| %d × %d |", s.depth, s.width)
	for line := range strings.Lines(readme(t)) {
		rest, found := strings.CutPrefix(line, head)
		if !found {
			continue
		}
		if _, err := fmt.Sscanf(strings.Split(rest, "|")[column], " %s (%g)", &accuracy, &rate); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		return accuracy, rate
	}
	t.Fatalf("README.md has no row for %v", s)
	return "", 0
}

// The table of pre-training says what its command prints: of some cells that do
// not take long. Every shape has its row.
func TestReadmeFiguresAreThoseOfTheCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	for _, s := range figureShapes {
		cell(t, s, 0)
	}
	for _, c := range []struct {
		shape
		column int
	}{{shape{2, 32}, 0}, {shape{4, 32}, 0}, {shape{2, 32}, 1}} {
		t.Run(fmt.Sprint(c.shape, figureMethods[c.column]), func(t *testing.T) {
			t.Parallel()
			accuracy, rate := cell(t, c.shape, c.column)
			got, err := scoreAt(context.Background(), c.shape, figureMethods[c.column], rate, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprintf("%.2f", got.Median); text != accuracy {
				t.Errorf("%s at %g, README.md says %s", text, rate, accuracy)
			}
		})
	}
}

// The rate of a cell is the best one there is.
func TestReadmeTakesTheBestRate(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	_, rate := cell(t, shape{2, 32}, 0)
	best, err := bestScore(context.Background(), shape{2, 32}, figureMethods[0], io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if best.rate != rate {
		t.Errorf("2 × 32 without pre-training is best at %g, README.md says %g", best.rate, rate)
	}
}

// What README.md says a layer passes on is what the theory says.
func TestReadmeFactorsAreThoseOfTheTheory(t *testing.T) {
	for query, says := range map[string]string{
		"act=sigmoid&init=xavier": "A sigmoid with Xavier's initialisation passes on %.3f of the gradient a layer",
		"act=sigmoid&init=he":     "with He's %.3f",
		"act=relu&init=xavier":    "ReLU %.3f",
	} {
		cfg, err := parseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		set, err := loadData("", cfg.Data, uint64(cfg.Seed))
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf(says, theory.Predict(cfg.Net(set)).Factor); !strings.Contains(strings.ReplaceAll(readme(t), "\n", " "), want) {
			t.Errorf("%s: README.md does not say %q", query, want)
		}
	}
}

// One shape that is none is refused.
func TestFiguresRefuseOtherShapes(t *testing.T) {
	if _, err := shapesNamed([]string{"4x32", "four"}); err == nil || !strings.Contains(err.Error(), "“four” is no shape") {
		t.Errorf("error %v", err)
	}
}
