//go:build browser

package test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"backflow/sim/session"
)

// stubborn serves the page, and data only while it is let to: until then whoever
// asks waits, or is refused.
type stubborn struct {
	*httptest.Server
	give atomic.Bool
	asks atomic.Int32
}

func newStubborn(t *testing.T, waits bool) *stubborn {
	s := &stubborn{}
	files := http.FileServer(http.Dir(dist))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "-ubyte-") || s.give.Load() {
			files.ServeHTTP(w, r)
			return
		}
		s.asks.Add(1)
		if waits {
			<-r.Context().Done()
			return
		}
		http.Error(w, "not now", http.StatusServiceUnavailable)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// Digits that never arrive keep nobody from anything: training goes on, it is
// said what is waited for, and another choice is obeyed at once.
func TestDigitsThatNeverArrive(t *testing.T) {
	server := newStubborn(t, true)
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.navigate(server.URL + "/?act=relu&depth=3&data=moons")
	p.untilTraining(1)
	p.tick("data", "digits")
	p.untilSays("The digits are being loaded; until they are here, training goes on as before.")
	at := js[float64](p, stepShown)
	p.untilJS("training goes on", patience, stepShown+" > "+js[string](p, "String("+stepShown+")")+" + 20")
	p.call(`backflow.pause()`)
	p.untilSays("Play")
	p.call(`backflow.play()`)
	p.untilJS("it plays", patience, stepShown+" > "+js[string](p, "String("+stepShown+")")+" + 20")
	p.tick("data", "xor")
	p.untilJS("the address says XOR", patience, `location.search.includes("data=xor")`)
	s := p.untilStats("training on XOR", patience, func(s session.Stats) bool { return len(s.Lanes) == 1 && s.Step > 0 })
	t.Logf("step %v when digits were chosen, %d on XOR", at, s.Step)
	if strings.Contains(p.text(), "being loaded") {
		t.Error("the page still says that digits are being loaded")
	}
	server.give.Store(true)
	p.tick("data", "digits")
	p.untilStats("training on digits", patience, func(s session.Stats) bool { return s.Step > 0 && strings.Contains(p.search(), "digits") })
}

// stepShown is the step that the bar shows.
const stepShown = `Number(document.getElementById("steps").textContent.replace(/\D/g, ""))`

// What is asked for while digits are on their way is carried out on them.
func TestCommandsWaitForDigits(t *testing.T) {
	server := newStubborn(t, true)
	server.give.Store(true)
	p := noWebGPU.blank(t)
	p.navigate(server.URL + "/?act=relu&depth=2&width=8&data=moons&backend=cpu")
	p.untilTraining(1)
	step := js[int](p, `(async () => {
		backflow.set("act=relu&depth=2&width=8&data=digits&backend=cpu");
		backflow.pause();
		backflow.reset();
		backflow.step(7);
		return (await backflow.stats()).step;
	})()`)
	if step != 7 || !strings.Contains(p.search(), "digits") {
		t.Errorf("step %d, address %s; want step 7 of digits", step, p.search())
	}
}

// A link to digits keeps asking for them although they do not come.
func TestLinkToDigitsThatFailIsKept(t *testing.T) {
	server := newStubborn(t, false)
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.navigate(server.URL + "/?act=relu&depth=3&data=digits")
	p.untilSays("The digits cannot be loaded")
	p.untilTraining(1)
	if s := p.search(); !strings.Contains(s, "data=digits") || !strings.Contains(s, "depth=3") {
		t.Errorf("the address is %q", s)
	}
	server.give.Store(true)
	p.click(`.message button.primary`) // Try again
	p.untilJS("digits are learnt", patience, `document.querySelector('input[name="p-data"][value="digits"]').checked`)
	p.untilTraining(1)
	p.until("the message is gone", patience, func() bool { return !strings.Contains(p.text(), "cannot be loaded") })
}
