package data

import (
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"backflow/sim/nn"
	"backflow/sim/text"
)

// The digits are standardised with the mean and deviation of all 60 000 MNIST
// training pixels, as is customary, so that an experiment here can be compared
// with one elsewhere; the digits shipped here have 0.132 and 0.309.
const (
	digitsMean      = 0.1307
	digitsDeviation = 0.3081
)

const (
	digitSide  = 28
	digitSize  = digitSide * digitSide
	mostDigits = 100_000 // in one file; MNIST has 60 000
)

// ReadDigits reads handwritten digits in MNIST's own form: four gzip'd IDX
// files of unsigned bytes (Y. LeCun, C. Cortes, C. J. C. Burges). Pixels are
// scaled to 0 … 1 and then standardised. The error, if any, is one sentence
// that names the file and what is wrong with it.
func ReadDigits(trainImages, trainLabels, testImages, testLabels io.Reader) (*Set, error) {
	train, err := readDigitsPart("train", trainImages, trainLabels)
	if err != nil {
		return nil, err
	}
	test, err := readDigitsPart("test", testImages, testLabels)
	if err != nil {
		return nil, err
	}
	return &Set{
		Name: "digits", Shape: nn.Shape{C: 1, H: digitSide, W: digitSide}, Classes: 10,
		Train: train, Test: test,
	}, nil
}

func readDigitsPart(part string, images, labels io.Reader) (Part, error) {
	pixels, err := readIDX(images, digitSide, digitSide)
	if err != nil {
		return Part{}, text.New("data.imagesUnreadable", "part", named(part), "why", err)
	}
	classes, err := readIDX(labels)
	if err != nil {
		return Part{}, text.New("data.labelsUnreadable", "part", named(part), "why", err)
	}
	if len(pixels) != len(classes)*digitSize {
		return Part{}, text.New("data.otherCounts", "images", len(pixels)/digitSize, "part", named(part), "labels", len(classes))
	}
	for i, c := range classes {
		if c > 9 {
			return Part{}, text.New("data.noDigit", "number", i+1, "part", named(part), "label", int(c))
		}
	}
	return Part{X: standardisePixels(pixels), Y: floats(classes)}, nil
}

// named is the word for a part of the digits.
func named(part string) text.Message {
	if part == "test" {
		return text.New("data.testPart")
	}
	return text.New("data.trainPart")
}

// readIDX reads a gzip'd IDX file of items of unsigned bytes, each of the
// given extents, and returns the bytes of all items.
func readIDX(r io.Reader, extents ...int) ([]byte, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, text.New("data.noGzip", "why", err)
	}
	return readUnpackedIDX(z, extents)
}

func readUnpackedIDX(r io.Reader, extents []int) ([]byte, error) {
	items, err := readIDXHeader(r, extents)
	if err != nil {
		return nil, err
	}
	size := items
	for _, e := range extents {
		size *= e
	}
	// ReadAll grows with what is really there, whatever the header promises.
	// One byte more than needed shows whether anything follows.
	body, err := io.ReadAll(io.LimitReader(r, int64(size)+1))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), err == nil && len(body) < size:
		return nil, text.New("data.cutShort", "there", min(len(body), size), "bytes", size)
	case err != nil:
		return nil, text.New("data.damaged", "why", err)
	case len(body) > size:
		return nil, text.New("data.moreFollows", "items", items)
	}
	return body, nil
}

// readIDXHeader checks the magic number and the extents and returns the number
// of items. The magic number is two zero bytes, 8 for unsigned bytes, and the
// number of dimensions, the first of which counts the items.
func readIDXHeader(r io.Reader, extents []int) (items int, err error) {
	header := make([]uint32, 2+len(extents))
	bytes := make([]byte, 4*len(header))
	if _, err := io.ReadFull(r, bytes); err != nil {
		return 0, text.New("data.headerDamaged")
	}
	for i := range header {
		header[i] = binary.BigEndian.Uint32(bytes[4*i:])
	}
	if magic := uint32(0x0800 + 1 + len(extents)); header[0] != magic {
		return 0, text.New("data.magic", "number", fmt.Sprintf("%#08x", header[0]), "wanted", fmt.Sprintf("%#08x", magic))
	}
	if header[1] < 1 || header[1] > mostDigits {
		return 0, text.New("data.itemCount", "items", int(header[1]), "most", mostDigits)
	}
	for i, e := range extents {
		if header[2+i] != uint32(e) {
			return 0, text.New("data.imageSize", "height", int(header[2]), "width", int(header[3]), "side", digitSide)
		}
	}
	return int(header[1]), nil
}

func standardisePixels(pixels []byte) []float32 {
	var of [256]float32
	for p := range of {
		of[p] = float32((float64(p)/255 - digitsMean) / digitsDeviation)
	}
	x := make([]float32, len(pixels))
	for i, p := range pixels {
		x[i] = of[p]
	}
	return x
}

func floats(bytes []byte) []float32 {
	f := make([]float32, len(bytes))
	for i, b := range bytes {
		f[i] = float32(b)
	}
	return f
}
