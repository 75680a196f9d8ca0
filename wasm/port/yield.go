//go:build js && wasm

package port

import "syscall/js"

// Yielder lets the event loop run. Go's wasm is never pre-empted, so a
// goroutine that works for long must yield or no message is ever delivered.
// It posts to itself through a MessageChannel: timers are clamped to 4 ms.
type Yielder struct {
	out  js.Value
	turn chan struct{}
}

// NewYielder makes a Yielder for one goroutine, for as long as the program
// runs.
func NewYielder() *Yielder {
	channel := js.Global().Get("MessageChannel").New()
	y := &Yielder{out: channel.Get("port2"), turn: make(chan struct{}, 1)}
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		y.turn <- struct{}{}
		return nil
	}))
	return y
}

// Yield returns once the messages that were already waiting are delivered.
func (y *Yielder) Yield() {
	y.out.Call("postMessage", js.Null())
	<-y.turn
}
