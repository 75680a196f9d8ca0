//go:build js && wasm

package port

import (
	"io"
	"syscall/js"
)

// Message is a message as it was received. A field that is absent or of
// another kind reads as the zero value, so that a receiver need not check.
type Message struct{ data js.Value }

// Type names the message.
func (m Message) Type() string { return m.Text("type") }

// Text returns a string field.
func (m Message) Text(field string) string {
	if v := m.data.Get(field); v.Type() == js.TypeString {
		return v.String()
	}
	return ""
}

// Number returns a numeric field.
func (m Message) Number(field string) float64 {
	if v := m.data.Get(field); v.Type() == js.TypeNumber {
		return v.Float()
	}
	return 0
}

// Texts returns the strings of an array field, none where there is none.
func (m Message) Texts(field string) (all []string) {
	v := m.data.Get(field)
	if !v.InstanceOf(js.Global().Get("Array")) {
		return nil
	}
	for i := range v.Length() {
		if item := v.Index(i); item.Type() == js.TypeString {
			all = append(all, item.String())
		}
	}
	return all
}

// Object returns the fields of an object field, none where there is none.
func (m Message) Object(field string) Message {
	if v := m.data.Get(field); v.Type() == js.TypeObject {
		return Message{v}
	}
	return Message{js.Global().Get("Object").New()}
}

// Sentences returns a field of JSON, {section:{name:sentence}}, by section.name, and all
// characters in it. The browser parses it, which takes no parser in the download.
func (m Message) Sentences(field string) (sentences map[string]string, characters string) {
	sentences = map[string]string{}
	set := js.Global().Get("Set").New(m.Text(field))
	object := js.Global().Get("Object")
	sections := js.Global().Get("JSON").Call("parse", m.Text(field))
	for _, section := range texts(object.Call("keys", sections)) {
		words := sections.Get(section)
		for _, name := range texts(object.Call("keys", words)) {
			sentences[section+"."+name] = words.Get(name).String()
		}
	}
	return sentences, js.Global().Get("Array").Call("from", set).Call("join", "").String()
}

func texts(array js.Value) []string {
	all := make([]string, array.Length())
	for i := range all {
		all[i] = array.Index(i).String()
	}
	return all
}

// Bool returns a boolean field.
func (m Message) Bool(field string) bool {
	v := m.data.Get(field)
	return v.Type() == js.TypeBoolean && v.Bool()
}

// Bytes copies an ArrayBuffer field into buf, which grows as needed, and
// returns the filled part of it. Passing the last result back in saves an
// allocation a message.
func (m Message) Bytes(field string, buf []byte) []byte {
	v := m.data.Get(field)
	if !v.InstanceOf(js.Global().Get("ArrayBuffer")) {
		return buf[:0]
	}
	array := js.Global().Get("Uint8Array").New(v)
	n := array.Get("length").Int()
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	js.CopyBytesToGo(buf[:n], array)
	return buf[:n]
}

// Buffer returns an ArrayBuffer field where it lies, nil where there is none.
func (m Message) Buffer(field string) *Buffer {
	v := m.data.Get(field)
	if !v.InstanceOf(js.Global().Get("ArrayBuffer")) {
		return nil
	}
	return &Buffer{js.Global().Get("Uint8Array").New(v)}
}

// Buffer is bytes outside Go's memory, which a large file would fill twice.
type Buffer struct{ array js.Value }

// Size is the number of bytes.
func (b *Buffer) Size() int64 { return int64(b.array.Get("length").Int()) }

// Reader reads the buffer from its beginning.
func (b *Buffer) Reader() io.Reader { return &bufferReader{array: b.array} }

type bufferReader struct {
	array js.Value
	at    int
}

// Read implements io.Reader.
func (r *bufferReader) Read(p []byte) (int, error) {
	n := js.CopyBytesToGo(p, r.array.Call("subarray", r.at))
	r.at += n
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Port returns a MessagePort field, nil where there is none.
func (m Message) Port(field string) *Port {
	v := m.data.Get(field)
	if !v.InstanceOf(js.Global().Get("MessagePort")) {
		return nil
	}
	return &Port{target: v, source: v, channel: true}
}
