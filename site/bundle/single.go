package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// chunkBytes is how much of a packed file stands in one element of the single
// page: what a browser decodes at a time, and then forgets. Five characters of
// text are four bytes.
const chunkBytes = 48 << 10

// single makes backflow.html, the whole page in one file that needs no server
// and no network, and backflow.zip with it: filters keep .html from schools.
func (b *build) singlePage() error {
	b.single = true
	for _, step := range []func() error{b.readWords, b.packBinaries, b.addScripts, b.readTexts} {
		if err := step(); err != nil {
			return err
		}
	}
	page, err := b.fill("index.html")
	if err != nil {
		return err
	}
	if err := b.write("backflow.html", page); err != nil {
		return err
	}
	return zipped(filepath.Join(b.out, "backflow.zip"), "backflow.html", page)
}

// packBinaries turns what scripts would fetch into texts. A program is packed on
// the way, data is as it comes.
func (b *build) packBinaries() error {
	var packed strings.Builder
	for _, name := range binaries {
		content, err := b.content(name)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".wasm") {
			content = gzipped(content)
		}
		b.files[name] = file{Bytes: len(content)}
		writeChunks(&packed, name, content)
	}
	b.text["packed"] = packed.String()
	return nil
}

func gzipped(content []byte) []byte {
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // fails for an unknown level only
	w.Write(content)                                           // memory takes all
	w.Close()
	return packed.Bytes()
}

// writeChunks writes a file's text in elements that no browser runs.
func writeChunks(to *strings.Builder, name string, content []byte) {
	for len(content) > 0 {
		n := min(chunkBytes, len(content))
		last := ""
		if n == len(content) {
			last = " data-last"
		}
		fmt.Fprintf(to, "<script type=\"text/plain\" data-file=%q%s>%s</script>\n", name, last, base85(content[:n]))
		content = content[n:]
	}
}

// The digits to the base of 85 are the characters from "#" on, without "<",
// which could end a script. See decode in site/js/boot/unpack.js.
const (
	zeroDigit = '#'
	noDigit   = '<'
)

// base85 writes four bytes in five characters; of the last group only as many
// as its bytes need.
func base85(content []byte) string {
	text := make([]byte, 0, (len(content)+3)/4*5)
	for len(content) > 0 {
		var group [4]byte
		n := copy(group[:], content)
		content = content[n:]
		digits := base85Group(group)
		text = append(text, digits[:n+1]...)
	}
	return string(text)
}

func base85Group(group [4]byte) (digits [5]byte) {
	value := uint32(group[0])<<24 | uint32(group[1])<<16 | uint32(group[2])<<8 | uint32(group[3])
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = zeroDigit + byte(value%85)
		if digits[i] >= noDigit {
			digits[i]++
		}
		value /= 85
	}
	return digits
}

// readTexts reads what stands in the page as it is.
func (b *build) readTexts() error {
	const licences = "licences.txt"
	content, err := os.ReadFile(filepath.Join(b.sources, licences))
	b.text[licences] = string(content)
	return err
}

// zipped writes an archive of one file. Its time is none, so that the same file
// gives the same archive.
func zipped(archive, name string, content []byte) error {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	entry, err := w.Create(name)
	if err != nil {
		return err
	}
	if _, err := entry.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(archive, packed.Bytes(), 0o644)
}
