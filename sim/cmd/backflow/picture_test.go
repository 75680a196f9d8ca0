package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPictureSaysWhatTheNumbersSay(t *testing.T) {
	for _, view := range []string{"network", "waterfall", "histograms", "phase"} {
		text := output(t, "picture", "-steps", "30", "-view", view, "-theme", "light", "depth=4&act=tanh&vs=none&view=phase")
		for _, want := range []string{"<svg ", "</svg>", "After 30 training steps. tanh: loss 0.", ">tanh</text>"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", view, want)
			}
		}
		if again := output(t, "picture", "-steps", "30", "-view", view, "-theme", "light", "depth=4&act=tanh&vs=none&view=phase"); again != text {
			t.Errorf("%s: the same command writes another file", view)
		}
	}
}

func TestPictureOfOneLane(t *testing.T) {
	text := output(t, "picture", "-steps", "1", "-lane", "ReLU", "vs=act:sigmoid,relu")
	if !strings.Contains(text, ">ReLU</text>") || strings.Contains(text, ">Sigmoid</text>") {
		t.Error("not the lane that was asked for alone")
	}
}

func TestPictureWithFewerEdges(t *testing.T) {
	all, few := output(t, "picture", "-steps", "1", "vs=none"), output(t, "picture", "-steps", "1", "-edges", "40", "vs=none")
	if len(few) >= len(all) {
		t.Errorf("%d bytes with 40 edges at most, %d with all", len(few), len(all))
	}
}

func TestPictureIsWrittenToAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.svg")
	if text := output(t, "picture", "-steps", "0", "-size", "400x300", "-o", file, "vs=none"); text != "" {
		t.Errorf("standard output has %q", text)
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), `viewBox="0 0 400 300"`) {
		t.Errorf("the file: %v, %.80s", err, text)
	}
}

func TestPictureRefuses(t *testing.T) {
	for _, c := range [][2]string{
		{"-size=10x10", "-size is “10x10”; it must be WIDTHxHEIGHT, the width from 200, the height from 60, both up to 8000"},
		{"-size=big", "-size is “big”"},
		{"-theme=blue", "-theme is “blue”; it must be dark or light"},
		{"-edges=-1", "-edges is -1; it must be from 0"},
		{"-steps=-1", "-steps is -1; it must be from 0"},
		{"-lane=Tanh", "-lane is “Tanh”; it must be one of Sigmoid, ReLU, Leaky ReLU"},
		{"vs=backend:cpu,gpu", "no backends to compare"},
		{"data=custom", "data=custom"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run([]string{"picture", c[0]}, &stdout, &stderr); code != exitUsage || !strings.Contains(stderr.String(), c[1]) {
			t.Errorf("%s: status %d, %q; want %q", c[0], code, stderr.String(), c[1])
		}
		if stdout.Len() > 0 {
			t.Errorf("%s: something is written", c[0])
		}
	}
}
