//go:build browser

package test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"backflow/sim/experiment"
)

// Values for parameters come from the table of parameters alone, so that a new one
// is driven without a line here.

// garbage is what nobody means.
var garbage = []string{
	"", " ", "NaN", "Infinity", "-Infinity", "1e999", "-1", "0x10", "1_000", "１２", "0.1.2", "null", "undefined", "true",
	"constructor", "__proto__", "<b>bold</b>", `"'` + "`", "\u202egnp.exe", "\u0000", "🦊", "%E0%A4%A", "a&b=c#d", "act:relu", "vs", ",", ":",
	strings.Repeat("9", 400), strings.Repeat("long ", 200),
}

// anyValue is a value for a parameter: mostly a good one.
func anyValue(rng *rand.Rand, p *experiment.Param) string {
	switch rng.IntN(12) {
	case 0, 1:
		return edgeValue(rng, p)
	case 2:
		return outsideValue(rng, p)
	case 3:
		return garbage[rng.IntN(len(garbage))]
	}
	return goodValue(rng, p)
}

// goodValue is one that the parameter takes, by itself.
func goodValue(rng *rand.Rand, p *experiment.Param) string {
	switch {
	case p.Name == "vs":
		return goodVersus(rng)
	case p.Kind == experiment.KindText:
		return goodText(rng, p)
	case p.Kind == experiment.KindChoice, len(p.Choices) > 0 && rng.IntN(2) == 0:
		return p.Choices[rng.IntN(len(p.Choices))].Name
	case p.Kind == experiment.KindInt:
		// Small ones more often: large networks are slow.
		return strconv.Itoa(int(p.Min) + int((p.Max-p.Min)*math.Pow(rng.Float64(), 4)))
	case p.Log:
		return number(p.Min * math.Pow(p.Max/p.Min, rng.Float64()))
	}
	return number(p.Min + (p.Max-p.Min)*math.Pow(rng.Float64(), 3))
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }

// goodText is for texts with a grammar of their own: the default, a word that the
// parameter's own account names, or a list of numbers.
func goodText(rng *rand.Rand, p *experiment.Param) string {
	switch rng.IntN(4) {
	case 0:
		return p.Default
	case 1:
		words := strings.FieldsFunc(p.Doc.String(), func(r rune) bool { return strings.ContainsRune(" ,;:()", r) })
		return words[rng.IntN(len(words))]
	}
	list := make([]string, 1+rng.IntN(6))
	for i := range list {
		list[i] = number(math.Pow(10, 4*rng.Float64()-2))
	}
	return strings.Join(list, ",")
}

// goodVersus compares values of some parameter.
func goodVersus(rng *rand.Rand) string {
	p := &experiment.Params[rng.IntN(len(experiment.Params))]
	if p.Name == "vs" || rng.IntN(6) == 0 {
		return "none"
	}
	var values []string
	for range 1 + rng.IntN(experiment.MaxLanes) {
		if v := goodValue(rng, p); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return experiment.Versus{Param: p.Name, Values: values}.String()
}

// edgeValue is the first or the last that is allowed, outsideValue just beyond.
func edgeValue(rng *rand.Rand, p *experiment.Param) string {
	switch p.Kind {
	case experiment.KindInt, experiment.KindFloat:
		return strconv.FormatFloat([]float64{p.Min, p.Max}[rng.IntN(2)], 'g', -1, 64)
	case experiment.KindChoice:
		return p.Choices[[]int{0, len(p.Choices) - 1}[rng.IntN(2)]].Name
	}
	return p.Default
}

func outsideValue(rng *rand.Rand, p *experiment.Param) string {
	switch p.Kind {
	case experiment.KindInt, experiment.KindFloat:
		return strconv.FormatFloat([]float64{p.Min - 1, p.Max + 1, p.Min + 0.5, math.Nextafter(p.Max, math.Inf(1))}[rng.IntN(4)], 'g', -1, 64)
	}
	text := p.Default // without a character
	at := rng.IntN(len(text))
	return text[:at] + text[at+1:]
}

// anyQuery draws some parameters. Nearly always it stays with networks whose step
// takes less than seconds.
func anyQuery(rng *rand.Rand) string {
	var pairs []string
	for _, i := range rng.Perm(len(experiment.Params))[:rng.IntN(7)] {
		p := &experiment.Params[i]
		pairs = append(pairs, p.Name+"="+url.QueryEscape(anyValue(rng, p)))
	}
	if rng.IntN(8) == 0 {
		pairs = append(pairs, garbage[rng.IntN(len(garbage))]+"="+garbage[rng.IntN(len(garbage))])
	}
	query := strings.Join(pairs, "&")
	if rng.IntN(15) > 0 {
		query = lighter(query)
	}
	return query
}

// mostWork is how many products a step of a query may take.
const mostWork = 3e8

// lighter narrows a query's networks until a step is quick.
func lighter(query string) string {
	for _, width := range []int{0, 48, 16, 4} {
		if width > 0 {
			query = fmt.Sprintf("batch=%d&depth=%d&width=%d&", width, 2+width/8, width) + strip(query, "batch", "depth", "width", "vs")
		}
		if cfg, _ := experiment.ParseQuery(query); work(cfg) < mostWork {
			return query
		}
	}
	return query
}

// strip leaves some parameters out of a query.
func strip(query string, names ...string) string {
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(names, name)
	})
	return strings.Join(pairs, "&")
}

// work is about how many products a step of all lanes takes.
func work(cfg experiment.Config) float64 {
	sum := 0.0
	for _, l := range cfg.Lanes() {
		weights := float64(l.Depth) * float64(l.Width) * float64(l.Width)
		if l.Model == "cnn" {
			weights *= 9 * 400
		}
		if l.Data == "digits" {
			weights += 784 * float64(l.Width)
		}
		sum += 3 * weights * float64(l.Batch)
	}
	return sum
}

// smallQuery draws a query of good values that trains at once on the CPU, for
// numbers that are compared to the last digit.
func smallQuery(rng *rand.Rand) string {
	for {
		query := fmt.Sprintf("backend=cpu&depth=%d&width=%d&batch=%d", 1+rng.IntN(8), 1+rng.IntN(16), 1+rng.IntN(32))
		for i := range experiment.Params {
			p := &experiment.Params[i]
			if !strings.Contains(query, p.Name+"=") && p.Name != "speed" && rng.IntN(2) == 0 {
				query += "&" + p.Name + "=" + url.QueryEscape(goodValue(rng, p))
			}
		}
		cfg, problems := experiment.ParseQuery(query)
		if len(problems) == 0 && cfg.Data != experiment.CustomData && cfg.Pretrain == experiment.PretrainNone && allOnCPU(cfg) && work(cfg) < mostWork/10 {
			return cfg.Query()
		}
	}
}

func allOnCPU(cfg experiment.Config) bool {
	return !slices.ContainsFunc(cfg.Lanes(), func(l experiment.LaneConfig) bool {
		return l.Backend != "cpu" || l.Pretrain != experiment.PretrainNone
	})
}
