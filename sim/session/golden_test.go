package session_test

import (
	"os"
	"testing"
	"time"
)

// goldenRuns are fingerprints of all parameters after goldenSteps steps of
// queries that have between them every data set that is generated, activation,
// initialisation, normalisation, skip connection, optimiser, rule for layers'
// rates, pre-training and model. They are the same natively and in wasm: this
// test runs under both. UPDATE_GOLDEN=1 prints new ones; say in the commit why
// they changed.
var goldenRuns = []struct {
	query string
	want  uint64
}{
	{"data=spiral&act=noisy&init=he&norm=batch&skip=plain&opt=momentum&depth=4&width=6&batch=7&lr=0.03", 0x63a747e7a9bb65fc},
	{"data=xor&act=gelu&init=lsuv&norm=layer&skip=scaled&opt=nesterov&layerlr=equalise&depth=4&width=6&batch=7&lr=0.03", 0xde41b049e46c2bd9},
	{"data=gauss&act=selu&init=orthogonal&opt=rmsprop&lr=0.001&clip=0.5&decay=0.001&layerlr=1,0.5,2,0&depth=3&width=9&batch=11", 0x1b1910bff1bccb79},
	{"data=moons&act=sigmoid&init=uniform&pretrain=autoencoder&opt=adam&lr=0.002&depth=3&width=5&batch=16", 0x2d6881043c5e9bc2},
	{"data=circle&act=sigmoid&init=standard&pretrain=rbm&depth=3&width=5&batch=16&lr=0.03", 0x9616399ff667386b},
	{"data=digits&model=cnn&act=leaky&slope=0.1&init=lecun&norm=batch&skip=scaled&opt=adam&lr=0.001&depth=3&width=2&batch=3", 0x133e0d00930a728d},
	{"data=digits&act=tanh&init=orthogonal&gain=1.1&norm=layer&depth=2&width=20&batch=4&lr=0.03", 0xad8f79af495e108d},
	{"data=xor&act=elu&init=xavier&norm=batch&opt=adam&layerlr=equalise&clip=1&depth=2&width=7&batch=5&lr=0.03", 0x790710a0517c0694},
	{"data=gauss&act=silu&init=zero&depth=2&width=3&batch=2&lr=0.03", 0xadc2e219da01e6f4},
	{"data=moons&act=softplus&init=xavier&skip=plain&opt=nesterov&decay=0.01&depth=5&width=4&batch=9&lr=0.03", 0xc597b5c2e376b4b4},
	{"data=circle&act=softsign&init=xavier&gain=3&opt=momentum&clip=0.1&depth=5&width=4&batch=9&lr=0.03", 0x498c74f1933f04fa},
	{"data=spiral&act=relu&init=lsuv&gain=2&norm=batch&skip=plain&opt=rmsprop&lr=0.001&depth=5&width=4&batch=1024", 0xc2b9e6206bb64231},
	{"data=spiral&act=linear&init=orthogonal&depth=100&width=2&batch=1&lr=0.03", 0xda2206267689df35},
}

// goldenSteps is a run long enough that a difference in one last bit anywhere
// has grown into all parameters.
const goldenSteps = 1000

// Same query, same seed: the same bits on every run and every platform.
func TestGoldenRuns(t *testing.T) {
	for _, run := range goldenRuns {
		s := newSession(t, "cpu", "vs=none&backend=cpu&"+run.query)
		stats := take(s, goldenSteps, time.Second)
		if stats.Step != goldenSteps {
			t.Errorf("%s: stopped at step %d: %s", run.query, stats.Step, stats.Lanes[0].Note)
		}
		switch got := fingerprint(s.LaneParams(0)); {
		case os.Getenv("UPDATE_GOLDEN") != "":
			t.Logf("\t{%q, %#016x},", run.query, got)
		case got != run.want:
			t.Errorf("%s: fingerprint %#016x, want %#016x", run.query, got, run.want)
		}
	}
}
