package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// script is a bundle: a script, or a style sheet, and all that it imports.
type script struct {
	name, entry string
	inline      bool // stands within documents too
}

func (b *build) addScripts() error {
	for _, s := range scripts {
		if err := b.bundle(s); err != nil {
			return err
		}
	}
	return nil
}

// bundle makes one classic script of an entry. What it is told of the build is
// what has been made so far.
func (b *build) bundle(s script) error {
	result := api.Build(b.options(s))
	if len(result.Errors) > 0 {
		return errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	content := result.OutputFiles[0].Contents
	if s.inline || b.single {
		b.text[s.name] = strings.TrimSpace(string(content))
	}
	if b.single {
		return nil
	}
	return b.add(s.name, content)
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
		Plugins:           []api.Plugin{b.tellBuild(), b.nameImages()},
		Loader:            map[string]api.Loader{".svg": api.LoaderDataURL}, // in a page of one file
	}
	if s.inline {
		options.Engines, options.Target = nil, api.ES2015
	} else if strings.HasSuffix(s.entry, ".js") {
		options.Footer = map[string]string{"js": fmt.Sprintf("self.backflowBoot&&backflowBoot.arrived(%q);", s.name)}
	}
	return options
}

// nameImages lets style sheets, which stand beside the images, find them under
// their hashed names.
func (b *build) nameImages() api.Plugin {
	return api.Plugin{Name: "images", Setup: func(plugin api.PluginBuild) {
		plugin.OnResolve(api.OnResolveOptions{Filter: `\.svg$`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			name := path.Base(args.Path)
			if b.single {
				return api.OnResolveResult{Path: filepath.Join(b.sources, name)}, nil
			}
			file, err := b.asset(name)
			return api.OnResolveResult{Path: path.Base(file), External: true}, err
		})
	}}
}

// tellBuild puts what is known of the build in the place of js/boot/build.js.
func (b *build) tellBuild() api.Plugin {
	return api.Plugin{Name: "build", Setup: func(plugin api.PluginBuild) {
		plugin.OnLoad(api.OnLoadOptions{Filter: `[/\\]boot[/\\]build\.js$`}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			told := maps.Clone(b.files)
			for _, name := range posters {
				delete(told, name)
			}
			table, err := json.Marshal(told)
			text := fmt.Sprintf("export const id = %q;\nexport const files = %s;\nexport const single = %v;\n", b.id(), table, b.single)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
		})
	}}
}
