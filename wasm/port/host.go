//go:build js && wasm

package port

import (
	"context"
	"strings"
	"syscall/js"

	"backflow/sim/text"
)

// host is the object that engine/worker.js puts up before Go starts: what only
// JavaScript can see or knows.
func host() js.Value { return js.Global().Get("backflow") }

// Listening tells the worker's JavaScript that Listen has been called, so that
// it hands over the messages which arrived before.
func Listening() { host().Call("listening") }

// GPUAbsence says as a clause why there is no WebGPU here at all; it is empty where
// there may be one.
func GPUAbsence() text.Message { return message(host().Call("gpuAbsence").String()) }

// message is what a message of the page's JavaScript says: the JSON of one, or a
// sentence's part as it stands.
func message(said string) text.Message {
	if !strings.HasPrefix(said, `{"id"`) {
		return text.Verbatim(text.Visible(said))
	}
	return messageOf(js.Global().Get("JSON").Call("parse", said))
}

func messageOf(v js.Value) text.Message {
	m := text.New(v.Get("id").String())
	args := v.Get("args")
	if args.Type() != js.TypeObject {
		return m
	}
	names := js.Global().Get("Object").Call("keys", args)
	for i := range names.Length() {
		name := names.Index(i).String()
		m = m.With(name, argument(args.Get(name)))
	}
	return m
}

func argument(v js.Value) any {
	switch v.Type() {
	case js.TypeNumber:
		return v.Int()
	case js.TypeObject:
		return messageOf(v)
	}
	return text.Visible(v.String())
}

// GPUAdapter names the adapter that the newest device came from, and reports
// whether it is a software adapter.
func GPUAdapter() (name string, software bool) {
	return host().Get("adapter").String(), host().Get("software").Truthy()
}

// OnGPUFailure calls f, on the event loop, when something befalls the newest
// device, at once if it has already: kind is "lost" (but not where it was
// destroyed here), "full" (out of memory) or "refused" (a kernel or a command).
// Nothing is heard any more of the devices before.
func OnGPUFailure(f func(kind string, reason text.Message)) {
	onFailure.Release()
	onFailure = js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0].String(), message(args[1].String()))
		return nil
	})
	host().Call("watch", onFailure)
}

// CompileAhead calls order, which asks the newest device for pipelines, and waits
// until the browser has compiled them, side by side. What order gets is not valid;
// asked for again, it is there at once. It must not be called on the event loop.
func CompileAhead(order func()) {
	await(context.Background(), collect(order)) // nothing is refused here: see engine/worker.js
}

// collect returns the promise of the pipelines that order asks for.
func collect(order func()) (compiled js.Value) {
	host().Call("collect")
	defer func() { compiled = host().Call("compiled") }() // also if order panics
	order()
	return compiled
}

var onFailure js.Func // that JavaScript holds

// Load fetches a file that belongs to the page, and waits for it, as long as ctx
// lasts and the server sends something. The error is a sentence for the viewer.
// It must not be called on the event loop.
func Load(ctx context.Context, name string) ([]byte, error) {
	abort := js.Global().Get("AbortController").New()
	defer context.AfterFunc(ctx, func() { abort.Call("abort") })()
	value, err := await(ctx, host().Call("load", name, abort.Get("signal")))
	if err != nil {
		return nil, err
	}
	return Message{value}.Bytes("bytes", nil), nil
}

// await waits for a promise.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	resolve := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{value: args[0]}
		return nil
	})
	defer resolve.Release()
	reject := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{err: message(args[0].Get("message").String())}
		return nil
	})
	defer reject.Release()
	promise.Call("then", resolve, reject)
	// There is no leaving early: the promise would call freed functions.
	o := <-settled
	if o.err == nil {
		o.err = ctx.Err()
	}
	return o.value, o.err
}
