package experiment

import (
	"fmt"
	"strings"
	"testing"

	"backflow/sim/experiment/percent"
)

func ExampleParseQuery() {
	c, problems := ParseQuery("?depth=30&init=lecun&vs=act:relu,tanh&width=0&colour=red")
	for _, lane := range c.Lanes() {
		fmt.Println(lane.Label, lane.Depth, lane.Width, lane.Init)
	}
	for _, p := range problems {
		fmt.Println(p.Message.String())
	}
	fmt.Println(c.Query())
	// Output:
	// ReLU 30 8 lecun
	// tanh 30 8 lecun
	// width cannot be “0”: it is a whole number from 1 to 1024; 8 is used.
	// There is no parameter “colour”; it is ignored. The parameters are data, model, depth, width, act, slope, init, gain, norm, skip, opt, lr, layerlr, clip, decay, batch, pretrain, seed, pace, vs, backend, view, instrument, speed.
	// depth=30&init=lecun&vs=act:relu,tanh
}

func TestEmptyQueryIsTheDefaultComparison(t *testing.T) {
	c, problems := ParseQuery("")
	if len(problems) != 0 || c.Query() != "" {
		t.Errorf("problems %v, query %q", problems, c.Query())
	}
	var labels []string
	for _, l := range c.Lanes() {
		labels = append(labels, l.Label.String())
	}
	if got := strings.Join(labels, ", "); got != "Sigmoid, ReLU, Leaky ReLU" {
		t.Errorf("lanes %s", got)
	}
}

func TestActAloneMeansOneLane(t *testing.T) {
	for _, act := range paramByName("act").Choices {
		c, problems := ParseQuery("act=" + act.Name)
		lanes := c.Lanes()
		if len(problems) > 0 || len(lanes) != 1 || lanes[0].Act != act.Name || lanes[0].Label.String() != act.Label.String() {
			t.Errorf("act=%s: %v, %d lanes", act.Name, problems, len(lanes))
		}
		if c.Query() != "act="+act.Name {
			t.Errorf("act=%s comes back as %q", act.Name, c.Query())
		}
	}
}

// Every value that the table allows must survive the query string.
func TestEveryParameterRoundTrips(t *testing.T) {
	for i := range Params {
		p := &Params[i]
		for _, value := range sampleValues(p) {
			c, problems := ParseQuery(p.Name + "=" + percent.Encode(value))
			if p.Name == "model" && value == "cnn" || p.Name == "pretrain" && value == PretrainRBM {
				continue // need data=digits or act=sigmoid, tested below
			}
			if len(problems) > 0 {
				t.Errorf("%s=%s: %v", p.Name, value, problems)
				continue
			}
			again, _ := ParseQuery(c.Query())
			if got, want := again.Query(), c.Query(); got != want || p.get(again) != p.get(c) {
				t.Errorf("%s=%s: %q became %q", p.Name, value, want, got)
			}
		}
	}
}

func sampleValues(p *Param) []string {
	var values []string
	for _, c := range p.Choices {
		values = append(values, c.Name)
	}
	switch {
	case p.Name == "vs":
		return []string{"none", "act:relu", "lr:0.1,1", "depth:1,2,3,100", "backend:cpu,gpu", "pace:1,10,100,1000", "layerlr:none,equalise", "layerlr:none;1,1,1,1,1,2,2,2,2,2,0", "layerlr:1,1,1,1,1,2,2,2,2,2,0;"}
	case p.Name == "layerlr":
		return []string{"none", "equalise", "1,1,1,1,1,2,2,2,2,2,0"}
	case p.Kind != KindChoice:
		values = append(values, formatFloat(p.Min), formatFloat(p.Max))
	}
	return values
}

func TestBadValuesNameParameterRangeAndValueUsed(t *testing.T) {
	cases := []struct{ query, param, says string }{
		{"depth=0", "depth", "from 1 to 100"},
		{"depth=101", "depth", "from 1 to 100"},
		{"depth=3.5", "depth", "whole number"},
		{"width=99999999999999999999", "width", "from 1 to 1024"},
		{"lr=NaN", "lr", "from 1e-06 to 100"},
		{"lr=Inf", "lr", "from 1e-06 to 100"},
		{"lr=", "lr", "from 1e-06 to 100"},
		{"speed=fast", "speed", "or max"},
		{"act=swish", "act", "one of sigmoid, tanh, relu"},
		{"act=%zz", "act", "not a well-formed"},
		{"vs=act", "vs", "param:value"},
		{"vs=data:xor,circle", "vs", "may differ between lanes"},
		{"vs=act:relu,relu", "vs", "named twice"},
		{"vs=act:relu,swish", "vs", "one of sigmoid"},
		{"vs=seed:1,2,3,4,5", "vs", "at most 4"},
		{"vs=pace:1,10,1001", "vs", "pace is a whole number from 1 to 1000"},
		{"vs=pace:0,1", "vs", "pace is a whole number from 1 to 1000"},
		{"pace=2.5", "pace", "it is a whole number from 1 to 1000"},
		{"vs=pace:1,01", "vs", "1 is named twice"},
		{"vs=layerlr:1,1,2", "vs", "lists of layerlr are separated by semicolons, as in layerlr:none;1,1,2"},
		{"vs=layerlr:none;1,x", "vs", "“1,x” is no value of layerlr: it is none, equalise, or numbers"},
		{"vs=layerlr:none;;", "vs", "“” is no value of layerlr"},
		{"vs=layerlr:none;1,2", "layerlr", "2 factors, but there are 11 layers"},
		{"vs=depth:1,2&layerlr=1,2", "layerlr", "2 factors, but there are 3 layers"},
		{"vs=layerlr:1,2;2,1;3,1;4,1;5,1", "vs", "at most 4"},
		{"vs=act:relu;tanh;swish", "vs", "one of sigmoid"},
		{"layerlr=1,2", "layerlr", "11 layers"},
		{"layerlr=1,x", "layerlr", "separated by commas"},
		{"model=cnn", "model", "data=digits"},
		{"data=digits&model=cnn&depth=31", "depth", "from 1 to 30"},
		{"seed=1&seed=2", "seed", "twice"},
		{"pretrain=rbm", "pretrain", "act=relu"},
		{"vs=pretrain:none,rbm&act=tanh", "pretrain", "act=tanh: the hidden units of an RBM are sigmoid"},
		{"pretrain=autoencoder&norm=layer", "pretrain", "norm=layer"},
		{"pretrain=autoencoder&vs=skip:none,plain", "pretrain", "skip=plain"},
		{"data=digits&model=cnn&act=sigmoid&pretrain=rbm", "pretrain", "only dense layers"},
		{"pretrain=dbn", "pretrain", "one of none, autoencoder, rbm"},
		{"nonsense", "nonsense", "no parameter"},
	}
	for _, c := range cases {
		cfg, problems := ParseQuery(c.query)
		if len(problems) != 1 {
			t.Errorf("%s: %d problems, want 1: %v", c.query, len(problems), problems)
			continue
		}
		p := problems[0]
		if p.Param != c.param || !strings.Contains(p.Message.String(), c.says) {
			t.Errorf("%s: %s: %s", c.query, p.Param, p.Message.String())
		}
		if _, left := ParseQuery(cfg.Query()); len(left) > 0 {
			t.Errorf("%s: what is used instead is no better: %v", c.query, left)
		}
	}
}

