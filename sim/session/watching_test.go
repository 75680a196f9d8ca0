package session_test

import (
	"context"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/session"
)

// newCPU is the backend that the benchmark trains on.
var newCPU = func() backend.Backend { return cpu.New() }

// BenchmarkWatching measures how fast a session trains while pictures are asked for
// thirty times a second, as the page does, beside how fast it trains unwatched: what
// observation costs. Of each it takes turns, so that a busy machine slows both down.
// In wasm, with the vector kernels:
//
//	GOOS=js GOARCH=wasm go test -tags simd,english -run '^$' -bench Watching -benchtime 1x \
//	  -exec "node --stack-size=8192 $PWD/sim/backend/cpu/simd/simdtest/exec.cjs" ./sim/session
func BenchmarkWatching(b *testing.B) {
	for name, query := range map[string]string{
		"default":      "",
		"30x32":        "depth=30&width=32",
		"digits 10x32": "data=digits&depth=10&width=32",
		"digits, conv": "data=digits&model=cnn&depth=4&width=8&vs=none&act=relu",
	} {
		b.Run(name, func(b *testing.B) {
			const turns = 8
			s := watched(b, query)
			s.MaxEval = 0 // evaluations come on top, at a twelfth of the time at most
			unwatched, looked := 0.0, 0.0
			for range turns {
				unwatched += stepsIn(s, 500*time.Millisecond, false)
				looked += stepsIn(s, 500*time.Millisecond, true)
			}
			b.ReportMetric(unwatched/turns, "steps/s")
			b.ReportMetric(100*looked/unwatched, "%watched")
		})
	}
}

// watched is a session as the page has it, at full speed.
func watched(b *testing.B, query string) *session.Session {
	b.Helper()
	s := session.New(session.Openers{
		CPU: newCPU,
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
			if name == "digits" {
				return mnist.Digits()
			}
			return data.Generate(name, seed)
		},
	})
	b.Cleanup(s.Close)
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	cfg.Speed, cfg.Backend = 0, "cpu"
	if err := s.Apply(context.Background(), cfg); err != nil {
		b.Fatal(err)
	}
	for range 3 { // so that it knows what a look takes
		s.Work(50 * time.Millisecond)
		s.Snapshot(1)
	}
	return s
}

// stepsIn trains for a while and returns the rounds a second.
func stepsIn(s *session.Session, span time.Duration, looking bool) float64 {
	const turn, picture = 8 * time.Millisecond, time.Second / 30
	began, due := time.Now(), time.Now()
	before := s.Stats().Step
	for began = time.Now(); time.Since(began) < span; {
		s.Work(turn)
		if looking && time.Now().After(due) {
			s.Snapshot(1)
			due = time.Now().Add(picture)
		}
	}
	took := time.Since(began)
	s.SetRunning(false)
	defer s.SetRunning(true)
	return float64(s.Stats().Step-before) / took.Seconds()
}
