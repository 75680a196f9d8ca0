//go:build unix

package drive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
)

// WebKit is one window of WebKitGTK's small browser, on a screen that is only in memory.
type WebKit struct {
	screen  *screen
	driver  *program
	address string // of the driver, and then of the session
}

// StartWebKit starts a screen, a driver on it, and a window.
func StartWebKit(ctx context.Context) (*WebKit, error) {
	k := &WebKit{}
	if err := k.start(ctx); err != nil {
		k.Close()
		return nil, fmt.Errorf("starting WebKitGTK: %w", err)
	}
	return k, nil
}

func (k *WebKit) start(ctx context.Context) error {
	screen, err := newScreen(ctx)
	if err != nil {
		return err
	}
	k.screen = screen
	port, err := freePort()
	if err != nil {
		return err
	}
	if k.driver, _, err = start(silent, screen.env, "WebKitWebDriver", "--port="+port); err != nil {
		return err
	}
	k.address = "http://127.0.0.1:" + port
	if err := poll(ctx, func() error { return k.ask(ctx, "GET", "/status", nil, nil) }); err != nil {
		return err
	}
	return k.open(ctx)
}

func silent(*exec.Cmd) (io.ReadCloser, error) { return nil, nil }

// freePort is a port that nobody has at the moment.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// open begins a session with a window that fills the screen.
func (k *WebKit) open(ctx context.Context) error {
	var session struct{ SessionID string }
	if err := k.ask(ctx, "POST", "/session", object{"capabilities": object{}}, &session); err != nil {
		return err
	}
	k.address += "/session/" + session.SessionID
	timeouts := object{"script": 600_000, "pageLoad": 600_000} // the context ends what hangs
	if err := k.ask(ctx, "POST", "/timeouts", timeouts, nil); err != nil {
		return err
	}
	rect := object{"x": 0, "y": 0, "width": Window.Width, "height": Window.Height}
	return k.ask(ctx, "POST", "/window/rect", rect, nil)
}

// ask sends a request to the driver and keeps the value of its answer in out, unless that is nil.
func (k *WebKit) ask(ctx context.Context, method, path string, body, out any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, k.address+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, answer.Value)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, out)
}

// Navigate opens an address and returns once the page has loaded.
func (k *WebKit) Navigate(ctx context.Context, url string) error {
	return k.ask(ctx, "POST", "/url", object{"url": url}, nil)
}

// Eval returns the value of a JavaScript expression as JSON, or of what it promises.
func (k *WebKit) Eval(ctx context.Context, expression string) (json.RawMessage, error) {
	script := "const done = arguments[0]; " + awaited(expression) + ".then((Value) => done({ Value }), (e) => done({ Error: String(e) }));"
	var answer struct{ Value, Error string }
	if err := k.ask(ctx, "POST", "/execute/async", object{"script": script, "args": []any{}}, &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("%s: %s", expression, answer.Error)
	}
	return json.RawMessage(answer.Value), nil
}

// Click presses the middle of the first element that a selector names, as a mouse does.
func (k *WebKit) Click(ctx context.Context, selector string) error {
	if _, err := k.Eval(ctx, middle(selector)); err != nil {
		return err
	}
	var element map[string]string
	if err := k.ask(ctx, "POST", "/element", object{"using": "css selector", "value": selector}, &element); err != nil {
		return err
	}
	for _, id := range element {
		return k.ask(ctx, "POST", "/element/"+id+"/click", object{}, nil)
	}
	return fmt.Errorf("the driver knows no %s", selector)
}

// Complaints are none: this driver has no console. A page for it listens to its own errors.
func (k *WebKit) Complaints() []string { return nil }

// Close ends the browser, its driver and its screen.
func (k *WebKit) Close() {
	if k.driver != nil {
		k.driver.stop()
	}
	if k.screen != nil {
		k.screen.stop()
	}
}
