//go:build browser

package test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// abroad is the proxy that every browser here is told to use. Browsers do not
// ask a proxy for addresses of this machine, so whatever reaches it, from the
// page, its frame or its worker, was on its way to another origin.
var abroad = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	asked.Lock()
	defer asked.Unlock()
	if !slices.Contains(chromiumsOwn, r.URL.Hostname()) {
		asked.urls = append(asked.urls, r.URL.String())
	}
	http.Error(w, "no way out of a test", http.StatusForbidden)
}))

// chromiumsOwn are hosts that Chromium asks for itself whatever its flags say.
var chromiumsOwn = []string{
	"accounts.google.com", "clients2.google.com", "content-autofill.googleapis.com",
	"optimizationguide-pa.googleapis.com", "update.googleapis.com",
}

var asked struct {
	sync.Mutex
	urls []string
}

// takeAsked returns what was asked of other origins since the last call.
func takeAsked() []string {
	asked.Lock()
	defer asked.Unlock()
	urls := asked.urls
	asked.urls = nil
	return urls
}

func TestPageAsksNoOtherOrigin(t *testing.T) {
	takeAsked()
	webGPU.open(t, "").untilTraining(3)
	webGPU.open(t, "data=digits&depth=2&width=16&act=relu&batch=8").untilTraining(1)
	if urls := takeAsked(); len(urls) > 0 {
		t.Errorf("asked for %v", urls)
	}

	// A page that does ask is seen.
	p := webGPU.blank(t)
	p.mayComplain = true
	js[bool](p, `fetch("http://elsewhere.test/", {mode: "no-cors"}).then(() => true, () => true)`)
	if urls := takeAsked(); !slices.Contains(urls, "http://elsewhere.test/") {
		t.Errorf("a request on purpose was not seen, only %v", urls)
	}
}
