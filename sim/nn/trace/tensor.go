package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"backflow/sim/text"
)

// tensor is an array of numbers with its extents, outermost first. Its values
// lie row by row.
type tensor struct {
	dims   []int
	values []float64
}

// maxDims is the most dimensions that anything in a file has.
const maxDims = 4

// parseTensor reads nested JSON arrays of numbers, which the field name holds. All arrays of a level must
// be equally long, and none may be empty.
func parseTensor(name string, raw json.RawMessage) (tensor, error) {
	if len(raw) == 0 {
		return tensor{}, text.New("trace.missing", "name", name)
	}
	p := tensorParser{name: name, d: json.NewDecoder(bytes.NewReader(raw))}
	p.d.UseNumber()
	err := p.value(0)
	if err == nil && len(p.dims) == 0 {
		err = text.New("trace.noArray", "name", name)
	}
	return p.tensor, err
}

type tensorParser struct {
	tensor
	name string // of the field
	d    *json.Decoder
}

// value reads a number or an array, level arrays deep.
func (p *tensorParser) value(level int) error {
	token, err := p.d.Token()
	if err != nil {
		return text.New("trace.malformed", "name", p.name) // the decoder has seen it whole before
	}
	switch token := token.(type) {
	case json.Number:
		return p.number(token, level)
	case json.Delim:
		if token == '[' {
			return p.array(level)
		}
	}
	return text.New("trace.noNumber", "name", p.name, "value", text.Echo(fmt.Sprint(token)))
}

func (p *tensorParser) number(n json.Number, level int) error {
	if level != len(p.dims) {
		return text.New("trace.ragged", "name", p.name)
	}
	x, err := strconv.ParseFloat(n.String(), 64)
	if err != nil {
		return text.New("trace.noFloat", "name", p.name, "value", text.Echo(n.String()))
	}
	p.values = append(p.values, x)
	return nil
}

func (p *tensorParser) array(level int) error {
	if level == maxDims {
		return text.New("trace.deep", "name", p.name, "most", maxDims)
	}
	if level == len(p.dims) {
		if len(p.values) > 0 {
			return text.New("trace.ragged", "name", p.name)
		}
		p.dims = append(p.dims, -1) // until the end of its first array
	}
	n := 0
	for ; p.d.More(); n++ {
		if err := p.value(level + 1); err != nil {
			return err
		}
	}
	p.d.Token() // the closing bracket
	switch {
	case n == 0:
		return text.New("trace.emptyArray", "name", p.name)
	case p.dims[level] == -1:
		p.dims[level] = n
	case p.dims[level] != n:
		return text.New("trace.unequal", "name", p.name, "values", p.dims[level], "others", n)
	}
	return nil
}

// check compares the extents of a field with those wanted.
func (t tensor) check(name string, want ...int) error {
	if !slices.Equal(t.dims, want) {
		return text.New("trace.extents", "name", name, "extents", extents(t.dims), "wanted", extents(want))
	}
	return nil
}

// extents writes dims as [2][3].
func extents(dims []int) string {
	var b []byte
	for _, d := range dims {
		b = fmt.Appendf(b, "[%d]", d)
	}
	return string(b)
}

// MarshalJSON writes nested arrays, null for what is not finite.
func (t tensor) MarshalJSON() ([]byte, error) {
	b, _ := appendNested(nil, t.dims, t.values)
	return b, nil
}

// appendNested writes values in the given extents and returns what is left of
// them.
func appendNested(b []byte, dims []int, values []float64) ([]byte, []float64) {
	if len(dims) == 0 {
		return appendNumber(b, values[0]), values[1:]
	}
	b = append(b, '[')
	for i := range dims[0] {
		if i > 0 {
			b = append(b, ',')
		}
		b, values = appendNested(b, dims[1:], values)
	}
	return append(b, ']'), values
}

func appendNumber(b []byte, x float64) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, x, 'g', -1, 64)
}
