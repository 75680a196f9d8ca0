package data

import (
	"io"

	"backflow/sim/text"
)

// maxCSVLine bounds a line of a table, quoted line breaks included, in bytes:
// a thousand bytes a column are more than any number needs.
const maxCSVLine = MaxCSVColumns << 10

// lineLimiter passes text on and ends it with an error where a line has too many
// columns or is too long. It counts while the line is read: a parser that gets
// a line to the end first would hold all of it in memory.
type lineLimiter struct {
	r             io.Reader
	line          int // counted from 0
	start         int // line on which the record began: a quoted cell may hold line breaks
	commas, bytes int // of the record so far
	quoted        bool
	err           error
}

// Read implements io.Reader.
func (l *lineLimiter) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.r.Read(p)
	for _, b := range p[:n] {
		l.count(b)
		if l.err != nil {
			return 0, l.err
		}
	}
	return n, err
}

func (l *lineLimiter) count(b byte) {
	l.bytes++
	switch {
	case b == '"':
		l.quoted = !l.quoted
	case b == ',' && !l.quoted:
		l.commas++
	case b == '\n':
		l.line++
		if !l.quoted {
			l.start, l.commas, l.bytes = l.line, 0, 0
		}
	}
	switch {
	case l.commas >= MaxCSVColumns:
		l.err = text.New("data.tooManyColumns", "line", l.start+1, "most", MaxCSVColumns)
	case l.bytes > maxCSVLine && l.quoted:
		l.err = text.New("data.longCell", "line", l.start+1, "most", maxCSVLine)
	case l.bytes > maxCSVLine:
		l.err = text.New("data.longLine", "line", l.start+1, "most", maxCSVLine)
	}
}
