package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"backflow/sim/text"

	"github.com/evanw/esbuild/pkg/api"
)

// sentences are those of a language, by section and name.
type sentences map[string]map[string]string

// readEnglish reads sim/text/en.json.
func readEnglish() (sentences, error) {
	table, err := text.In("en")
	if err != nil {
		return nil, err
	}
	all := sentences{}
	for id, sentence := range table {
		section, name, _ := strings.Cut(id, ".")
		if all[section] == nil {
			all[section] = map[string]string{}
		}
		all[section][name] = sentence
	}
	return all, nil
}

// say is the sentence of an id.
func (w sentences) say(id string) (string, error) {
	section, name, _ := strings.Cut(id, ".")
	sentence, ok := w[section][name]
	if !ok {
		return "", fmt.Errorf("%s is not in sim/text/en.json", id)
	}
	return sentence, nil
}

// ofEngine are the sections of what the engine and the stage have to say. They come with
// their programs, in one file, which the worker hands to the page.
var ofEngine = []string{"query", "data", "place", "session", "engine", "stage", "reason", "picture", "column", "instrument", "network", "race"}

const textsFile = "texts.json"

// texts is the content of that file: {"section": {"name": "sentence"}}.
func (w sentences) texts() []byte {
	some := sentences{}
	for _, section := range ofEngine {
		some[section] = w[section]
		if some[section] == nil {
			some[section] = map[string]string{} // JSON has no other word for nothing said
		}
	}
	content, _ := json.Marshal(some) // strings: it never fails
	return content
}

// module is what takes the place of js/text/en.js: each section by its name, so that a script
// consists only of those that it imports.
func (w sentences) module() string {
	var text strings.Builder
	for _, section := range slices.Sorted(maps.Keys(w)) {
		names, _ := json.Marshal(w[section])
		fmt.Fprintf(&text, "export const %s = %s;\n", section, names)
	}
	return text.String()
}

// tellWords puts the sentences in the place of js/text/en.js.
func (b *build) tellWords() api.Plugin {
	return api.Plugin{Name: "words", Setup: func(plugin api.PluginBuild) {
		plugin.OnLoad(api.OnLoadOptions{Filter: `[/\\]text[/\\]en\.js$`}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			module := b.english.module()
			return api.OnLoadResult{Contents: &module, Loader: api.LoaderJS}, nil
		})
	}}
}

var (
	attributeID = regexp.MustCompile(` data-text-([a-z-]+)="([\w.]+)"`)
	contentID   = regexp.MustCompile(`<(\w+)[^<>]*? data-text="([\w.]+)"[^<>]*>`)
	placeholder = regexp.MustCompile(`\{(\w+)\}`)
	namedChild  = regexp.MustCompile(`<(\w+)[^<>]*? data-name="(\w+)"`)
	escape      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
)

// insert writes the sentences into a document, which names them: data-text is the id of
// what an element says, and data-text-title that of its attribute title. Elements within it
// stand in the places of the placeholders that their data-name gives.
func (w sentences) insert(page string) (string, error) {
	var faults []string
	say := func(id string) string {
		sentence, err := w.say(id)
		if err != nil {
			faults = append(faults, err.Error())
		}
		return escape.Replace(sentence)
	}
	page = attributeID.ReplaceAllStringFunc(page, func(all string) string {
		m := attributeID.FindStringSubmatch(all)
		return fmt.Sprintf(`%s %s="%s"`, all, m[1], say(m[2]))
	})
	for at := 0; ; {
		m := contentID.FindStringSubmatchIndex(page[at:])
		if m == nil {
			break
		}
		tag, id := page[at+m[2]:at+m[3]], page[at+m[4]:at+m[5]]
		at += m[1]
		length := strings.Index(page[at:], "</"+tag+">")
		if length < 0 {
			return "", fmt.Errorf("%s has no end", id)
		}
		content, err := filled(say(id), page[at:at+length])
		if err != nil {
			return "", fmt.Errorf("%s: %w", id, err)
		}
		page = page[:at] + content + page[at+length:]
	}
	if len(faults) > 0 {
		return "", fmt.Errorf("%s", strings.Join(faults, "; "))
	}
	return page, nil
}

// filled puts the elements of an element's content in the places of a sentence's placeholders.
func filled(sentence, content string) (string, error) {
	children := map[string]string{}
	for content = strings.TrimSpace(content); content != ""; {
		m := namedChild.FindStringSubmatchIndex(content)
		if m == nil || m[0] != 0 {
			return "", fmt.Errorf("%q has no data-name", content)
		}
		end := "</" + content[m[2]:m[3]] + ">"
		child, rest, ok := strings.Cut(content, end)
		if !ok {
			return "", fmt.Errorf("%q has no end", content)
		}
		children[content[m[4]:m[5]]], content = child+end, strings.TrimSpace(rest)
	}
	var missing error
	whole := placeholder.ReplaceAllStringFunc(sentence, func(hole string) string {
		name := strings.Trim(hole, "{}")
		child, ok := children[name]
		if !ok {
			missing = fmt.Errorf("no element stands for %s", hole)
		}
		delete(children, name)
		return child
	})
	if len(children) > 0 && missing == nil {
		missing = fmt.Errorf("%d elements have no place", len(children))
	}
	return whole, missing
}
