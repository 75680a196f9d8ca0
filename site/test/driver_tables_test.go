//go:build browser

package test

import "fmt"

// tables are files of CSV, by an expression for their content: good, bad and too large ones.
var tables = []struct{ name, content string }{
	{"points.csv", `"x,y,class\n" + Array.from({length: 60}, (_, i) => [i % 7, i % 5, i % 2].join()).join("\n")`},
	{"regression.csv", `Array.from({length: 200}, (_, i) => [i, Math.sin(i), i * 0.37].join()).join("\n")`},
	{"one-row.csv", `"1,2\n3,4"`},
	{"empty.csv", `""`},
	{"header.csv", `"a,b,c\n"`},
	{"ragged.csv", `"1,2\n3\n"`},
	{"words.csv", `"1,2\nthree,4\n"`},
	{"extreme.csv", `"1e38,0\n-1e38,1\n1e-45,0\n5,1\n"`},
	{"nan.csv", `"NaN,0\nInfinity,1\n1,0\n"`},
	{"quotes.csv", `"\"1,2\n\"3\"4,5\n"`},
	{"binary.csv", `new Uint8Array(5000).map((_, i) => i * 37)`},
	{"utf16.csv", `new Uint8Array([255, 254, 49, 0, 44, 0, 50, 0, 10, 0])`},
	{"wide.csv", `(Array(1024).fill(0.5).join() + ",1\n").repeat(20)`},
	{"rows.csv", `"1,2,0\n2,1,1\n".repeat(60000)`},
	{"one-line.csv", `"1,".repeat(5e6)`},
	{"one-cell.csv", `"1".repeat(1e7)`},
	{"\u202evsc.elbat.csv", `"1,0\n2,1\n3,0\n"`},
	{"a name that goes on and on and on and on and on and on and on and on and on and on.csv", `"1,0\n2,1\n3,0\n4,1\n"`},
	{"huge.csv", `"1,".repeat(5e7)`},
}

func (d *driver) chooseTable() {
	table := tables[d.rng.IntN(len(tables))]
	d.say("  %q", table.name)
	d.onPage(fmt.Sprintf(`
		const input = document.getElementById("own-table");
		if (input) {
			const chosen = new DataTransfer();
			chosen.items.add(new File([%s], %s));
			input.files = chosen.files;
			input.dispatchEvent(new Event("change", { bubbles: true }));
		}`, table.content, jsText(quote(table.name))))
}
