package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
	"testing"
)

// idx makes a gzip'd IDX file of a header and a body.
func idx(header []uint32, body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	binary.Write(z, binary.BigEndian, header)
	z.Write(body)
	z.Close()
	return b.Bytes()
}

func imageFile(n int) []byte {
	pixels := make([]byte, n*digitSize)
	for i := range pixels {
		pixels[i] = byte(i)
	}
	return idx([]uint32{0x0803, uint32(n), 28, 28}, pixels)
}

func labelFile(labels ...byte) []byte {
	return idx([]uint32{0x0801, uint32(len(labels))}, labels)
}

func readDigits(trainImages, trainLabels, testImages, testLabels []byte) (*Set, error) {
	return ReadDigits(bytes.NewReader(trainImages), bytes.NewReader(trainLabels),
		bytes.NewReader(testImages), bytes.NewReader(testLabels))
}

func TestReadDigits(t *testing.T) {
	s, err := readDigits(imageFile(3), labelFile(1, 2, 9), imageFile(1), labelFile(0))
	if err != nil {
		t.Fatal(err)
	}
	if s.Train.Len() != 3 || s.Test.Len() != 1 || s.Train.Y[2] != 9 {
		t.Errorf("labels %v and %v", s.Train.Y, s.Test.Y)
	}
	if got, want := s.Train.X[255], float32((1-0.1307)/0.3081); got != want {
		t.Errorf("white is %v, want %v", got, want)
	}
	if got, want := s.Train.X[256], float32(-0.1307/0.3081); got != want {
		t.Errorf("black is %v, want %v", got, want)
	}
}

func TestReadDigitsNamesWhatIsWrong(t *testing.T) {
	good := imageFile(2)
	var empty bytes.Buffer
	gzip.NewWriter(&empty).Close()
	for _, c := range []struct {
		images, labels []byte
		want           string
	}{
		{[]byte("P5 28 28"), labelFile(1, 2), "training images cannot be read: it is not a gzip file"},
		{nil, labelFile(1, 2), "not a gzip file"},
		{empty.Bytes(), labelFile(1, 2), "header is cut short"},
		{good[:len(good)/2], labelFile(1, 2), "cut short"},
		{good[:len(good)-3], labelFile(1, 2), "cut short"},
		{labelFile(1, 2), labelFile(1, 2), "header is cut short"},
		{idx([]uint32{0x0801, 2, 28, 28}, make([]byte, 2*784)), labelFile(1, 2), "magic number is 0x00000801 instead of 0x00000803"},
		{idx([]uint32{0x0803, 2, 28, 32}, make([]byte, 2*896)), labelFile(1, 2), "28 × 32 pixels"},
		{idx([]uint32{0x0803, 1 << 31, 28, 28}, nil), labelFile(1, 2), "2147483648 items"},
		{idx([]uint32{0x0803, 0, 28, 28}, nil), labelFile(), "0 items"},
		{idx([]uint32{0x0803, 2, 28, 28}, make([]byte, 1567)), labelFile(1, 2), "1567 of 1568"},
		{idx([]uint32{0x0803, 2, 28, 28}, make([]byte, 1569)), labelFile(1, 2), "more follows"},
		{good, labelFile(1, 2, 3), "2 training images but 3 labels"},
		{good, labelFile(1, 10), "label 2 of the training labels is 10"},
		{good, good, "training labels cannot be read"},
		{flip(good), labelFile(1, 2), "damaged"},
	} {
		_, err := readDigits(c.images, c.labels, imageFile(1), labelFile(0))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
	if _, err := readDigits(good, labelFile(1, 2), good, labelFile(1)); err == nil || !strings.Contains(err.Error(), "test") {
		t.Errorf("error %v does not name the test part", err)
	}
}

// flip damages the checksum at the end of a gzip file.
func flip(file []byte) []byte {
	file = bytes.Clone(file)
	file[len(file)-8] ^= 1
	return file
}

// FuzzReadIDX feeds files unpacked, so that the fuzzer need not find gzip's
// checksum, and as they are.
func FuzzReadIDX(f *testing.F) {
	f.Add([]byte{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3})
	f.Add([]byte{0, 0, 8, 1, 0, 0, 0, 2, 3, 10})
	f.Add(labelFile(1, 2))
	f.Fuzz(func(t *testing.T, b []byte) {
		checkIDX(t, b, nil, 1)
		checkIDX(t, b, []int{digitSide, digitSide}, digitSize)
		if _, err := readDigits(b, b, b, b); err == nil {
			t.Error("one file was taken both for images and for labels")
		}
	})
}

func checkIDX(t *testing.T, b []byte, extents []int, size int) {
	body, err := readUnpackedIDX(bytes.NewReader(b), extents)
	if err == nil && (len(body) == 0 || len(body)%size != 0 || len(body) != len(b)-8-4*len(extents)) {
		t.Errorf("%d of %d bytes and no error", len(body), len(b))
	}
}
