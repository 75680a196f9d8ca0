//go:build browser

package test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// dist is the built page, seen from this package.
const dist = "../../dist"

// server is the project's own static server, as ./build.sh serve runs it.
var server string

// home is the address that dist is served at, without a slash at its end.
var home string

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	if err := readBuilt(); err != nil {
		fmt.Fprintln(os.Stderr, "The page is not built: run ./build.sh build first.")
		return 1
	}
	tmp, err := os.MkdirTemp("", "backflow-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(tmp)
	server = filepath.Join(tmp, "serve")
	if out, err := exec.Command("go", "build", "-o", server, "../serve").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the server: %v\n%s", err, out)
		return 1
	}
	address, stop, err := serve(dist)
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting the server:", err)
		return 1
	}
	defer stop()
	home = address
	defer closeBrowsers()
	return m.Run()
}

var announced = regexp.MustCompile(`http://[\w.:]+`)

// serve starts the server on a folder and returns the address it prints.
func serve(dir string) (address string, stop func(), err error) {
	cmd := exec.Command(server, "-addr", "127.0.0.1:0", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { cmd.Process.Kill(); cmd.Wait() }
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address := announced.FindString(lines.Text()); address != "" {
			return address, stop, nil
		}
	}
	stop()
	return "", nil, fmt.Errorf("it prints no address")
}

// browser is one Chromium with its own profile, started when first asked for.
type browser struct {
	name  string
	flags map[string]any

	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	err    error
}

// The browsers that the page must cope with. WebGPU is SwiftShader's, which
// computes on the CPU: the same numbers wherever the tests run. Kernels that are
// compiled for minutes have one of their own, so that no page waits for them.
var (
	webGPU = &browser{name: "WebGPU", flags: map[string]any{
		"enable-unsafe-webgpu": true, "use-webgpu-adapter": "swiftshader", "enable-features": "Vulkan",
	}}
	kernels  = &browser{name: "WebGPU, for kernels", flags: webGPU.flags}
	noWebGPU = &browser{name: "no WebGPU", flags: map[string]any{
		"host-resolver-rules": "MAP " + classroom + " 127.0.0.1", "proxy-bypass-list": classroom,
	}}
	noWebGL = &browser{name: "no WebGL", flags: map[string]any{"disable-3d-apis": true}}

	browsers = []*browser{webGPU, kernels, noWebGPU, noWebGL, driven, guests, still}
)

// classroom is a name for this machine that is not secure to a browser, as any
// plain http address on a network: there is no navigator.gpu on it.
const classroom = "classroom.test"

// common are the flags of every browser.
var common = map[string]any{
	"headless": "new", "no-sandbox": true, "disable-gpu": false,
	"use-angle": "swiftshader", "ignore-gpu-blocklist": true, "disable-gpu-watchdog": true, "enable-unsafe-swiftshader": true,
	"disable-quic": true, "no-first-run": true, "disable-background-networking": true, "disable-component-update": true,
}

func (b *browser) start() (context.Context, error) {
	b.once.Do(func() {
		options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
		options = append(options, chromedp.WindowSize(1440, 900), chromedp.ProxyServer(abroad.URL))
		for _, flags := range []map[string]any{common, b.flags} {
			for name, value := range flags {
				options = append(options, chromedp.Flag(name, value))
			}
		}
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, cancel := chromedp.NewContext(allocator)
		b.ctx, b.cancel = ctx, func() { cancel(); stop() }
		b.err = chromedp.Do(ctx) // starts it
	})
	return b.ctx, b.err
}

func closeBrowsers() {
	for _, b := range browsers {
		if b.cancel != nil {
			b.cancel()
		}
	}
}

// open opens a tab, in a profile of its own, on a query of the page, for tests that
// do not look at the picture.
func (b *browser) open(t testing.TB, query string) *tab {
	t.Helper()
	p := b.blank(t)
	p.small()
	p.visit(query)
	return p
}

// show opens a tab whose picture is as large as a desktop's.
func (b *browser) show(t testing.TB, query string) *tab {
	t.Helper()
	p := b.blank(t)
	p.visit(query)
	return p
}

// blank opens a tab on nothing, to prepare it before the page loads.
func (b *browser) blank(t testing.TB) *tab {
	t.Helper()
	return b.newTab(t, chromedp.WithNewBrowserContext())
}

// returning opens a tab in the browser's own profile, whose caches last from
// one visit to the next.
func (b *browser) returning(t testing.TB) *tab {
	t.Helper()
	return b.newTab(t)
}

// newcomer opens a tab, as blank does, of one who has never seen the page, and gets the tour of it.
func (b *browser) newcomer(t testing.TB) *tab {
	t.Helper()
	return b.bareTab(t, chromedp.WithNewBrowserContext())
}

func (b *browser) newTab(t testing.TB, options ...chromedp.ContextOption) *tab {
	t.Helper()
	p := b.bareTab(t, options...)
	p.beforeLoading(tourSeen)
	return p
}

func (b *browser) bareTab(t testing.TB, options ...chromedp.ContextOption) *tab {
	t.Helper()
	parent, err := b.start()
	if err != nil {
		t.Fatalf("starting Chromium (%s): %v", b.name, err)
	}
	ctx, cancel := chromedp.NewContext(parent, options...)
	p := &tab{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		t.Fatalf("opening a tab: %v", err)
	}
	p.listen()
	t.Cleanup(func() { p.close(); cancel() })
	return p
}

// patience ends what hangs, and decides nothing else: how long anything takes on
// cores that others keep busy, nobody knows.
const patience = 5 * time.Minute
