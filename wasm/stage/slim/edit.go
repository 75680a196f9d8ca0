package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
)

// edits names the files of Ebiten 2.10 that are changed.
var edits = map[string]func(file string) error{
	"internal/builtinshader/shader.go": expandTemplate,
	"internal/colormshader/shader.go":  expandTemplate,
	"internal/debug/caller.go":         forgetCaller,
	"internal/vmguest/vmguest.go":      forgetHost,
	"internal/graphicscommand/image.go": func(file string) error {
		return replaceDeclarations(file, map[string]string{"dumpTo": ""})
	},
	"internal/graphicscommand/image_js.go": refuseDumps,
	"internal/thread/thread.go":            endPlainly,
	"internal/atlas/gpuresources.go":       logPlainly,
	"internal/ui/keys_js.go": func(file string) error {
		return replaceDeclarations(file, map[string]string{"uiKeyToJSCode": "var uiKeyToJSCode map[Key]js.Value"})
	},
	"internal/ui/input_js.go": func(file string) error {
		return replaceDeclarations(file, map[string]string{"uiKeyToJSKey": "var uiKeyToJSKey map[Key]js.Value"})
	},
	"internal/ui/input.go": func(file string) error { // files that are dropped have dates
		return replaceAll(file, "DroppedFiles      fs.FS", "DroppedFiles      any", "\t\"io/fs\"\n", "")
	},
	"internal/inputstate/inputstate.go": func(file string) error {
		return replaceAll(file, "return i.state.DroppedFiles", "return nil")
	},
	"imagedumper.go": func(file string) error { // a page has no folder for screenshots
		return keepDeclarations(file, map[string]string{
			"imageDumper": "type imageDumper struct{}",
			"update":      "func (*imageDumper) update() error { return nil }",
			"dump":        "func (*imageDumper) dump(*Image, bool) error { return nil }",
		})
	},
	"keys.go": forgetKeys,
	"colormode.go": func(file string) error {
		return countTime(file, "time.Now()", "readClock()", "time.Since(*t)", "readClock().Sub(*t)", "time.Time", "instant")
	},
	"internal/ui/context.go": func(file string) error {
		return countTime(file, "time.Now()", "readClock()", "time.Time", "instant")
	},
	"internal/ui/ui_js.go": tickPlainly,
}

// tickPlainly is countTime, in a file beside context.go, and ticks without the channel of
// times that a time.Ticker has.
func tickPlainly(file string) error {
	err := replaceAll(file, "time.Now()", "readClock()", "time.Since(", "readClock().Sub(", "time.Time", "instant", "time.NewTicker(", "newTicker(")
	if err != nil {
		return err
	}
	return appendTo(file, `
type ticker struct {
	C       chan struct{}
	stopped bool
}

func newTicker(interval time.Duration) *ticker {
	t := &ticker{C: make(chan struct{}, 1)}
	go func() {
		for !t.stopped {
			time.Sleep(interval)
			select {
			case t.C <- struct{}{}:
			default:
			}
		}
	}()
	return t
}

func (t *ticker) Stop() { t.stopped = true }
`)
}

// appendTo appends declarations to a file.
func appendTo(file, declarations string) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(src, declarations...), 0o644)
}

// endPlainly logs nothing, and has threads end by what they need of a context alone: a
// context's deadline is a time.Time.
func endPlainly(file string) error {
	if err := replaceDeclarations(file, map[string]string{"logDiscardedCall": "func logDiscardedCall() {}"}); err != nil {
		return err
	}
	if err := replaceAll(file, "context.Context", "ending", "\t\"context\"\n", ""); err != nil {
		return err
	}
	return appendTo(file, `
type ending interface {
	Done() <-chan struct{}
	Err() error
}
`)
}

// forgetKeys leaves out the names of keys, which Ebiten is not told of (see
// site/js/stage/stage.js).
func forgetKeys(file string) error {
	return replaceDeclarations(file, map[string]string{
		"String":           `func (k Key) String() string { return "" }`,
		"keyNameToKeyCode": "func keyNameToKeyCode(string) (Key, bool) { return 0, false }",
	})
}

