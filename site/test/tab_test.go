//go:build browser

package test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"backflow/sim/session"
)

// tab is one tab of a browser, on the page. Its methods end the test when
// they fail.
type tab struct {
	t   testing.TB
	ctx context.Context

	// mayComplain is set by tests that break something: the console then shows
	// errors, as it should.
	mayComplain bool

	mu         sync.Mutex
	complaints []string
}

// listen notes what the page says on the console that a clean page would not.
func (p *tab) listen() {
	messages := chromedp.Console(p.ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.IsException() || m.Source == "security" {
				p.mu.Lock()
				p.complaints = append(p.complaints, m.String()+" "+m.URL)
				p.mu.Unlock()
			}
		}
	}()
}

func (p *tab) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.t.Failed() {
		p.shoot("failed-" + strings.NewReplacer("/", "-", " ", "-").Replace(p.t.Name()))
		p.t.Logf("console: %s", strings.Join(p.complaints, "\n"))
	} else if len(p.complaints) > 0 && !p.mayComplain {
		p.t.Errorf("the console shows:\n%s", strings.Join(p.complaints, "\n"))
	}
}

// do carries out steps within patience.
func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func (p *tab) navigate(url string) {
	p.t.Helper()
	p.do("opening "+url, chromedp.Navigate(url))
}

// visit goes to a query of the page, which trains as fast as it goes unless the
// query says otherwise: tests wait for steps, visitors look at them.
func (p *tab) visit(query string) {
	p.t.Helper()
	if !strings.Contains(query, "speed=") {
		query = strings.TrimPrefix(query+"&speed=max", "&")
	}
	p.navigate(home + "/?" + query)
}

// js evaluates an expression on the page, waits for it if it is a promise, and
// returns its value.
func js[T any](p *tab, expression string) T {
	p.t.Helper()
	value, err := tryJS[T](p, expression)
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

func tryJS[T any](p *tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// call runs a statement on the page.
func (p *tab) call(statement string) {
	p.t.Helper()
	js[bool](p, "(async () => { await "+statement+"; return true })()")
}

// until asks for a condition until it holds.
func (p *tab) until(what string, atMost time.Duration, holds func() bool) {
	p.t.Helper()
	const pause = 100 * time.Millisecond
	for end := time.Now().Add(atMost); !holds(); time.Sleep(pause) {
		if time.Now().After(end) {
			p.t.Fatalf("not within %v: %s\nThe page says:\n%s", atMost, what, p.text())
		}
	}
}

// untilJS is until for an expression on the page; a promise counts by what it resolves to.
func (p *tab) untilJS(what string, atMost time.Duration, expression string) {
	p.t.Helper()
	p.until(what, atMost, func() bool {
		ok, err := tryJS[bool](p, "(async () => !!(await ("+expression+")))()")
		return err == nil && ok
	})
}

// text is all the text that a visitor can see, messages that have to be unfolded
// included.
func (p *tab) text() string {
	text, err := tryJS[string](p, `[document.body.innerText, ...[...document.querySelectorAll(".message[hidden]")].map((m) => m.textContent)].join("\n")`)
	if err != nil {
		return err.Error()
	}
	return text
}

// untilSays waits for a text on the page.
func (p *tab) untilSays(text string) {
	p.t.Helper()
	p.until("the page says “"+text+"”", patience, func() bool { return strings.Contains(p.text(), text) })
}

var errNotReady = errors.New("the page is not ready")

// tryStats is what window.backflow.stats() resolves to.
func (p *tab) tryStats() (session.Stats, error) {
	var s session.Stats
	text, err := tryJS[string](p, `(async () => window.backflow ? JSON.stringify(await window.backflow.stats()) : "")()`)
	if err != nil {
		return s, err
	}
	if text == "" || text == "null" || text == "undefined" {
		return s, errNotReady
	}
	return s, json.Unmarshal([]byte(text), &s)
}

func (p *tab) stats() session.Stats {
	p.t.Helper()
	s, err := p.tryStats()
	if err != nil {
		p.t.Fatalf("stats(): %v", err)
	}
	return s
}

// untilStats waits for statistics that satisfy a condition and returns them.
func (p *tab) untilStats(what string, atMost time.Duration, holds func(session.Stats) bool) session.Stats {
	p.t.Helper()
	var s session.Stats
	p.until(what, atMost, func() bool {
		var err error
		s, err = p.tryStats()
		return err == nil && holds(s)
	})
	return s
}

// untilTraining waits until every one of n lanes has taken a step.
func (p *tab) untilTraining(n int) session.Stats {
	p.t.Helper()
	return p.untilStats("all lanes train", patience, func(s session.Stats) bool {
		return len(s.Lanes) == n && s.Step > 0
	})
}

// shoot writes a picture of what the window shows, where pictures are wanted;
// shootWhole one of the whole page, however long.
func (p *tab) shoot(name string) { p.keepPicture(name, chromedp.CaptureScreenshot()) }

func (p *tab) shootWhole(name string) { p.keepPicture(name, chromedp.FullScreenshot(100)) }

func (p *tab) keepPicture(name string, take chromedp.Action[[]byte]) {
	folder := os.Getenv("BACKFLOW_SHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, take)
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
	}
	if err != nil {
		p.t.Logf("no picture %s: %v", name, err)
	}
}
