//go:build browser

package test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"backflow/sim/session"
)

// offlineFolder is where ./build.sh offline leaves the page in one file.
const offlineFolder = "../../dist-offline"

// mostOffline bounds that file.
const mostOffline = 7_000_000

// oneFile is its address, as a classroom opens it.
func oneFile(t *testing.T) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join(offlineFolder, "backflow.html"))
	if err == nil {
		_, err = os.Stat(file)
	}
	if err != nil {
		t.Fatalf("%v; ./build.sh offline makes it", err)
	}
	return (&url.URL{Scheme: "file", Path: file}).String()
}

// requests notes what a tab asks for from now on.
func (p *tab) requests() func() []string {
	p.t.Helper()
	var mu sync.Mutex
	var asked []string
	if err := chromedp.Listen(p.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			mu.Lock()
			asked = append(asked, e.Request.URL)
			mu.Unlock()
		}
	}); err != nil {
		p.t.Fatal(err)
	}
	if _, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{}); err != nil {
		p.t.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(asked)
	}
}

// cutNetwork makes a tab find no network.
func (p *tab) cutNetwork() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}},
	}); err != nil {
		p.t.Fatal(err)
	}
}

func TestOneFileIsSmall(t *testing.T) {
	oneFile(t)
	if n := size(t, filepath.Join(offlineFolder, "backflow.html")); n > mostOffline {
		t.Errorf("backflow.html has %d bytes; at most %d", n, mostOffline)
	}
	size(t, filepath.Join(offlineFolder, "backflow.zip"))
}

// The page in one file does from a folder, without a network, what the page does:
// the same numbers, digits, a GPU, the picture, and its address says what is seen.
func TestOneFileDoesWhatThePageDoes(t *testing.T) {
	p := webGPU.blank(t)
	asked := p.requests()
	p.cutNetwork()
	const query = "data=digits&depth=2&width=8&act=relu&init=he&backend=cpu&speed=max"
	p.navigate(oneFile(t) + "?" + query)
	p.untilTraining(1)
	p.untilJS("the picture is there", patience, `document.getElementById("curtain").hidden`)
	if left := js[int](p, `document.querySelectorAll("script[data-file]").length`); left > 0 {
		t.Errorf("%d chunks are still in the document", left)
	}
	online := noWebGPU.open(t, query)
	online.untilTraining(1)
	if here, there := p.lossAt(40), online.lossAt(40); here != there {
		t.Errorf("step 40: a loss of %g in the file, of %g on the page", here, there)
	}
	p.tick("data", "moons")
	p.untilJS("the address says so", patience, `location.hash.includes("data=moons")`)
	p.call(`backflow.set("act=relu&depth=3&backend=gpu&speed=max")`)
	p.call(`backflow.play()`)
	p.untilTrainingOnGPU()
	p.reload()
	p.untilTrainingOnGPU() // the query is still in the address
	outside := slices.DeleteFunc(asked(), func(a string) bool { return strings.HasPrefix(a, "blob:") || strings.HasPrefix(a, "data:") })
	if len(outside) != 2 {
		t.Errorf("%d requests for two visits of one file:\n%s", len(outside), strings.Join(outside, "\n"))
	}
	for _, address := range outside {
		if !strings.HasPrefix(address, "file://") {
			t.Errorf("it asks for %s", address)
		}
	}
}

// lossAt is the first lane's at a step that is reached from the start.
func (p *tab) lossAt(step int) float64 {
	p.t.Helper()
	p.call(fmt.Sprintf(`(async () => { await backflow.pause(); await backflow.reset(); await backflow.step(%d); })()`, step))
	s := p.untilStats("the step is there", patience, func(s session.Stats) bool { return s.Step == step })
	return float64(s.Lanes[0].Loss)
}

func (p *tab) untilTrainingOnGPU() {
	p.t.Helper()
	p.untilStats("the GPU trains", patience, func(s session.Stats) bool {
		return len(s.Lanes) == 1 && s.Lanes[0].Backend == "gpu" && s.Step > 0
	})
}

func (p *tab) reload() {
	p.t.Helper()
	p.do("loading the page again", chromedp.Reload())
}

// A file that was not copied as a whole says so.
func TestOneFileThatIsCut(t *testing.T) {
	oneFile(t)
	whole, err := os.ReadFile(filepath.Join(offlineFolder, "backflow.html"))
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "backflow.html")
	if err := os.WriteFile(cut, whole[:len(whole)/3], 0o644); err != nil {
		t.Fatal(err)
	}
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.navigate((&url.URL{Scheme: "file", Path: cut}).String())
	p.untilSays("this file is not whole; copy it once more")
}

// In Firefox, too, whose files have no origin.
func TestOneFileInFirefox(t *testing.T) {
	s := &smoke{t: t, window: firefox(t, false)}
	s.load(oneFile(t) + "#data=digits&depth=2&width=8&act=relu&init=he")
	s.until("digits are learnt", func(s session.Stats) bool { return len(s.Lanes) == 1 && len(s.Lanes[0].Layers) == 3 && s.Step > 0 })
	s.until("the picture is drawn", func(session.Stats) bool {
		hidden, err := value[bool](s, `document.getElementById("curtain").hidden`)
		return err == nil && hidden
	})
	s.agrees(commandLine(t), "cpu")
	address, err := value[string](s, "location.hash")
	if err != nil || !strings.Contains(address, "seed=3") {
		t.Errorf("the address is %q (%v)", address, err)
	}
}
