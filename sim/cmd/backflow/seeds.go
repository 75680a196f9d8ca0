package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"backflow/sim/num"
	"backflow/sim/session"
)

// figure is what a number became over several seeds. Quartiles are
// interpolated between the runs around them, as NumPy does; RMS is the root of
// the mean square.
type figure struct {
	Q1     num.JSON `json:"q1"`
	Median num.JSON `json:"median"`
	Q3     num.JSON `json:"q3"`
	RMS    num.JSON `json:"rms"`
	// Runs is how many runs had a finite number, where not all had.
	Runs int `json:"runs,omitempty"`
}

// figureNames are those of a figure in JSON and in the header of CSV.
var figureNames = []string{"q1", "median", "q3", "rms"}

// summarise describes a sample; it sorts xs.
func summarise(xs []float64) figure {
	slices.Sort(xs)
	square := 0.0
	for _, x := range xs {
		square += x * x / float64(len(xs))
	}
	return figure{
		Q1: quantile(xs, 0.25), Median: quantile(xs, 0.5), Q3: quantile(xs, 0.75),
		RMS: num.JSON(math.Sqrt(square)),
	}
}

// quantile interpolates in a sorted sample that is not empty.
func quantile(xs []float64, p float64) num.JSON {
	at := p * float64(len(xs)-1)
	i := int(at)
	if i+1 == len(xs) {
		return num.JSON(xs[i])
	}
	return num.JSON(xs[i] + (at-float64(i))*(xs[i+1]-xs[i]))
}

// object is a JSON object; combined is session.Stats with figures for numbers.
type (
	object   map[string]any
	combined struct{ object }
)

// MarshalJSON implements json.Marshaler.
func (c combined) MarshalJSON() ([]byte, error) { return json.Marshal(c.object) }

// counts are numbers that stay numbers: the smallest of all runs.
var counts = map[string]bool{
	"step": true, "scoreStep": true, "samples": true, "layer": true, "layers": true, "minibatch": true, "minibatches": true,
	"share": true,
}

// combine turns each figure of the runs' JSON into quartiles over the runs.
func combine(results []session.Stats) (combined, error) {
	runs := make([]any, len(results))
	for i, r := range results {
		text, err := json.Marshal(r)
		if err != nil {
			return combined{}, err
		}
		if err := json.Unmarshal(text, &runs[i]); err != nil {
			return combined{}, err
		}
	}
	c := combined{combineValues("", runs).(object)}
	c.object["seeds"] = len(results)
	return c, nil
}

// combineValues merges what stands at one place in every run. Where some runs have a
// number and others a word that says why there is none, the figure is of those that have one.
func combineValues(key string, runs []any) any {
	if slices.ContainsFunc(runs, isNumber) {
		return combineNumbers(key, runs)
	}
	for _, r := range runs {
		switch first := r.(type) {
		case map[string]any:
			merged := object{}
			for k := range keys(runs) {
				merged[k] = combineValues(k, each(runs, func(r any) any { return fields(r)[k] }))
			}
			return merged
		case []any:
			merged := make([]any, len(first))
			for i := range first {
				merged[i] = combineValues("", each(runs, func(r any) any { return at(items(r), i) }))
			}
			return merged
		case bool:
			return slices.Contains(runs, any(true)) // diverged: in any run
		case string:
			return firstText(runs)
		}
	}
	return nil // null in every run
}

func isNumber(v any) bool { _, ok := v.(float64); return ok }

// keys are those that any of the runs has.
func keys(runs []any) map[string]bool {
	all := map[string]bool{}
	for _, r := range runs {
		for k := range fields(r) {
			all[k] = true
		}
	}
	return all
}

// at is an item of a list, nil behind its end.
func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func each(runs []any, f func(any) any) []any {
	out := make([]any, len(runs))
	for i, r := range runs {
		out[i] = f(r)
	}
	return out
}

func combineNumbers(key string, runs []any) any {
	var xs []float64
	for _, r := range runs {
		if x, ok := r.(float64); ok {
			xs = append(xs, x)
		}
	}
	if counts[key] {
		return slices.Min(xs)
	}
	f := summarise(xs)
	if len(xs) < len(runs) {
		f.Runs = len(xs)
	}
	return f
}

// firstText is the first string with something in it: notes are empty where
// all is well.
func firstText(runs []any) string {
	for _, r := range runs {
		if s, ok := r.(string); ok && s != "" {
			return s
		}
	}
	return ""
}

func (c combined) lanes() []object { return objects(c.object["lanes"]) }
func (o object) layers() []object  { return objects(o["layers"]) }

// text is what stands under a key, empty if nothing does.
func (o object) text(key string) string {
	if v, ok := o[key]; ok && v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// reconstruction is the error of a layer's pre-training, nil where there was
// none.
func (o object) reconstruction(layer string) object {
	if o != nil {
		for _, e := range objects(o["errors"]) {
			if e.text("name") == layer {
				return e
			}
		}
	}
	return nil
}

func objects(list any) []object {
	var out []object
	for _, v := range list.([]any) {
		out = append(out, v.(object))
	}
	return out
}

// medians is the session.Stats of the figures' medians, for a table.
func (c combined) medians() (session.Stats, error) {
	var stats session.Stats
	text, err := json.Marshal(onlyMedians(c.object))
	if err != nil {
		return stats, err
	}
	return stats, json.Unmarshal(text, &stats)
}

func onlyMedians(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for k, x := range v {
			out[k] = onlyMedians(x)
		}
		return out
	case []any:
		return each(v, onlyMedians)
	case figure:
		return v.Median
	}
	return v
}
