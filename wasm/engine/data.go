//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"backflow/sim"
	"backflow/sim/data"
	"backflow/wasm/port"
)

// openData generates the 2-D sets and fetches the digits, which are large,
// only when they are asked for.
func (e *engine) openData(ctx context.Context, name string, seed uint64) (*data.Set, error) {
	switch name {
	case "digits":
		return loadDigits(ctx)
	case sim.CustomData:
		return e.table.load(seed, e.yielder)
	}
	return data.Generate(name, seed)
}

// digitFiles are MNIST's, in the order of data.ReadDigits.
var digitFiles = [4]string{
	"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
	"test-images-idx3-ubyte.gz", "test-labels-idx1-ubyte.gz",
}

// digits is the set once it has been loaded: it does not depend on the seed.
var digits *data.Set

func loadDigits(ctx context.Context) (*data.Set, error) {
	if digits != nil {
		return digits, nil
	}
	var files [4]io.Reader
	for i, name := range digitFiles {
		content, err := port.Load(ctx, "data/"+name)
		if err != nil {
			return nil, fmt.Errorf("the digits cannot be loaded: %w", err)
		}
		files[i] = bytes.NewReader(content)
	}
	set, err := data.ReadDigits(files[0], files[1], files[2], files[3])
	if err != nil {
		return nil, fmt.Errorf("the digits cannot be used: %w", err)
	}
	digits = set
	return set, nil
}
