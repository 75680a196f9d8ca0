//go:build unix

package drive

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/coder/websocket"
)

// object is one of JSON.
type object = map[string]any

// bidi is a connection that speaks WebDriver BiDi: commands with a number, answers with the same
// number, and events without one.
type bidi struct {
	socket *websocket.Conn
	event  func(method string, params json.RawMessage)

	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	ended   error
}

// answer is what a browser says to a command, or an event.
type answer struct {
	ID             int
	Type           string
	Method         string
	Params, Result json.RawMessage
	Error, Message string
}

// dial connects to a browser. Events go to event, on a goroutine of the connection.
func dial(ctx context.Context, address string, event func(string, json.RawMessage)) (*bidi, error) {
	socket, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(-1)
	b := &bidi{socket: socket, event: event, waiting: map[int]chan answer{}}
	go b.listen()
	return b, nil
}

// listen hands out what comes until the connection ends.
func (b *bidi) listen() {
	for {
		_, text, err := b.socket.Read(context.Background())
		if err != nil {
			b.end(err)
			return
		}
		var a answer
		if err := json.Unmarshal(text, &a); err != nil {
			b.end(err)
			return
		}
		if a.Type == "event" {
			b.event(a.Method, a.Params)
			continue
		}
		b.mu.Lock()
		if to := b.waiting[a.ID]; to != nil {
			to <- a
			delete(b.waiting, a.ID)
		}
		b.mu.Unlock()
	}
}

// end answers every command that waits.
func (b *bidi) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = err
	for id, to := range b.waiting {
		close(to)
		delete(b.waiting, id)
	}
}

// call sends a command, waits for its answer and keeps the result in out, unless that is nil.
func (b *bidi) call(ctx context.Context, method string, params object, out any) error {
	id, got, err := b.expect()
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	text, err := json.Marshal(object{"id": id, "method": method, "params": params})
	if err != nil {
		return err
	}
	if err := b.socket.Write(ctx, websocket.MessageText, text); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case a, ok := <-got:
		return a.into(method, ok, out)
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, ctx.Err())
	}
}

// expect takes the next number, and a place for the answer to it.
func (b *bidi) expect() (int, chan answer, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended != nil {
		return 0, nil, b.ended
	}
	b.last++
	got := make(chan answer, 1)
	b.waiting[b.last] = got
	return b.last, got, nil
}

func (a answer) into(method string, ok bool, out any) error {
	switch {
	case !ok:
		return fmt.Errorf("%s: the browser has ended the connection", method)
	case a.Type != "success":
		return fmt.Errorf("%s: %s: %s", method, a.Error, a.Message)
	case out == nil:
		return nil
	}
	return json.Unmarshal(a.Result, out)
}

func (b *bidi) close() { b.socket.CloseNow() }
