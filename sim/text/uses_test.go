//go:build !js

package text_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/lesson/page"
	"backflow/sim/text"
)

const root = "../.."

// forProgrammers are folders whose other sentences only a programmer sees: what does not fit
// together in a Problem, which no Config makes; names of buffers; where two backends differ.
var forProgrammers = []string{"sim/backend/cpu", "sim/backend/ref", "sim/backend/gpu", "sim/backend/conformance"}

// spoken are folders in which what a person reads is an id of the table.
var spoken = []string{
	"render", "wasm", "sim/experiment", "sim/session", "sim/data", "sim/backend", "sim/wire", "sim/theory", "sim/nn/trace", "sim/probe", "sim/reason", "sim/inspect", "sim/lesson", "sim/cmd/backflow",
}

// unread are folders whose strings nobody reads: markup, names of fonts, what tests say, and Go that Go writes.
var unread = []string{"render/svg", "render/theme", "render/viewtest", "wasm/stage/slim"}

// derived are ids that are made of the rows of a table.
func derived() (ids []string) {
	for _, p := range experiment.Params {
		messages := []text.Message{p.Label, p.Group, p.Doc}
		for _, c := range p.Choices {
			messages = append(messages, c.Label)
			if lane, problems := experiment.ParseQuery("data=digits&vs=" + p.Name + ":none"); c.Name == "none" && len(problems) == 0 {
				messages = append(messages, lane.Lanes()[0].Label)
			}
		}
		for _, m := range messages {
			if m.ID != "" { // a term
				ids = append(ids, m.ID)
			}
		}
	}
	for i := range experiment.Instruments {
		row := &experiment.Instruments[i]
		for _, name := range row.Columns {
			ids = append(ids, row.Label(name).ID)
		}
		for _, name := range row.Whole {
			ids = append(ids, row.Figure(name).ID)
		}
	}
	for _, d := range experiment.Definitions() {
		ids = append(ids, d.Label.ID, d.About.ID, d.Source.ID)
	}
	return append(ids, ofLessons()...)
}

