//go:build !js

package simd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// compiler is where ./build.sh kernels and ./build.sh test install it.
const compiler = "../../../../.cache/kernels/node_modules/.bin/asc"

// The modules in the repository are what their sources compile to.
func TestModulesAreCompiledFromTheirSources(t *testing.T) {
	asc, err := filepath.Abs(compiler)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(asc); err != nil {
		t.Skip("the kernels' compiler is not installed: ./build.sh kernels")
	}
	for target, kept := range map[string][]byte{"plain": Plain, "fused": Fused} {
		file := filepath.Join(t.TempDir(), target+".wasm")
		cmd := exec.Command(asc, "--target", target, "-o", file)
		cmd.Dir = "kernels"
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		built, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(built, kept) {
			t.Errorf("kernels/%s.wasm is not what its sources compile to; run ./build.sh kernels", target)
		}
	}
}

// lists are the tables that Go and the kernels both hold, with what each entry
// is called in Go.
var lists = []struct {
	file, enum string
	code       func(i int) string
}{
	{"program.ts", "Op", func(i int) string { return opNames[op(i)] }},
	{"loss.ts", "Loss", func(i int) string { return lossNames[Loss(i)] }},
	{"optimiser.ts", "Rule", func(i int) string { return ruleNames[Rule(i)] }},
}

var (
	opNames = map[op]string{
		opGemm: "Gemm", opActivate: "Activate", opMultiply: "Multiply", opAddScaled: "AddScaled", opScale: "Scale", opFill: "Fill",
		opFillRows: "FillRows", opFillColumns: "FillColumns", opGather: "Gather", opSumColumns: "SumColumns", opClearWide: "ClearWide",
		opAddRowSums: "AddRowSums", opNarrow: "Narrow", opLoss: "Loss", opUpdate: "Update", opAddSquares: "AddSquares", opSumSquares: "SumSquares",
		opLayPatches: "LayPatches", opAddPatches: "AddPatches", opMaxPool: "MaxPool", opScatterAdd: "ScatterAdd",
		opAveragePool: "AveragePool", opSpreadPool: "SpreadPool",
		opMoments: "Moments", opNormalise: "Normalise", opNormaliseBack: "NormaliseBack", opSumShared: "SumShared", opLost: "Lost", opConvolve: "Convolve", opConvolveWeights: "ConvolveWeights",
	}
	lossNames = map[Loss]string{MSE: "MSE", BCE: "BCE", SoftmaxCE: "SoftmaxCE"}
	ruleNames = map[Rule]string{SGD: "SGD", Momentum: "Momentum", Nesterov: "Nesterov", RMSProp: "RMSProp", Adam: "Adam"}
)

// Codes mean the same on both sides.
func TestCodesAreThoseOfTheKernels(t *testing.T) {
	for _, l := range lists {
		text, err := os.ReadFile(filepath.Join("kernels", l.file))
		if err != nil {
			t.Fatal(err)
		}
		body := regexp.MustCompile(`enum ` + l.enum + ` \{([^}]*)\}`).FindSubmatch(text)
		if body == nil {
			t.Fatalf("%s has no enum %s", l.file, l.enum)
		}
		names := strings.FieldsFunc(string(body[1]), func(r rune) bool { return strings.ContainsRune(", \n", r) })
		for i, name := range names {
			if l.code(i) != name {
				t.Errorf("%s: code %d of %s is %s, in Go %q", l.file, i, l.enum, name, l.code(i))
			}
		}
		if extra := l.code(len(names)); extra != "" {
			t.Errorf("%s: %s lacks %s", l.file, l.enum, extra)
		}
	}
}
