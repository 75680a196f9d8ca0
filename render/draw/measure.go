package draw

import "strings"

// Measure returns the width of a line of text.
type Measure func(text string, size float32, bold bool) float32

// Fits reports whether text of a size fits into a width.
func (m Measure) Fits(text string, size, width float32) bool { return m(text, size, false) <= width }

// Longest is the first of some texts, from the longest to the shortest, that
// fits into a width; the last is cut if none does.
func (m Measure) Longest(size, width float32, texts ...string) string {
	for _, text := range texts {
		if m.Fits(text, size, width) {
			return text
		}
	}
	return m.Shorten(texts[len(texts)-1], size, width)
}

// Shorten cuts text to a width, with an ellipsis.
func (m Measure) Shorten(text string, size, width float32) string {
	if m.Fits(text, size, width) {
		return text
	}
	return m.cut(text, size, width, false)
}

// cut ends text with an ellipsis; nothing is left where not even that fits.
func (m Measure) cut(text string, size, width float32, bold bool) string {
	runes := []rune(text)
	for m(string(runes)+"…", size, bold) > width {
		if len(runes) == 0 {
			return ""
		}
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// Boldly is the first of some texts that fits into a width in bold type; the last is
// cut if none does.
func (m Measure) Boldly(size, width float32, texts ...string) string {
	for _, text := range texts {
		if m(text, size, true) <= width {
			return text
		}
	}
	return m.cut(texts[len(texts)-1], size, width, true)
}

// Wrap breaks text into at most so many lines of a width; the last is cut.
func (m Measure) Wrap(text string, size, width float32, most int) (lines []string) {
	rest := strings.Fields(text)
	for len(rest) > 0 && len(lines) < most-1 {
		n := 1
		for n < len(rest) && m.Fits(strings.Join(rest[:n+1], " "), size, width) {
			n++
		}
		lines = append(lines, m.Shorten(strings.Join(rest[:n], " "), size, width))
		rest = rest[n:]
	}
	if len(rest) > 0 {
		lines = append(lines, m.Shorten(strings.Join(rest, " "), size, width))
	}
	return lines
}