// ofLessons are the ids that lessons are made of.
func ofLessons() (ids []string) {
	defer text.Use(text.Use(nil)) // so that messages are ids
	name := regexp.MustCompile(`"id":"([^"]+)"`)
	for _, l := range lesson.Lessons {
		said := []any{page.Of(l)}
		for _, s := range l.Steps {
			for _, c := range s.Claims {
				said = append(said, page.Say(c, lesson.Verdict{}))
			}
		}
		content, err := json.Marshal(said)
		if err != nil {
			panic(err)
		}
		for _, m := range name.FindAllStringSubmatch(string(content), -1) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// Every id that stands in Go, JavaScript or a page is in the table, and everything in
// the table is used.
func TestIdsAreThereAndUsed(t *testing.T) {
	table, used := formsByID(t), map[string]bool{}
	for _, id := range derived() {
		used[id] = true
		if table[id] == nil {
			t.Errorf("%s, made of a row of a table, is not in en.json", id)
		}
	}
	for _, s := range sources(t) {
		for _, id := range s.ids() {
			used[id] = true
			if table[id] == nil {
				t.Errorf("%s: %s is not in en.json", s.path, id)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(table)) {
		if !used[id] {
			t.Errorf("%s is used nowhere", id)
		}
	}
}

// The page has no words of the command line (see ofEngine in site/bundle), so nothing that it
// is made of may say any.
func TestCommandsAloneSayTheirWords(t *testing.T) {
	said := 0
	for _, s := range sources(t) {
		for _, id := range s.ids() {
			switch {
			case !strings.HasPrefix(id, "cli."):
			case strings.HasPrefix(s.path, "sim/cmd/"):
				said++
			default:
				t.Errorf("%s says %s, which the page has no words for", s.path, id)
			}
		}
	}
	if said < 100 {
		t.Errorf("commands say %d ids only", said)
	}
}

// text.New gives a sentence what it has placeholders for.
func TestArgumentsFillPlaceholders(t *testing.T) {
	table := formsByID(t)
	for _, s := range sources(t) {
		for _, m := range s.messages() {
			wanted, ok := table[m.id]
			if !ok {
				continue // and complained about
			}
			if got := without(m.args, "count"); !slices.Equal(got, without(wanted, "count")) {
				t.Errorf("%s: %s is given %v and has placeholders for %v", s.fset.Position(m.at), m.id, got, wanted)
			}
			if slices.Contains(wanted, "count") && !slices.Contains(m.args, "count") {
				t.Errorf("%s: %s is given no count", s.fset.Position(m.at), m.id)
			}
		}
	}
}

// What a person reads stands in en.json alone.
func TestSentencesStandInTheTable(t *testing.T) {
	for _, s := range sources(t) {
		if s.file == nil || !under(s.path, spoken) || under(s.path, slices.Concat(unread, forProgrammers)) {
			continue
		}
		for _, lit := range s.sentences() {
			t.Errorf("%s: %s stands outside of en.json", s.fset.Position(lit.Pos()), lit.Value)
		}
	}
}

// A scan that finds nothing would be content with anything.
func TestScansFindWhatTheyAreFor(t *testing.T) {
	s := parse(t, root+"/sim/experiment/x.go", `package x
		var a = text.New("query.twice", "name", n, "used", text.New("place.lost"))
		var b = "the GPU was lost"
		var c = "interrupted: a last look is taken"
		func f() { panic("no such row here"); _ = "experiment: no such row"; _ = "data.csv" }`)
	if got := fmt.Sprint(s.ids()); got != "[query.twice place.lost]" {
		t.Errorf("ids %s", got)
	}
	if m := s.messages(); len(m) != 2 || m[0].id != "query.twice" || fmt.Sprint(m[0].args) != "[name used]" {
		t.Errorf("messages %+v", m)
	}
	if l := s.sentences(); len(l) != 2 || l[0].Value != `"the GPU was lost"` || l[1].Value != `"interrupted: a last look is taken"` {
		t.Errorf("sentences %+v", l)
	}
	page := source{path: "x.js", text: "import './page/say.js'; say('page.title', {n}); f(`share.link`); <p data-text=\"boot.wait\"> 'stage.html'"}
	if got := fmt.Sprint(page.ids()); got != "[page.title share.link boot.wait]" {
		t.Errorf("ids of a script %s", got)
	}
}

// source is a file of the repository that may name ids.
type source struct {
	path, text string
	fset       *token.FileSet
	file       *ast.File // of Go
}

func sources(t *testing.T) (all []source) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || slices.Contains([]string{"dist", "dist-offline", "node_modules", "test", "testdata"}, name)):
			return filepath.SkipDir
		case d.IsDir() || strings.HasSuffix(name, "_test.go") || !slices.Contains([]string{".go", ".js", ".html", ".webmanifest"}, filepath.Ext(name)):
			return nil
		}
		content, err := os.ReadFile(path)
		all = append(all, parse(t, path, string(content)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func parse(t *testing.T, path, content string) source {
	t.Helper()
	rel, err := filepath.Rel(root, path)
	if err != nil {
		rel = path
	}
	s := source{path: filepath.ToSlash(rel), text: content, fset: token.NewFileSet()}
	if filepath.Ext(path) == ".go" {
		if s.file, err = parser.ParseFile(s.fset, path, content, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

var (
	anySection = "(?:" + strings.Join(text.Sections, "|") + ")"
	isID       = regexp.MustCompile(`^` + anySection + `\.[a-z][A-Za-z0-9]*$`)
	quotedID   = regexp.MustCompile("[\"'`](" + anySection + `\.[a-z][A-Za-z0-9]*)["'` + "`]")
	ofAFile    = regexp.MustCompile(`\.(css|csv|go|html|js|json|svg|ts|txt|wasm)$`)
	sentence   = regexp.MustCompile(`\pL{2}.* .* .*\pL{2}`)
	verb       = regexp.MustCompile(`%[0-9.]*[a-z]+`)
)

// ids are the literals of a file that are ids.
func (s source) ids() (ids []string) {
	if s.file == nil {
		for _, m := range quotedID.FindAllStringSubmatch(s.text, -1) {
			ids = append(ids, m[1])
		}
	} else {
		s.literals(func(lit *ast.BasicLit) { ids = append(ids, unquote(lit)) })
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !isID.MatchString(id) || ofAFile.MatchString(id) })
}

// sentences are the literals of a Go file that a person might read. What only a programmer
// sees begins with its package.
func (s source) sentences() (found []*ast.BasicLit) {
	folder := path.Base(path.Dir(s.path))
	s.literals(func(lit *ast.BasicLit) {
		if words := unquote(lit); sentence.MatchString(verb.ReplaceAllString(words, "")) && !strings.HasPrefix(words, folder+": ") {
			found = append(found, lit)
		}
	})
	return found
}

// literals visits the string literals of a Go file, but for imports, tags, and panics,
// which only a programmer sees.
func (s source) literals(visit func(*ast.BasicLit)) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			n.Tag = nil
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "panic" {
				return false
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				visit(n)
			}
		}
		return true
	})
}

func unquote(lit *ast.BasicLit) string {
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		panic(err)
	}
	return s
}

// message is a call of text.New, Say or SayCount with an id and names that can be read from it.
type message struct {
	id   string
	args []string // sorted
	at   token.Pos
}

func (s source) messages() (found []message) {
	if s.file == nil {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 || call.Ellipsis.IsValid() {
			return true
		}
		id, ok := call.Args[0].(*ast.BasicLit)
		first := firstArgument(call.Fun)
		if !ok || id.Kind != token.STRING || !isID.MatchString(unquote(id)) || first == 0 {
			return true
		}
		m := message{id: unquote(id), at: id.Pos()}
		if first > 1 {
			m.args = append(m.args, "count")
		}
		for i := first; i < len(call.Args); i += 2 {
			if name, ok := call.Args[i].(*ast.BasicLit); ok {
				m.args = append(m.args, unquote(name))
			}
		}
		slices.Sort(m.args)
		found = append(found, m)
		return true
	})
	return found
}

// firstArgument is where the names and values of a call begin that says an id; 0 of any
// other call.
func firstArgument(fun ast.Expr) int {
	f, ok := fun.(*ast.SelectorExpr)
	if !ok || fmt.Sprint(f.X) != "text" {
		return 0
	}
	return map[string]int{"New": 1, "Say": 1, "SayCount": 3}[f.Sel.Name]
}

// formsByID are the placeholders of all forms of each id in en.json, sorted.
func formsByID(t *testing.T) map[string][]string {
	t.Helper()
	table, err := text.In("en")
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string][]string{}
	for name, words := range table {
		id, _, _ := strings.Cut(name, "_")
		if forms[id] == nil {
			forms[id] = []string{}
		}
		for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(words, -1) {
			forms[id] = append(forms[id], m[1])
		}
	}
	for id := range forms {
		slices.Sort(forms[id])
		forms[id] = slices.Compact(forms[id])
	}
	return forms
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
}

func under(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return strings.HasPrefix(path, f+"/") })
}
