//go:build browser

package test

import (
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
)

// BenchmarkStart reports how long a visitor waits from navigation until every lane has taken a step, as the page
// itself marks it, and what the visit costs the server. Cold visits are each the first one of a new Chromium with
// a new profile; warm ones are later visits to the same address, each in a new tab.
func BenchmarkStart(b *testing.B) {
	b.Run("cold", func(b *testing.B) {
		meter := newMeter(b)
		v := visits{}
		for b.Loop() {
			chromium := &browser{name: "new", flags: webGPU.flags}
			v.add(meter, chromium.returning(b))
			chromium.cancel()
		}
		v.report(b)
	})
	b.Run("warm", func(b *testing.B) {
		meter := newMeter(b)
		chromium := &browser{name: "returning", flags: webGPU.flags}
		defer func() { chromium.cancel() }()
		first, v := visits{}, visits{}
		first.add(meter, chromium.returning(b))
		for b.Loop() {
			v.add(meter, chromium.returning(b))
		}
		v.report(b)
	})
}

// visits are figures of some visits: milliseconds, and bytes that the server sent.
type visits struct{ ms, bytes []float64 }

// add makes a visit in a tab.
func (v *visits) add(m *meter, p *tab) {
	p.t.Helper()
	m.bytes.Store(0)
	p.navigate(m.address + "/")
	p.untilTraining(3)
	v.ms = append(v.ms, js[float64](p, `performance.getEntriesByName("backflow:training")[0].startTime`))
	p.drawn()
	v.bytes = append(v.bytes, float64(m.bytes.Load()))
	p.navigate("about:blank")
}

func (v *visits) report(b *testing.B) {
	b.Logf("milliseconds %.0f, bytes %.0f", v.ms, v.bytes)
	b.ReportMetric(median(v.ms), "ms/visit")
	b.ReportMetric(median(v.bytes), "bytes/visit")
	b.ReportMetric(0, "ns/op")
}

// meter stands between browsers and the page's server, and counts the bytes that come back, with all their headers.
type meter struct {
	address string
	bytes   atomic.Int64
}

func newMeter(b *testing.B) *meter {
	b.Helper()
	server, err := url.Parse(home)
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	m := &meter{address: "http://" + l.Addr().String()}
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go m.join(from, server.Host)
		}
	}()
	return m
}

// join passes on what a browser asks, and what the server answers.
func (m *meter) join(browser net.Conn, host string) {
	defer browser.Close()
	server, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		io.Copy(server, browser)
		server.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(tally{browser, &m.bytes}, server)
}

// tally counts what is written.
type tally struct {
	to io.Writer
	n  *atomic.Int64
}

func (c tally) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n.Add(int64(n))
	return n, err
}
