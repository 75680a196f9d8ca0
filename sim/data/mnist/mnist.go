// Package mnist holds 5 000 of the MNIST handwritten digits, for programs that
// have no other way to get at them: it makes a binary 0.8 MB larger. The page
// fetches the same files instead. README.md names their source and licence.
package mnist

import (
	"bytes"
	_ "embed"

	"backflow/sim/data"
)

//go:embed train-images-idx3-ubyte.gz
var trainImages []byte

//go:embed train-labels-idx1-ubyte.gz
var trainLabels []byte

//go:embed test-images-idx3-ubyte.gz
var testImages []byte

//go:embed test-labels-idx1-ubyte.gz
var testLabels []byte

// Digits returns 4 000 digits to train on and 1 000 to test on, as many of
// each class.
func Digits() (*data.Set, error) {
	return data.ReadDigits(bytes.NewReader(trainImages), bytes.NewReader(trainLabels),
		bytes.NewReader(testImages), bytes.NewReader(testLabels))
}
