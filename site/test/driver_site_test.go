//go:build browser

package test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// driven is the random driver's own browser.
var driven = &browser{name: "WebGPU, driven", flags: webGPU.flags}

// roughNet serves the page over a network that can be made bad.
type roughNet struct {
	url   string
	files http.Handler
	plain bool // the engine is to have no fused multiply-add

	mu          sync.Mutex
	part        string        // of the paths that it is bad for
	disturbance string        // how: one of disturbances, "" when all is well
	repaired    chan struct{} // closed when it is well again
}

// disturbances of a network: no answer, a slow one, a refusal, half of one, or another file.
var disturbances = []string{"stalls", "is slow", "answers 500", "answers 404", "is cut off", "lies"}

func newRoughNet(t *testing.T, plain bool) *roughNet {
	t.Helper()
	n := &roughNet{files: http.FileServer(http.Dir(dist)), plain: plain, repaired: make(chan struct{})}
	server := httptest.NewServer(n)
	n.url = server.URL
	t.Cleanup(func() {
		n.repair()
		server.CloseClientConnections()
		server.Close()
	})
	return n
}

// fall disturbs the network for paths that contain part.
func (n *roughNet) fall(part, disturbance string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.part, n.disturbance = part, disturbance
}

// repair ends whatever is wrong; requests that wait are answered.
func (n *roughNet) repair() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.part, n.disturbance = "", ""
	close(n.repaired)
	n.repaired = make(chan struct{})
}

func (n *roughNet) state(path string) (disturbance string, repaired chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.part != "" && strings.Contains(path, n.part) {
		disturbance = n.disturbance
	}
	return disturbance, n.repaired
}

// ServeHTTP implements http.Handler.
func (n *roughNet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	if strings.Contains(r.URL.Path, "data/") {
		w.Header().Set("Cache-Control", "no-store")
	}
	disturbance, repaired := n.state(r.URL.Path)
	switch disturbance {
	case "stalls":
		select {
		case <-repaired:
		case <-r.Context().Done():
			return
		}
	case "answers 500":
		http.Error(w, "not today", http.StatusInternalServerError)
		return
	case "answers 404":
		http.NotFound(w, r)
		return
	case "lies":
		io.WriteString(w, "<!doctype html><title>Sign in to the network</title>")
		return
	case "is slow", "is cut off":
		n.trickle(w, r, disturbance, repaired)
		return
	}
	if strings.HasSuffix(r.URL.Path, made.Files["worker.js"].Path) {
		n.serveWorker(w)
		return
	}
	n.files.ServeHTTP(w, r)
}

// trickle sends a file at 50 kB/s, or half of it.
func (n *roughNet) trickle(w http.ResponseWriter, r *http.Request, disturbance string, repaired chan struct{}) {
	whole, err := os.ReadFile(filepath.Join(dist, filepath.FromSlash(r.URL.Path)))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if strings.HasSuffix(r.URL.Path, ".wasm") {
		w.Header().Set("Content-Type", "application/wasm")
	}
	if disturbance == "is cut off" {
		w.Write(whole[:len(whole)/2])
		return
	}
	const portion = 5000
	for len(whole) > 0 {
		n := min(portion, len(whole))
		w.Write(whole[:n])
		whole = whole[n:]
		w.(http.Flusher).Flush()
		select {
		case <-repaired:
		case <-r.Context().Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// serveWorker sends the worker's script behind what lets a test crash it.
func (n *roughNet) serveWorker(w http.ResponseWriter) {
	script, err := os.ReadFile(asset(dist, "worker.js"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/javascript")
	io.WriteString(w, crashing)
	if n.plain {
		io.WriteString(w, withoutFusing)
	}
	w.Write(script)
}

// crashing ends the engine as real faults do. "panic": a call from Go into the
// browser throws, which Go does not catch, so that it prints its stack and exits.
// "trap": a call leaves WebAssembly in the midst of Go's own code, as one out of the
// bounds of memory does. What Go prints as it ends, the page is told.
const crashing = `"use strict";
{
  let doom = "";
  self.addEventListener("message", ({ data }) => { if (data?.type === "driver-crash") doom = data.how; });
  const { postMessage } = self;
  self.postMessage = (...args) => {
    if (doom === "panic") {
      doom = "";
      throw new Error("Failed to execute 'postMessage' on 'DedicatedWorkerGlobalScope': driven");
    }
    return postMessage.apply(self, args);
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const instantiate = WebAssembly[name];
    WebAssembly[name] = (source, imports) => {
      const nanotime = imports?.gojs?.["runtime.nanotime1"];
      if (nanotime) imports.gojs["runtime.nanotime1"] = (sp) => {
        if (doom === "trap") {
          doom = "";
          throw new WebAssembly.RuntimeError("memory access out of bounds");
        }
        nanotime(sp);
      };
      return instantiate.call(WebAssembly, source, imports);
    };
  }
  const { log } = console;
  console.log = (...args) => {
    log(...args);
    if (/^(panic|fatal error|runtime error)/.test(args[0])) postMessage.call(self, { type: "driver-heard", text: "the engine prints: " + args[0] });
  };
}
`

// withoutFusing refuses the first module of kernels, which is the one with fused
// multiply-add, so that the numbers are those of the command line to the bit.
const withoutFusing = `{
  const { validate } = WebAssembly;
  WebAssembly.validate = () => { WebAssembly.validate = validate; return false; };
}
`

// watching keeps the page's workers where the driver finds them, hears what
// they and the picture print as they end, and counts the snapshots drawn.
const watching = `if (window === top) {
	const heard = window.heard = [];
	window.snapshots = 0;
	// calls of the page's interface may be refused, by TypeErrors and RangeErrors or by promises
	window.calling = (call) => {
		try {
			if (window.backflow) call(window.backflow)?.catch?.(() => {});
		} catch (error) {
			if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
		}
	};
	` + remember + `
	const Worker1 = Worker;
	window.Worker = class extends Worker1 {
		constructor(...args) {
			super(...args);
			this.addEventListener("message", ({ data }) => { if (data?.type === "driver-heard") heard.push(data.text); });
		}
	};
} else {
	const { postMessage } = MessagePort.prototype;
	MessagePort.prototype.postMessage = function (message, ...rest) {
		if (message?.type === "ack") top.snapshots++;
		return postMessage.call(this, message, ...rest);
	};
	const { log } = console;
	console.log = (...args) => {
		log(...args);
		if (/^(panic|fatal error|runtime error)/.test(args[0])) top.heard?.push("the stage prints: " + args[0]);
	};
}`
