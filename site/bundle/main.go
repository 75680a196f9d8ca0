// Command bundle makes a page that any static server can hand out of a folder
// with its sources: the modules become one script each, everything but the
// documents gets its content's hash in its name, and the documents name what
// they need.
//
//	go run ./site/bundle [-compress CACHE] [-single] SOURCES OUT
//
// SOURCES is site/ with what is generated put beside it: engine.wasm,
// stage.wasm, wasm_exec.js, js/schema.js, js/columns.js, js/lessons.js, data/ and licences.txt. OUT is an
// empty folder. With -single it gets backflow.html, which holds everything, and
// backflow.zip instead.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	cache := flag.String("compress", "", "leave .br and .gz beside each file that they make smaller; the folder keeps them for the next time")
	single := flag.Bool("single", false, "make one file that needs no server")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run ./site/bundle [-compress CACHE] [-single] SOURCES OUT")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(newBuild(flag.Arg(0), flag.Arg(1)), *single, *cache); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(b *build, single bool, cache string) error {
	if single {
		return b.singlePage()
	}
	if err := b.page(); err != nil || cache == "" {
		return err
	}
	return compress(b.out, cache)
}
