package data

import (
	"bufio"
	"io"
	"strings"

	"backflow/sim/text"
)

// readAtOnce is what is asked of the reader at a time: a browser does other
// work between two reads.
const readAtOnce = 64 << 10

// marks are the byte order marks that spreadsheets put before what they write.
var marks = []struct{ bytes, encoding string }{
	{"\xef\xbb\xbf", "UTF-8"},
	{"\xff\xfe\x00\x00", "UTF-32"}, // before the one that it begins with
	{"\x00\x00\xfe\xff", "UTF-32"},
	{"\xff\xfe", "UTF-16"},
	{"\xfe\xff", "UTF-16"},
}

// openText reads UTF-8, less its mark. Other encodings are refused by name.
func openText(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, readAtOnce)
	start, _ := b.Peek(4) // or what there is; an error comes again
	for _, m := range marks {
		if !strings.HasPrefix(string(start), m.bytes) {
			continue
		}
		if m.encoding != "UTF-8" {
			return nil, text.New("data.encoding", "encoding", m.encoding)
		}
		b.Discard(len(m.bytes))
		return b, nil
	}
	if strings.Contains(string(start), "\x00") {
		return nil, text.New("data.zeroBytes")
	}
	return b, nil
}
