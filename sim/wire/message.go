package wire

import "backflow/sim/text"

// The binary form of a message: id:text args:u16 × { name:text kind:u8 value }.
const (
	argText = iota
	argNumber
	argMessage
)

const (
	leastMessage  = 2 + 2
	leastArgument = 2 + 1 + 2
	mostNested    = 4 // clauses within clauses
)

func (w *writer) message(m text.Message) {
	w.text(m.ID)
	w.count(len(m.Args))
	for _, name := range m.Names() {
		w.text(name)
		switch v := m.Args[name].(type) {
		case string:
			w.u8(argText)
			w.text(v)
		case int:
			w.u8(argNumber)
			w.u32(uint32(v))
		case text.Message:
			w.u8(argMessage)
			w.message(v)
		}
	}
}

// message returns old when the bytes spell it. One that is too long fails.
func (r *reader) message(old text.Message) text.Message {
	probe := *r
	if probe.repeats(old) && !probe.failed {
		*r = probe
		return old
	}
	before := len(r.buf)
	m := r.newMessage(mostNested)
	r.failed = r.failed || before-len(r.buf) > mostText
	return m
}

func (r *reader) newMessage(nested int) (m text.Message) {
	m.ID = r.text("")
	n := r.count(leastArgument)
	if n > 0 {
		m.Args = make(map[string]any, n)
	}
	for range n {
		name := r.text("")
		switch kind := r.u8(); {
		case kind == argText:
			m.Args[name] = r.text("")
		case kind == argNumber:
			m.Args[name] = int(int32(r.u32()))
		case kind == argMessage && nested > 0:
			m.Args[name] = r.newMessage(nested - 1)
		default:
			r.failed, r.buf = true, nil
		}
	}
	if len(m.Args) != n { // a name comes twice
		r.failed = true
	}
	return m
}

// repeats reads a message as long as it is like another, and makes nothing.
func (r *reader) repeats(old text.Message) bool {
	if string(r.take(r.count(1))) != old.ID || r.count(leastArgument) != len(old.Args) {
		return false
	}
	for range len(old.Args) {
		if !r.repeatsValue(old.Args[string(r.take(r.count(1)))]) {
			return false
		}
	}
	return true
}

func (r *reader) repeatsValue(old any) bool {
	switch kind := r.u8(); v := old.(type) {
	case string:
		return kind == argText && string(r.take(r.count(1))) == v
	case int:
		return kind == argNumber && int(int32(r.u32())) == v
	case text.Message:
		return kind == argMessage && r.repeats(v)
	}
	return false
}
