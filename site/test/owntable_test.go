//go:build browser

package test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"backflow/sim/session"
)

// points is a table of two features and two classes, bad in one line if that
// is not 0.
func points(rows, bad int) string {
	var text strings.Builder
	text.WriteString("x,y,class\n")
	for i := range rows {
		if i+2 == bad { // the header is line 1
			text.WriteString("1.5,many,0\n")
			continue
		}
		fmt.Fprintf(&text, "%d,%d,%d\n", i%7, i%5, i%2)
	}
	return text.String()
}

// choose picks a file of the given content in the page's own control.
func (p *tab) choose(name, content string) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.do("choosing "+name, chromedp.SetUploadFiles(chromedp.CSS("#own-table"), []string{path}))
}

// pointsLearnt is what the page says of the table points(50, 0).
const pointsLearnt = "points.csv: read as 50 rows (40 to train on, 10 to test), 2 inputs and 2 classes from the last column; line 1 is taken as a header."

func TestOwnTableIsLearnt(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&width=16")
	p.untilTraining(1)
	p.choose("points.csv", points(50, 0))
	p.untilSays(pointsLearnt)
	p.untilStats("training on the table", patience, func(s session.Stats) bool { return s.Step > 20 })
	p.untilJS("the address says that the data is one's own", patience, `location.search.includes("data=custom")`)
	p.untilJS("the chip is pressed", patience, `document.querySelector('input[name="p-data"][value="custom"]').checked`)

	p.tick("data", "moons")
	p.untilTraining(1)
	p.tick("data", "custom") // the engine still has it
	p.untilSays(pointsLearnt)
	p.untilJS("the table is back", patience, `location.search.includes("data=custom")`)
}

// While a large table is read, the page says so.
func TestLargeTableIsBeingRead(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&data=moons")
	p.untilTraining(1)
	p.choose("large.csv", strings.Repeat(strings.Repeat("0.25,-0.125,", 30)+"0\n"+strings.Repeat("0.5,1.0625,", 30)+"1\n", 50_000))
	p.untilJS("it is being read", patience, `document.querySelector(".own-table [role=status]").textContent === "large.csv is being read …"`)
	p.untilSays("large.csv: read as 100000 rows (80000 to train on, 20000 to test), 60 inputs and 2 classes from the last column.")
}

// A bad table is refused by line, and nothing that was there is lost. Mended,
// the same file can be chosen again.
func TestBadTableIsNamedByLineAndTrainingGoesOn(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&data=moons")
	p.untilTraining(1)
	before := p.untilStats("some steps", patience, steps(20))
	p.choose("points.csv", points(50, 31))
	p.untilSays("The file points.csv cannot be learnt: line 31, column 2: “many” is not a number; training goes on with the data from before.")
	if after := p.stats(); after.Step < before.Step {
		t.Errorf("training went back from step %d to %d", before.Step, after.Step)
	}
	if query := js[string](p, "location.search"); !strings.Contains(query, "data=moons") {
		t.Errorf("the address is %s", query)
	}
	p.choose("points.csv", points(50, 0))
	p.untilSays(pointsLearnt)
	p.choose("worse.csv", "1,2\n3\n")
	p.untilSays("The file worse.csv cannot be learnt: line 2 has 1 columns, the lines before it have 2")
	p.untilSays(pointsLearnt) // which goes on
}

// However a table is meant, the page says how it was read; and what is no table
// ends nothing.
func TestHostileTablesAreReadAloud(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&data=moons&depth=2")
	p.untilTraining(1)
	p.choose("one line.csv", strings.Repeat("1,", 2e7))
	p.untilSays("The file one line.csv cannot be learnt: line 1 has more than 1024 columns; a table has from 2 to 1024, separated by commas; training goes on with the data from before.")
	var noise strings.Builder
	noise.WriteString(",0,1,2\n") // as pandas writes a frame without names
	for i := range 60 {
		fmt.Fprintf(&noise, "%d,%d.5,%d.25,%d\n", i, i*i%7, i*i*i%11, 1+i%3)
	}
	p.choose("Noise.CSV", noise.String())
	const read = "Noise.CSV: read as 60 rows (48 to train on, 12 to test), 2 inputs and 3 classes from the last column; classes 1 to 3 are called 0 to 2; " +
		"line 1 (0, 1, 2) is taken as a header since it counts the columns; the first column is left out since it numbers the rows."
	p.untilJS("a notice says how it was read", patience, fmt.Sprintf(`document.getElementById("messages").textContent.includes(%q)`, read))
	p.untilJS("so does the control", patience, fmt.Sprintf(`document.querySelector(".own-table [role=status]").textContent === %q`, read))
	p.untilTraining(1)
}

// Files may be dropped anywhere, one at a time.
func TestTableIsDroppedOnThePage(t *testing.T) {
	p := noWebGPU.open(t, "act=relu")
	p.untilTraining(1)
	drop := func(files ...string) {
		p.call(fmt.Sprintf(`(() => {
			const dataTransfer = new DataTransfer();
			for (const content of %s) dataTransfer.items.add(new File([content], "points.csv"));
			for (const type of ["dragenter", "dragover", "drop"]) {
				const event = new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true});
				if (document.querySelector("main").dispatchEvent(event)) throw new Error(type + " is left to the browser");
			}
		})()`, jsStrings(files)))
	}
	drop("1,2\n", "3,4\n")
	p.untilSays("2 files were given; one table can be learnt at a time.")
	drop(points(50, 0))
	p.untilSays(pointsLearnt)
	if js[bool](p, `document.querySelector(".drop").checkVisibility()`) {
		t.Error("the curtain for dropping is still there")
	}
}

// jsStrings writes strings as an array of JavaScript.
func jsStrings(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// A link cannot carry the table; it says what to do.
func TestLinkToATableSaysWhatToDo(t *testing.T) {
	p := noWebGPU.open(t, "data=custom&act=tanh&depth=4")
	s := p.untilTraining(1)
	p.untilSays("choose a CSV file under “Data”, or drop it on the page; circle is used.")
	if len(s.Lanes[0].Layers) != 5 {
		t.Errorf("the rest of the link is lost: %d layers", len(s.Lanes[0].Layers))
	}
}

// An engine that is started anew learns the same table.
func TestTableSurvivesTheEngine(t *testing.T) {
	p := noWebGPU.blank(t)
	p.beforeLoading(remember)
	p.visit("act=relu&width=16")
	p.untilTraining(1)
	p.choose("points.csv", points(50, 0))
	p.untilSays(pointsLearnt)
	p.call(`workers.at(-1).dispatchEvent(new ErrorEvent("error", {message: "out of memory", cancelable: true}))`)
	p.untilSays("It has been started anew with the same settings.")
	p.untilTraining(1)
	p.untilSays(pointsLearnt)
	if query := js[string](p, "location.search"); !strings.Contains(query, "data=custom") {
		t.Errorf("the address is %s", query)
	}
}
