package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const traceText = `{"layers":[{"type":"dense","W":[[1,2],[3,4]],"b":[0.5,-0.5]},{"type":"act","name":"relu"}],
	"loss":"mse","x":[[1,-0.2]],"y":[[0,1]]}`

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "net.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// By hand: z = (1.1, 1.7), C = (1.1² + 0.7²)/2 = 0.85, δ = (1.1, 0.7).
func TestTraceOnBothBackends(t *testing.T) {
	for backend, tolerance := range map[string]float64{"ref": 1e-12, "cpu": 1e-12, "cpu -float32": 1e-6} {
		var got struct {
			Loss   float64
			Output [][]float64
			Layers []struct {
				Type string
				DW   [][]float64
				DB   []float64 `json:"db"`
				DX   float64   `json:"dx_rms"`
			}
		}
		args := append([]string{"trace", writeFile(t, traceText), "-backend"}, strings.Fields(backend)...)
		text := output(t, args...)
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		dense := got.Layers[0]
		for _, c := range [][2]float64{
			{got.Loss, 0.85},
			{got.Output[0][1], 1.7},
			{dense.DW[0][0], 1.1},
			{dense.DW[1][1], -0.14},
			{dense.DB[1], 0.7},
			{dense.DX, math.Sqrt((3.2*3.2 + 5*5) / 2)},
		} {
			if math.Abs(c[0]-c[1]) > tolerance {
				t.Errorf("%s: %v, want %v in %s", backend, c[0], c[1], text)
			}
		}
	}
}

func TestTraceNamesWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		strings.Replace(traceText, "[3,4]", "[3]", 1):         "layer 1 (dense): W is ragged",
		strings.Replace(traceText, `"relu"`, `"swish"`, 1):    "layer 2 (act): unknown activation",
		strings.Replace(traceText, `"b":[0.5,-0.5]`, "", 1):   "invalid character",
		strings.Replace(traceText, `"y":[[0,1]]`, `"y":3`, 1): "y is a number",
	} {
		var out, errs bytes.Buffer
		if code := run([]string{"trace", writeFile(t, text)}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), want) {
			t.Errorf("status %d, stderr %q, want %q", code, &errs, want)
		}
	}
}

// A file that is not there is named once.
func TestFilesThatCannotBeOpened(t *testing.T) {
	for _, args := range [][]string{
		{"trace", "nowhere.json"}, {"run", "-data", "nowhere.csv"},
	} {
		var out, errs bytes.Buffer
		code := run(args, &out, &errs)
		if code != exitUsage || strings.Count(errs.String(), "nowhere") != 1 || strings.Contains(errs.String(), "open") {
			t.Errorf("%v: status %d, stderr %q", args, code, &errs)
		}
	}
}

func TestTraceInFloat32RefusesWhatFloat32CannotHold(t *testing.T) {
	path := writeFile(t, strings.Replace(traceText, "[3,4]", "[3,1e39]", 1))
	output(t, "trace", path)
	output(t, "trace", "-backend", "cpu", path)
	var out, errs bytes.Buffer
	if code := run([]string{"trace", "-backend", "cpu", "-float32", path}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), "1e+39 does not fit") {
		t.Errorf("status %d, stderr %q", code, &errs)
	}
}

func TestTraceRefusesOtherBackends(t *testing.T) {
	path := writeFile(t, traceText)
	for want, args := range map[string][]string{
		"trace runs on ref or cpu":        {"trace", "-backend", "gpu", path},
		"-float32 is for -backend cpu":    {"trace", "-float32", path},
		"trace takes one argument, not 0": {"trace", "-backend", "cpu"},
	} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), want) {
			t.Errorf("%v: status %d, stderr %q, want %q", args, code, &errs, want)
		}
	}
}
