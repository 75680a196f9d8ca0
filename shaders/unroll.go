package shaders

import (
	"fmt"
	"slices"
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
//
// What works on such variables cannot be a function of WGSL, either. It can be a
// text, which is spelled out once and then stands wherever it is inserted, in
// loops and in the files that come behind, too, for which texts keeps it:
//
//	//: text clear
//	c0 = 0.0;
//	//: end clear
//
//	//: insert clear
func unroll(source string, texts map[string]string) (string, error) {
	u := unroller{texts: texts}
	for i, line := range strings.SplitAfter(source, "\n") {
		if err := u.read(line); err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return u.written()
}

// unroller is what unroll has read of a file so far.
type unroller struct {
	out   strings.Builder
	texts map[string]string
	text  string    // name of the one that is being read
	inner *unroller // what reads it; nil if there is none
	loop  *loop
}

func (u *unroller) read(line string) (err error) {
	directive, is := strings.CutPrefix(strings.TrimSpace(line), "//:")
	words := strings.Fields(directive)
	switch {
	case u.inner != nil && !(is && slices.Equal(words, []string{"end", u.text})):
		return u.inner.read(line)
	case u.inner != nil:
		u.texts[u.text], err = u.inner.written()
		u.inner = nil
	case !is:
		u.write(line)
	case len(words) == 2 && words[0] == "insert":
		text, known := u.texts[words[1]]
		if !known {
			return fmt.Errorf("no text %q", words[1])
		}
		u.write(text)
	case u.loop == nil && len(words) == 2 && words[0] == "text":
		u.text, u.inner = words[1], &unroller{texts: u.texts}
	case u.loop == nil:
		u.loop, err = newLoop(words)
	case len(words) == 1 && words[0] == "end":
		u.loop.write(&u.out)
		u.loop = nil
	default:
		return fmt.Errorf("a loop within a loop")
	}
	return err
}

// write takes lines as they are.
func (u *unroller) write(lines string) {
	if u.loop != nil {
		u.loop.body += lines
	} else {
		u.out.WriteString(lines)
	}
}

func (u *unroller) written() (string, error) {
	switch {
	case u.loop != nil:
		return "", fmt.Errorf("a loop over %v does not end", u.loop.names)
	case u.inner != nil:
		return "", fmt.Errorf("the text %q does not end", u.text)
	}
	return u.out.String(), nil
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
