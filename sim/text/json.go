package text

import (
	"strconv"
	"unicode/utf8"
)

// MarshalJSON implements json.Marshaler: what the message says, or where no table is in force
// {"id": …, "args": {…}}, so that whoever reads it says it; what is verbatim is a string all the same. (It goes without
// encoding/json, which the stage would carry for it.)
func (m Message) MarshalJSON() ([]byte, error) {
	if t := inForce(); t != nil {
		return quote(nil, t.Say(m)), nil
	}
	return m.object(nil), nil
}

func (m Message) object(b []byte) []byte {
	if m.ID == "" {
		return quote(b, m.verbatim())
	}
	b = quote(append(b, `{"id":`...), m.ID)
	for i, name := range m.Names() {
		if i == 0 {
			b = append(b, `,"args":{`...)
		} else {
			b = append(b, ',')
		}
		b = append(quote(b, name), ':')
		switch v := m.Args[name].(type) {
		case string:
			b = quote(b, v)
		case int:
			b = strconv.AppendInt(b, int64(v), 10)
		case Message:
			b = v.object(b)
		}
	}
	if len(m.Args) > 0 {
		b = append(b, '}')
	}
	return append(b, '}')
}

// quote appends a string as JSON has it.
func quote(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < 0x20:
			b = append(b, `\u00`...)
			b = append(b, "0123456789abcdef"[r>>4], "0123456789abcdef"[r&15])
		default:
			b = utf8.AppendRune(b, r) // U+FFFD for what is no UTF-8
		}
	}
	return append(b, '"')
}
