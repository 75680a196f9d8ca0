package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// script is a bundle: a script, or a style sheet, and all that it imports; or a
// document that a script names.
type script struct {
	name, entry string
	inline      bool // stands within documents too
	stable      bool // other pages load it by its name
	// knows are the files that it is told of, beside those of all documents; all
	// that have been made if there are none. Each is 50 bytes of every first visit, or
	// 10 if the script is told only the paths, since it checks no content.
	knows     []string
	pathsOnly bool
}

func (b *build) addScripts() error {
	for _, s := range scripts {
		if err := b.bundle(s); err != nil {
			return err
		}
	}
	return nil
}

// addServiceWorker comes last: it is told the documents, too. Browsers look for
// a new one under the same name.
func (b *build) addServiceWorker() error {
	content, err := b.compile(script{name: "sw.js", entry: "offline/sw.js"})
	if err != nil {
		return err
	}
	return b.write("sw.js", content)
}

// bundle adds the script that is made of an entry.
func (b *build) bundle(s script) error {
	produce := b.compile
	if path.Ext(s.entry) == ".html" {
		produce = func(s script) ([]byte, error) { return b.fill(s.entry) }
	}
	content, err := produce(s)
	if err != nil {
		return err
	}
	if s.inline || b.single {
		b.text[s.name] = strings.TrimSpace(string(content))
	}
	if b.single {
		return nil
	}
	if s.stable {
		return b.write(s.name, content)
	}
	return b.add(s.name, content)
}

// compile makes one classic script of an entry. What it is told of the build is
// what has been made so far.
func (b *build) compile(s script) ([]byte, error) {
	result := api.Build(b.options(s))
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	return result.OutputFiles[0].Contents, nil
}

// oldest are the browsers that the scripts are written for. boot.js has to be
// read by older ones, which it tells that they are.
var oldest = []api.Engine{
	{Name: api.EngineChrome, Version: "111"}, {Name: api.EngineFirefox, Version: "115"}, {Name: api.EngineSafari, Version: "16.4"},
}

func (b *build) options(s script) api.BuildOptions {
	options := api.BuildOptions{
		EntryPoints:       []string{filepath.Join(b.sources, filepath.FromSlash(s.entry))},
		Bundle:            true,
		Outdir:            b.out,
		Format:            api.FormatIIFE,
		Engines:           oldest,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone, // they stand in licences.txt
		Charset:           api.CharsetUTF8,
		Define:            map[string]string{"import.meta.single": strconv.FormatBool(b.single)}, // what one of the two does not need is left out of it
		Plugins:           []api.Plugin{b.tellBuild(s), b.tellWords(), b.nameImages()},
		Loader:            map[string]api.Loader{".svg": api.LoaderDataURL}, // in a page of one file
	}
	if s.inline {
		options.Engines, options.Target = nil, api.ES2017
	} else if !s.stable {
		options.Footer = footer(s.name)
	}
	return options
}

// footer is the end of a script or a style sheet, which tells that all of it has
// been read: js/boot/parts.js asks.
func footer(name string) map[string]string {
	if strings.HasSuffix(name, ".css") {
		return map[string]string{"css": fmt.Sprintf(":root{--%s:1}", strings.ReplaceAll(name, ".", "-"))}
	}
	return map[string]string{"js": fmt.Sprintf("(self.backflowArrived=self.backflowArrived||[]).push(%q);", name)}
}

// nameImages lets style sheets, which stand beside the images, find them under
// their hashed names.
func (b *build) nameImages() api.Plugin {
	return api.Plugin{Name: "images", Setup: func(plugin api.PluginBuild) {
		plugin.OnResolve(api.OnResolveOptions{Filter: `\.svg$`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			name := path.Base(args.Path)
			if b.single {
				file, err := filepath.Abs(filepath.Join(b.sources, name))
				return api.OnResolveResult{Path: file}, err
			}
			file, err := b.asset(name)
			return api.OnResolveResult{Path: path.Base(file), External: true}, err
		})
	}}
}

// tellBuild puts what is known of the build in the place of js/boot/build.js.
func (b *build) tellBuild(s script) api.Plugin {
	return api.Plugin{Name: "build", Setup: func(plugin api.PluginBuild) {
		plugin.OnLoad(api.OnLoadOptions{Filter: `[/\\]boot[/\\]build\.js$`}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			text := b.told(s)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
		})
	}}
}

// told is what takes the place of that file. A page of one file is told of all,
// as it unpacks them.
func (b *build) told(s script) string {
	files := maps.Clone(b.files)
	maps.DeleteFunc(files, func(name string, _ file) bool {
		return !b.single && s.knows != nil && !slices.Contains(s.knows, name)
	})
	var text strings.Builder
	for _, known := range []struct {
		name  string
		value any
	}{{"id", b.id()}, {"files", b.toldOf(files, s)}, {"documents", b.documents}} {
		value, _ := json.Marshal(known.value) // strings, numbers and a bool: it never fails
		fmt.Fprintf(&text, "export const %s = %s;\n", known.name, value)
	}
	return text.String()
}

// toldOf is what a script is told of files.
func (b *build) toldOf(files map[string]file, s script) any {
	if b.single || !s.pathsOnly {
		return files
	}
	type place struct {
		Path string `json:"path"`
	}
	paths := map[string]place{}
	for name, f := range files {
		paths[name] = place{f.Path}
	}
	return paths
}
