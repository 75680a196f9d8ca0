//go:build js && wasm

package port

import (
	"syscall/js"

	"backflow/sim/text"
)

// Port is one end of a conversation: a worker's own scope, the page around an
// iframe, or one side of a MessageChannel.
type Port struct {
	target js.Value // has postMessage
	source js.Value // fires "message"
	origin string   // receiver's origin, for windows only

	channel bool // one side of a MessageChannel
	handle  js.Func
	bound   bool
}

// Fields are the fields of a message beside its type: strings, booleans, numbers,
// and a text.Message, which arrives as what it says or as {id, args}.
type Fields map[string]any

// Worker returns the port between a dedicated worker and the page.
func Worker() *Port {
	self := js.Global()
	return &Port{target: self, source: self}
}

// Parent returns the port between an iframe and the page around it. Messages
// from any other window are ignored.
func Parent() *Port {
	window := js.Global()
	origin := window.Get("origin").String()
	if origin == "null" { // a file:// page has no origin to name
		origin = "*"
	}
	return &Port{target: window.Get("parent"), source: window, origin: origin}
}

// Send posts a message of a type. It copies what it is given.
func (p *Port) Send(kind string, fields Fields) {
	message := newMessage(kind)
	for name, value := range fields {
		message.Set(name, plain(value))
	}
	p.post(message, nil)
}

// plain is a value as JavaScript has it: a message as its JSON says.
func plain(value any) any {
	m, ok := value.(text.Message)
	if !ok {
		return value
	}
	encoded, err := m.MarshalJSON()
	if err != nil {
		panic(err) // it never fails
	}
	return js.Global().Get("JSON").Call("parse", string(encoded))
}

// SendBytes posts a message whose one field is an ArrayBuffer holding a copy
// of b. The buffer is transferred, so that the only copy is the one that
// leaves Go's memory.
func (p *Port) SendBytes(kind, field string, b []byte) {
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	buffer := array.Get("buffer")
	message := newMessage(kind)
	message.Set(field, buffer)
	p.post(message, []any{buffer})
}

func newMessage(kind string) js.Value {
	message := js.Global().Get("Object").New()
	message.Set("type", kind)
	return message
}

func (p *Port) post(message js.Value, transfer []any) {
	if p.origin != "" {
		p.target.Call("postMessage", message, p.origin, transfer)
		return
	}
	p.target.Call("postMessage", message, transfer)
}

// Listen calls f for every message from now on, in the order they arrive. f
// runs on the event loop: it must neither block nor wait for a promise. A port
// has one listener; Listen is called once.
func (p *Port) Listen(f func(Message)) {
	p.handle = js.FuncOf(func(_ js.Value, args []js.Value) any {
		event := args[0]
		if p.origin != "" && !event.Get("source").Equal(p.target) {
			return nil
		}
		if data := event.Get("data"); data.Type() == js.TypeObject {
			f(Message{data})
		}
		return nil
	})
	p.bound = true
	p.source.Call("addEventListener", "message", p.handle)
	if p.channel { // whose messages wait for this
		p.source.Call("start")
	}
}

// Close ends the conversation and frees the listener. Only the side of a
// MessageChannel is closed for the peer too.
func (p *Port) Close() {
	if p.bound {
		p.source.Call("removeEventListener", "message", p.handle)
		p.handle.Release()
		p.bound = false
	}
	if p.channel {
		p.source.Call("close")
	}
}
