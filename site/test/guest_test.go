//go:build browser

package test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

// host is somebody else's page, of another site than the embeds in it: a server of
// one document.
type host struct {
	html    string
	headers map[string]string
}

// at serves the page and returns its address. @ in it stands for the address of
// Backflow.
func (h host) at(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	page := "<!doctype html><html lang=en><meta charset=utf-8><title>Host</title><style>body { margin: 0 } iframe, back-flow { display: block; width: 600px; height: 360px; border: 0 }</style>" +
		strings.ReplaceAll(h.html, "@", home)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range h.headers {
			w.Header().Set(name, strings.ReplaceAll(value, "@", home))
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return fmt.Sprintf("http://localhost:%d/", listener.Addr().(*net.TCPAddr).Port)
}

// host opens a tab on somebody else's page.
func (b *browser) host(t testing.TB, h host) *tab {
	t.Helper()
	p := b.blank(t)
	p.resize(1000, 800)
	p.navigate(h.at(t))
	return p
}
