package shaders

import (
	"fmt"
	"strings"
)

// unroll spells out the loops of a shader that a compiler must not be left to
// unroll: their counters are parts of names, so that a block of accumulators is
// so many variables, which stay in registers, where an array would not on every
// adapter. WGSL has no such loops. They are written as comments, which stand in
// lines of their own and do not nest:
//
//	//: for r x in 0 a.x 1 a.y
//	c$r += $x * w;
//	//: end
//
// which becomes
//
//	c0 += a.x * w;
//	c1 += a.y * w;
//
// A name stands for each word of the list in turn, several names for as many
// words at a time. No name begins with another.
func unroll(source string) (string, error) {
	var out strings.Builder
	var l *loop
	for i, line := range strings.SplitAfter(source, "\n") {
		directive, is := strings.CutPrefix(strings.TrimSpace(line), "//:")
		words := strings.Fields(directive)
		var err error
		switch {
		case is && l == nil:
			l, err = newLoop(words)
		case is && len(words) == 1 && words[0] == "end":
			l.write(&out)
			l = nil
		case is:
			err = fmt.Errorf("a loop within a loop")
		case l != nil:
			l.body += line
		default:
			out.WriteString(line)
		}
		if err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if l != nil {
		return "", fmt.Errorf("a loop over %v does not end", l.names)
	}
	return out.String(), nil
}

// loop is one loop that unroll spells out.
type loop struct {
	names, words []string
	body         string
}

// newLoop reads what stands behind //: at the beginning of a loop.
func newLoop(words []string) (*loop, error) {
	for i, w := range words {
		if w != "in" || words[0] != "for" {
			continue
		}
		l := &loop{names: words[1:i], words: words[i+1:]}
		if len(l.names) == 0 || len(l.words) == 0 || len(l.words)%len(l.names) != 0 {
			return nil, fmt.Errorf("%d names for %d words", len(l.names), len(l.words))
		}
		return l, nil
	}
	return nil, fmt.Errorf("“%s” is no loop: for NAMES in WORDS", strings.Join(words, " "))
}

// write puts the body into out once for each group of words.
func (l *loop) write(out *strings.Builder) {
	for at := 0; at < len(l.words); at += len(l.names) {
		var pairs []string
		for i, name := range l.names {
			pairs = append(pairs, "$"+name, l.words[at+i])
		}
		out.WriteString(strings.NewReplacer(pairs...).Replace(l.body))
	}
}
