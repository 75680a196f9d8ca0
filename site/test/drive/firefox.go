//go:build unix

package drive

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// Firefox is one window of Firefox ESR, on a screen that is only in memory and with a new profile.
type Firefox struct {
	screen  *screen
	program *program
	bidi    *bidi
	window  string // the id of its browsing context
	profile string

	mu         sync.Mutex
	complaints []string
}

// quiet are preferences of every Firefox here. Its proxy is a port that nobody listens on. Firefox does not ask
// a proxy for addresses of this machine, so that whatever it wants from elsewhere fails at once.
var quiet = map[string]any{
	"network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
	"network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
	"webgl.force-enabled": true, "webgl.forbid-software": false, // Mesa's renderer will do
	"datareporting.policy.dataSubmissionEnabled": false,
	"toolkit.cosmeticAnimations.enabled":         false,
}

var listening = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

// StartFirefox starts a Firefox with some preferences beside the usual ones, and environment variables
// as in "NAME=value".
func StartFirefox(ctx context.Context, preferences map[string]any, env ...string) (*Firefox, error) {
	f := &Firefox{}
	if err := f.start(ctx, preferences, env); err != nil {
		f.Close()
		return nil, fmt.Errorf("starting Firefox: %w", err)
	}
	return f, nil
}

func (f *Firefox) start(ctx context.Context, preferences map[string]any, env []string) error {
	var err error
	if f.profile, err = newProfile(quiet, preferences); err != nil {
		return err
	}
	if f.screen, err = newScreen(ctx); err != nil {
		return err
	}
	p, out, err := start((*exec.Cmd).StderrPipe, append(env, f.screen.env...), "firefox-esr", "--remote-debugging-port=0", "--profile", f.profile)
	if err != nil {
		return err
	}
	f.program = p
	return f.connect(ctx, out)
}

func newProfile(sets ...map[string]any) (string, error) {
	var lines strings.Builder
	for _, set := range sets {
		for name, value := range set {
			text, err := json.Marshal(value)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&lines, "user_pref(%q, %s);\n", name, text)
		}
	}
	dir, err := os.MkdirTemp("", "backflow-profile")
	if err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "user.js"), []byte(lines.String()), 0o644)
}

// connect opens a session and takes the window that Firefox begins with.
func (f *Firefox) connect(ctx context.Context, out io.Reader) error {
	address, err := announced(ctx, out, listening)
	if err != nil {
		return err
	}
	if f.bidi, err = dial(ctx, address+"/session", f.hear); err != nil {
		return err
	}
	if err := f.bidi.call(ctx, "session.new", object{"capabilities": object{}}, nil); err != nil {
		return err
	}
	var tree struct{ Contexts []struct{ Context string } }
	if err := f.bidi.call(ctx, "browsingContext.getTree", object{}, &tree); err != nil {
		return err
	}
	if len(tree.Contexts) == 0 {
		return fmt.Errorf("it has no window")
	}
	f.window = tree.Contexts[0].Context
	size := object{"width": Window.Width, "height": Window.Height}
	if err := f.bidi.call(ctx, "browsingContext.setViewport", object{"context": f.window, "viewport": size}, nil); err != nil {
		return err
	}
	return f.bidi.call(ctx, "session.subscribe", object{"events": []string{"log.entryAdded"}}, nil)
}

// hear keeps the errors that the page, its frames and its workers leave on the console.
func (f *Firefox) hear(method string, params json.RawMessage) {
	var entry struct{ Level, Text, Type string }
	if method != "log.entryAdded" || json.Unmarshal(params, &entry) != nil || entry.Level != "error" {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.complaints = append(f.complaints, entry.Type+": "+entry.Text)
}

// Navigate opens an address and returns once the page has loaded.
func (f *Firefox) Navigate(ctx context.Context, url string) error {
	return f.bidi.call(ctx, "browsingContext.navigate", object{"context": f.window, "url": url, "wait": "complete"}, nil)
}

// Eval returns the value of a JavaScript expression as JSON, or of what it promises.
func (f *Firefox) Eval(ctx context.Context, expression string) (json.RawMessage, error) {
	var answer struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	params := object{"expression": awaited(expression), "target": object{"context": f.window}, "awaitPromise": true}
	if err := f.bidi.call(ctx, "script.evaluate", params, &answer); err != nil {
		return nil, err
	}
	if answer.Type != "success" {
		return nil, fmt.Errorf("%s: %s", expression, answer.ExceptionDetails.Text)
	}
	return json.RawMessage(answer.Result.Value), nil
}

// Click presses the middle of the first element that a selector names, as a mouse does.
func (f *Firefox) Click(ctx context.Context, selector string) error {
	text, err := f.Eval(ctx, middle(selector))
	if err != nil {
		return err
	}
	var at struct{ X, Y int }
	if err := json.Unmarshal(text, &at); err != nil {
		return err
	}
	mouse := object{"type": "pointer", "id": "mouse", "actions": []object{
		{"type": "pointerMove", "x": at.X, "y": at.Y}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
	}}
	return f.bidi.call(ctx, "input.performActions", object{"context": f.window, "actions": []object{mouse}}, nil)
}

// middle is an expression that brings an element into sight and says where its middle is.
func middle(selector string) string {
	return fmt.Sprintf(`(() => {
		const element = document.querySelector(%q);
		element.scrollIntoView({ block: "center", behavior: "instant" });
		const { x, y, width, height } = element.getBoundingClientRect();
		return { X: Math.round(x + width / 2), Y: Math.round(y + height / 2) };
	})()`, selector)
}

// Complaints are the errors on the console since the start.
func (f *Firefox) Complaints() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.complaints...)
}

// Close ends the browser.
func (f *Firefox) Close() {
	if f.bidi != nil {
		f.bidi.close()
	}
	if f.program != nil {
		f.program.stop()
	}
	if f.screen != nil {
		f.screen.stop()
	}
	os.RemoveAll(f.profile)
}
