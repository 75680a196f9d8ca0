//go:build browser

package test

import (
	"fmt"
	"testing"
	"time"

	"backflow/sim/session"
)

// Steps per second of the default three lanes, on each backend.
func BenchmarkStepsPerSecond(b *testing.B) {
	for _, backend := range []string{"cpu", "gpu"} {
		b.Run(backend, func(b *testing.B) {
			p := webGPU.show(b, "speed=max&backend="+backend)
			p.untilStats("a steady state", patience, steps(200))
			time.Sleep(gentle)
			var rates []float64
			for b.Loop() {
				time.Sleep(time.Second)
				rates = append(rates, slowest(p.stats()))
			}
			b.ReportMetric(median(rates), "steps/s")
		})
	}
}

// gentle is longer than the slow start of a run holds any network back.
const gentle = 6 * time.Second

func slowest(s session.Stats) float64 {
	rate := float64(s.Lanes[0].StepsPerSec)
	for _, l := range s.Lanes {
		rate = min(rate, float64(l.StepsPerSec))
	}
	return rate
}

// pageShapes are shapes of sim/backend/cpu's benchmark as queries. A and C are the same
// network; B is but for its first and last layer, of 2 inputs and 3 outputs.
var pageShapes = []struct{ name, query string }{
	{"A", "data=circle&depth=10&width=8&act=sigmoid&batch=10"},
	{"B", "data=spiral&depth=20&width=64&act=relu&init=he&batch=128"},
	{"C", "data=digits&depth=10&width=512&act=relu&init=he&batch=256"},
}

// BenchmarkPage reports how many steps a second a single lane takes on the page,
// with its picture and in a browser that cannot show one, beside what the same
// engine takes where it does nothing else.
func BenchmarkPage(b *testing.B) {
	dir := b.TempDir()
	copyInto(b, dir, "peers", "ours.*")
	prepareOurs(b, dir)
	address, stop, err := serve(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	for _, s := range pageShapes {
		b.Run(s.name, func(b *testing.B) {
			alone := noWebGPU.blank(b)
			alone.navigate(address + "/ours.html")
			query := s.query + "&vs=none&opt=sgd&lr=0.1&speed=max&backend=cpu"
			shown, hidden := noWebGPU.show(b, query), noWebGL.show(b, query)
			shown.drawn()
			hidden.untilTraining(1)
			time.Sleep(gentle)
			shown.call("backflow.pause()")
			hidden.call("backflow.pause()")
			var engine, page, blind []float64
			for b.Loop() {
				engine = append(engine, js[float64](alone, fmt.Sprintf("steps(%q, 2)", s.name)))
				page = append(page, shown.pace())
				blind = append(blind, hidden.pace())
			}
			b.ReportMetric(median(engine), "engine-steps/s")
			b.ReportMetric(median(page), "page-steps/s")
			b.ReportMetric(median(blind), "no-picture-steps/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// pace trains for some seconds and returns the steps a second.
func (p *tab) pace() float64 {
	p.t.Helper()
	return js[float64](p, `(async () => {
		const seconds = (n) => new Promise((resolve) => setTimeout(resolve, 1000 * n));
		const look = async () => ({ step: (await backflow.stats()).step, at: performance.now() });
		backflow.play();
		await seconds(1);
		const from = await look();
		await seconds(4);
		const to = await look();
		backflow.pause();
		return (to.step - from.step) / (to.at - from.at) * 1000;
	})()`)
}

// BenchmarkDeepConvNets reports how long three conv nets of 20 layers of 16 channels, on the digits, take to
// show a picture, how many steps a second they then take, and how often the picture has new numbers.
func BenchmarkDeepConvNets(b *testing.B) {
	const watched = 60 // seconds
	var first, rate, between []float64
	for b.Loop() {
		p := noWebGPU.newcomer(b)
		p.visit("data=digits&model=cnn&depth=20&width=16&vs=act:sigmoid,relu,leaky&backend=cpu&speed=max")
		p.drawn()
		first = append(first, js[float64](p, `performance.now() / 1000`))
		looks := js[[][2]float64](p, fmt.Sprintf(`new Promise((resolve) => {
			const looks = [], steps = document.getElementById("steps");
			new MutationObserver(() => looks.push([performance.now() / 1000, Number(steps.value.replace(/\D/g, ""))]))
				.observe(steps, { childList: true, characterData: true, subtree: true });
			setTimeout(() => resolve(looks), %d);
		})`, 1000*watched))
		last := len(looks) - 1
		if last < 1 {
			b.Fatalf("in %d s the picture has new numbers %d times", watched, len(looks))
		}
		b.Logf("pictures at (s, step): %.4g", looks)
		rate = append(rate, (looks[last][1]-looks[0][1])/(looks[last][0]-looks[0][0]))
		between = append(between, (looks[last][0]-looks[0][0])/float64(last))
		p.navigate("about:blank")
	}
	b.ReportMetric(median(first), "s-to-picture")
	b.ReportMetric(median(rate), "steps/s")
	b.ReportMetric(median(between), "s-between-pictures")
	b.ReportMetric(0, "ns/op")
}