func TestLanesDifferInOneParameter(t *testing.T) {
	c, _ := ParseQuery("vs=init:xavier,he&act=relu")
	lanes := c.Lanes()
	if lanes[0].Init != "xavier" || lanes[1].Init != "he" || lanes[1].Label.String() != "He" {
		t.Fatalf("lanes %+v", lanes)
	}
	lanes[0].Init = lanes[1].Init
	lanes[0].Label = lanes[1].Label
	if lanes[0].Config.Query() != lanes[1].Config.Query() {
		t.Error("lanes differ in more than init")
	}
}

// Values that hold commas are told apart by semicolons; others may be.
func TestListsAreCompared(t *testing.T) {
	for query, want := range map[string]struct {
		lanes string
		again string
	}{
		"depth=2&vs=layerlr:none,equalise":              {"none | equalise", "depth=2&vs=layerlr:none,equalise"},
		"depth=2&vs=layerlr:none;1,1,2":                 {"none | 1,1,2", "depth=2&vs=layerlr:none;1,1,2"},
		"depth=2&vs=layerlr:1,1,2;2,1,1;equalise":       {"1,1,2 | 2,1,1 | equalise", "depth=2&vs=layerlr:1,1,2;2,1,1;equalise"},
		"depth=2&vs=layerlr%3A1%2C1%2C2%3B2%2C1%2C1":    {"1,1,2 | 2,1,1", "depth=2&vs=layerlr:1,1,2;2,1,1"},
		"depth=2&vs=layerlr:1,1,2;":                     {"1,1,2", "depth=2&vs=layerlr:1,1,2;"},
		"depth=2&vs=layerlr:none;equalise&layerlr=none": {"none | equalise", "depth=2&vs=layerlr:none,equalise"},
	} {
		c, problems := ParseQuery(query)
		var lanes []string
		for _, l := range c.Lanes() {
			lanes = append(lanes, l.LayerLR)
		}
		if got := strings.Join(lanes, " | "); got != want.lanes || len(problems) > 0 || c.Query() != want.again {
			t.Errorf("%s: lanes %s, %v; it comes back as %s", query, got, problems, c.Query())
		}
	}
	if c, problems := ParseQuery("vs=act:relu;tanh"); c.Query() != "vs=act:relu,tanh" || len(problems) > 0 {
		t.Errorf("semicolons where commas would do: %s, %v", c.Query(), problems)
	}
}

func TestPretrainingIsCompared(t *testing.T) {
	const query = "data=digits&pretrain=none&vs=pretrain:none,autoencoder,rbm"
	c, problems := ParseQuery(query)
	var labels []string
	for _, l := range c.Lanes() {
		labels = append(labels, l.Label.String())
	}
	if got := strings.Join(labels, ", "); len(problems) > 0 || got != "No pre-training, Auto-encoders, RBMs" {
		t.Errorf("lanes %s, problems %v", got, problems)
	}
	if c.Query() != "data=digits&vs=pretrain:none,autoencoder,rbm" {
		t.Errorf("it comes back as %q", c.Query())
	}
}

// FuzzParseQuery holds that any query gives a Config that is its own text
// form's Config, and that problems are sentences.
func FuzzParseQuery(f *testing.F) {
	for _, q := range []string{"", "?", "act=relu", "vs=act:sigmoid,relu&lr=1e-3", "layerlr=1,2,3", "%", "a=b&&=", "vs=vs:none", "vs=layerlr:none;1,2&depth=1", "vs=layerlr:1,2;&depth=1", "vs=pace:1,10;100"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		c, problems := ParseQuery(query)
		for _, p := range problems {
			if !strings.HasSuffix(p.Message.String(), ".") {
				t.Errorf("not a sentence: %q", p.Message.String())
			}
		}
		again, left := ParseQuery(c.Query())
		if len(left) > 0 || again.Query() != c.Query() {
			t.Errorf("%q gives %q, which gives %q %v", query, c.Query(), again.Query(), left)
		}
		if n := len(c.Lanes()); n < 1 || n > MaxLanes {
			t.Errorf("%d lanes", n)
		}
	})
}
