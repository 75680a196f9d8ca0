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