// countTime has a package count time from its start. A time.Time in what lies behind
// an interface brings the writing of dates, in every form.
func countTime(file string, pairs ...string) error {
	if err := replaceAll(file, pairs...); err != nil {
		return err
	}
	return appendTo(file, `
type instant time.Duration

var began = time.Now()

func readClock() instant { return instant(time.Since(began)) }

func (i instant) Sub(j instant) time.Duration { return time.Duration(i - j) }

func (i instant) Add(d time.Duration) instant { return i + instant(d) }

func (i instant) After(j instant) bool { return i > j }
`)
}

// replaceAll replaces each first text of some pairs, which has to be there, by the second.
func replaceAll(file string, pairs ...string) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for i := 0; i < len(pairs); i += 2 {
		if !bytes.Contains(src, []byte(pairs[i])) {
			return fmt.Errorf("no %s in %s: is this another version of Ebiten?", pairs[i], filepath.Base(file))
		}
		src = bytes.ReplaceAll(src, []byte(pairs[i]), []byte(pairs[i+1]))
	}
	return writeChanged(file, src)
}

// expandTemplate puts a table of the finished shaders in the place of their
// template. Ebiten keeps them beside it, in defs.go, by filter and address.
func expandTemplate(file string) error {
	sources, err := finishedShaders(filepath.Join(filepath.Dir(file), "defs.go"))
	if err != nil {
		return err
	}
	table := "var sources = [FilterCount * AddressCount]string{\n"
	for _, s := range sources {
		table += "\t" + strconv.Quote(s) + ",\n"
	}
	return replaceDeclarations(file, map[string]string{
		"tmpl": table + "}",
		"ShaderSource": `func ShaderSource(filter Filter, address Address) []byte {
	shadersM.Lock()
	defer shadersM.Unlock()
	s := &shaders[filter][address]
	if *s == nil {
		*s = []byte(sources[int(filter)*AddressCount+int(address)])
	}
	return *s
}`,
	})
}

// finishedShaders returns the nameless constants of a file, in order.
func finishedShaders(file string) ([]string, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var sources []string
	for _, d := range tree.Decls {
		constant, ok := d.(*ast.GenDecl)
		if !ok || constant.Tok != token.CONST || declared(d) != "_" {
			continue
		}
		literal, ok := constant.Specs[0].(*ast.ValueSpec).Values[0].(*ast.BasicLit)
		if !ok {
			return nil, fmt.Errorf("a constant of %s is no literal", file)
		}
		source, err := strconv.Unquote(literal.Value)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source)
	}
	return sources, nil
}

// forgetCaller does not look for the source code of whoever called Ebiten, which
// only stands in messages about mistakes in the use of it, and which a browser
// does not have.
func forgetCaller(file string) error {
	return replaceDeclarations(file, map[string]string{
		"FirstCaller": `func FirstCaller() (file string, line int, callerType CallerType) {
	return "", 0, CallerTypeNone
}`,
	})
}

// forgetHost leaves out how Ebiten serves another process, with gob over the
// network.
func forgetHost(file string) error {
	return keepDeclarations(file, map[string]string{"MarkGuest": "func MarkGuest(bool) {}"})
}

// refuseDumps leaves out pictures of Ebiten's own images, for which it brings an
// encoder of PNG and one of ZIP.
func refuseDumps(file string) error {
	return replaceDeclarations(file, map[string]string{
		"download": `type noDumps struct{}

func (noDumps) Error() string { return "graphicscommand: this copy of Ebiten dumps no images" }`,
		"Dump": `func (i *Image) Dump(graphicsdriver.Graphics, string, bool, image.Rectangle) (string, error) {
	return "", noDumps{}
}`,
		"DumpImages": `func DumpImages([]*Image, graphicsdriver.Graphics, string) (string, error) {
	return "", noDumps{}
}`,
	})
}

// logPlainly prints the errors that log/slog would, which brings encoding/json.
func logPlainly(file string) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	without := bytes.Replace(src, []byte("\t\"log/slog\"\n"), nil, 1)
	if len(without) == len(src) {
		return errors.New("no import of log/slog: is this another version of Ebiten?")
	}
	return writeChanged(file, append(without, `
var slog plainLog

type plainLog struct{}

func (plainLog) Debug(string, ...any) {}

func (plainLog) Error(message string, attributes ...any) {
	fmt.Println("ERROR", message, attributes)
}
`...))
}
