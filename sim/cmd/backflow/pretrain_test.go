package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/session"
)

const pretrainQuery = "data=moons&depth=2&width=4&vs=pretrain:none,autoencoder,rbm"

// Steps come after pre-training, however few they are, and the JSON tells what
// it came to.
func TestRunPretrainsFirst(t *testing.T) {
	lanes := runJSON(t, "-steps", "0", pretrainQuery).Lanes
	if lanes[0].Pretraining != nil {
		t.Errorf("a lane without pre-training tells of one: %+v", lanes[0].Pretraining)
	}
	for i, method := range []string{"autoencoder", "rbm"} {
		l := lanes[i+1]
		p := l.Pretraining
		if p == nil || p.Method != method || !p.Done || p.Layers != 2 || len(p.Errors) != 2 || l.Step != 0 {
			t.Fatalf("%s: step %d, pre-training %+v", method, l.Step, p)
		}
		if e := p.Errors[0]; e.Name != "1" || !(e.After < e.Before) {
			t.Errorf("%s: errors %+v", method, p.Errors)
		}
		// The same seed, other weights below the output, the same in it.
		if l.Layers[0].WRMS == lanes[0].Layers[0].WRMS || l.Layers[2].WRMS != lanes[0].Layers[2].WRMS {
			t.Errorf("%s: RMS of W is %v and %v, without pre-training %v and %v", method,
				l.Layers[0].WRMS, l.Layers[2].WRMS, lanes[0].Layers[0].WRMS, lanes[0].Layers[2].WRMS)
		}
	}
	if after := runJSON(t, "-steps", "20", pretrainQuery); after.Step != 20 || !after.Lanes[1].Pretraining.Done {
		t.Errorf("%d steps", after.Step)
	}
}

func TestRunTellsOfPretrainingInItsTable(t *testing.T) {
	text := output(t, "run", "-steps", "1", pretrainQuery)
	for _, want := range []string{"No pre-training: step 1", "pretrain=rbm, 600 minibatches a layer", "  reconstruction\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if n := strings.Count(text, " → "); n != 2*(2+1) {
		t.Errorf("%d reconstructions, with their legends:\n%s", n, text)
	}
}

// The CSV tells of pre-training what the JSON does; its cells are empty for
// what had none.
func TestCSVTellsOfPretraining(t *testing.T) {
	lanes := runJSON(t, "-steps", "0", pretrainQuery).Lanes
	rows := records(t, output(t, "run", "-csv", "-steps", "0", pretrainQuery))
	spread := records(t, output(t, "run", "-csv", "-steps", "0", "-seeds", "2", pretrainQuery))
	at := 0
	for _, lane := range lanes {
		for _, layer := range lane.Layers {
			row, e := rows[at], reconstruction(lane.Pretraining, layer.Name)
			want := append(pretrainingCells(lane.Pretraining), exact(e.Before), exact(e.After))
			got := []string{row["pretraining"], row["pretrainingDone"], row["reconstructionBefore"], row["reconstructionAfter"]}
			if !slices.Equal(got, want) {
				t.Errorf("%s, layer %s: %q, want %q", lane.Label, layer.Name, got, want)
			}
			if s := spread[at]; s["pretraining"] != want[0] || (s["reconstructionAfter.median"] == "") != (want[3] == "") {
				t.Errorf("%s, layer %s, over seeds: %q", lane.Label, layer.Name, s)
			}
			at++
		}
	}
	if hidden := rows[3]; hidden["pretraining"] != "autoencoder" || hidden["pretrainingDone"] != "true" || hidden["reconstructionAfter"] == "" {
		t.Errorf("a pre-trained layer: %q", hidden)
	}
}

// records are the rows below the header, by its names.
func records(t *testing.T, text string) []map[string]string {
	rows := readCSV(t, text)
	list := make([]map[string]string, len(rows)-1)
	for i, row := range rows[1:] {
		list[i] = map[string]string{}
		for j, cell := range row {
			list[i][rows[0][j]] = cell
		}
	}
	return list
}

func TestSeedsSummarisePretraining(t *testing.T) {
	var got struct {
		Lanes []struct {
			Pretraining *struct {
				Layers, Minibatches int
				Done                bool
				Errors              []struct {
					Name  string
					After figure
				}
			}
		}
	}
	text := output(t, "run", "-json", "-steps", "0", "-seeds", "3", pretrainQuery)
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if p := got.Lanes[1].Pretraining; got.Lanes[0].Pretraining != nil || p.Layers != 2 || !p.Done || p.Errors[1].Name != "2" || !(p.Errors[0].After.Q1 > 0) {
		t.Errorf("%s", text)
	}
	if table := output(t, "run", "-steps", "0", "-seeds", "3", pretrainQuery); !strings.Contains(table, "medians over 3 seeds") {
		t.Errorf("table:\n%s", table)
	}
}

// An interrupted pre-training is told as what it is.
func TestInterruptedPretrainingSaysSo(t *testing.T) {
	cfg, err := parseQuery("data=digits&act=sigmoid&depth=30&width=100&pretrain=autoencoder&backend=cpu")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	o := runOptions{steps: 10, seeds: 1, asJSON: true}
	if err := o.run(newInterruptedAfter(100), cfg, &out, &errs); err != nil {
		t.Fatal(err)
	}
	var stats session.Stats
	if err := json.Unmarshal(out.Bytes(), &stats); err != nil {
		t.Fatal(err)
	}
	l := stats.Lanes[0]
	if stats.Step != 0 || l.Pretraining.Done || !strings.HasPrefix(l.Note.String(), "Pre-training layer 1 of 30") || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("lane %+v, stderr %q", l, &errs)
	}
}

func TestPretrainingTellsItsProgress(t *testing.T) { synctest.Test(t, testPretrainingTellsItsProgress) }

func testPretrainingTellsItsProgress(t *testing.T) {
	var out bytes.Buffer
	p := progress{w: &out, started: time.Now(), seed: 2, seeds: 3, steps: 100}
	p.tellPretraining(1, 10)
	p.started = time.Now().Add(-10 * time.Second)
	p.tellPretraining(7, 10)
	p.tellPretraining(8, 10)
	if text := out.String(); text != "seed 2 of 3, pre-training, minibatch 7 of 10\n" {
		t.Errorf("told %q", text)
	}
}
