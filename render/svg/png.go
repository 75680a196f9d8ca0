package svg

import (
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
)

// indexed writes a PNG of colours, premultiplied, told by their place in a palette.
// The package image/png does as much in forty kilobytes of a browser's download,
// most of them for packing: pack does that where it matters, and may be nil.
func indexed(width, height int, pixels []uint8, palette [][4]uint8, pack func([]byte) []byte) []byte {
	lines := make([]byte, 0, (width+1)*height)
	for y := range height {
		lines = append(append(lines, 0), pixels[y*width:][:width]...) // each begins with its filter: none
	}
	if pack == nil {
		pack = stored
	}
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	file := []byte("\x89PNG\r\n\x1a\n")
	file = chunk(file, "IHDR", append(header, 8, 3, 0, 0, 0)) // eight bits, a palette
	colors, strengths := separate(palette)
	file = chunk(file, "PLTE", colors)
	file = chunk(file, "tRNS", strengths)
	file = chunk(file, "IDAT", pack(lines))
	return chunk(file, "IEND", nil)
}

// separate takes the strengths out of colours.
func separate(palette [][4]uint8) (colors, strengths []byte) {
	for _, c := range palette {
		alpha := max(1, int(c[3]))
		for _, part := range c[:3] {
			colors = append(colors, byte(min(255, (int(part)*255+alpha/2)/alpha)))
		}
		strengths = append(strengths, c[3])
	}
	return colors, strengths
}

// chunk adds a part to a file.
func chunk(file []byte, kind string, data []byte) []byte {
	file = binary.BigEndian.AppendUint32(file, uint32(len(data)))
	start := len(file)
	file = append(append(file, kind...), data...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(file[start:]))
}

// stored is zlib's format without any packing.
func stored(data []byte) []byte {
	const most = 0xffff
	packed := []byte{0x78, 0x01}
	sum := adler32.Checksum(data)
	for {
		n := min(most, len(data))
		last := byte(0)
		if n == len(data) {
			last = 1
		}
		packed = append(packed, last, byte(n), byte(n>>8), ^byte(n), ^byte(n>>8))
		packed = append(packed, data[:n]...)
		if data = data[n:]; len(data) == 0 {
			return binary.BigEndian.AppendUint32(packed, sum)
		}
	}
}
