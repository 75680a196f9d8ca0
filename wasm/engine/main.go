//go:build js && wasm

// Command engine trains. It runs in a dedicated worker, so that a page stays
// responsive whatever it trains, and may be killed and started anew. The
// protocol stands in package port.
package main

import (
	"context"
	"fmt"

	"backflow/wasm/port"
)

func main() {
	page := port.Worker()
	defer func() {
		if r := recover(); r != nil {
			page.Send("fatal", port.Fields{"phase": "run", "text": "", "detail": fmt.Sprint(r)})
		}
	}()
	newEngine(page).run(context.Background())
}
