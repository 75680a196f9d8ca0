//go:build !js

package backflow_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the path that every package of this repository begins with.
const module = "backflow"

// rule keeps some packages of this module away from others.
type rule struct {
	packages patterns // of this module
	avoid    patterns // never reached by them,
	except   patterns // but for these
	direct   bool     // look at their own imports only
	why      string
}

// rules is the import lattice of ARCHITECTURE.md.
var rules = []rule{
	{
		packages: patterns{"sim/backend", "sim/backend/optim", "sim/backend/stats"},
		avoid:    patterns{"backflow/..."},
		except:   patterns{"sim/backend/optim", "sim/backend/stats", "sim/nn", "sim/data", "sim/num", "sim/text"},
		why:      "the contract names no backend, no setting and no session",
	},
	{
		packages: patterns{"sim/backend/..."},
		avoid:    patterns{"sim/experiment", "sim/session/...", "sim/wire", "sim/theory", "render/...", "wasm/..."},
		why:      "what computes knows the contract, and no setting, session or picture",
	},
	{
		packages: patterns{"sim/experiment"},
		avoid:    patterns{"sim/session/..."},
		why:      "an experiment is said before it is made",
	},
	{
		packages: patterns{"sim/probe"},
		avoid:    patterns{"backflow/..."},
		except:   patterns{"sim/backend", "sim/backend/optim", "sim/backend/stats", "sim/data", "sim/nn", "sim/num", "sim/probe", "sim/reason", "sim/text", "sim/theory"},
		why:      "an instrument measures a network that it is given, whatever trains it",
	},
	{
		packages: patterns{"sim/inspect"},
		avoid:    patterns{"backflow/..."},
		except:   patterns{"sim/backend", "sim/backend/optim", "sim/backend/stats", "sim/data", "sim/nn", "sim/num", "sim/inspect", "sim/text"},
		why:      "a derivative is explained of a network that is given, whatever trains it",
	},
	{
		packages: patterns{"sim/lesson/..."},
		avoid:    patterns{"sim/backend/cpu/...", "sim/backend/gpu/...", "sim/backend/ref/...", "sim/backend/conformance"},
		why:      "a lesson holds on whatever backend it is done",
	},
	{
		packages: patterns{"sim/session/placement", "sim/session/meter"},
		avoid:    patterns{"sim/experiment", "sim/session"},
		why:      "where lanes belong is told from what they compute, not from what was set",
	},
	{
		packages: patterns{"sim/session/instruments"},
		avoid:    patterns{"sim/session", "sim/session/placement", "sim/session/pretrain"},
		why:      "a lane to measure is all that instruments take of a session",
	},
	{
		packages: patterns{"sim/session/race"},
		avoid:    patterns{"sim/experiment", "sim/session", "sim/session/placement", "sim/session/pretrain"},
		why:      "a race keeps the accounts of lanes that it is given, whatever was set",
	},
	{
		packages: patterns{"sim/session/pretrain"},
		avoid:    patterns{"sim/session", "sim/session/placement"},
		why:      "a backend to train on is all that pre-training takes of a session",
	},
	{
		packages: patterns{"sim/experiment", "sim/session/..."},
		avoid:    patterns{"sim/backend/cpu/...", "sim/backend/gpu/...", "sim/backend/ref/...", "sim/backend/conformance"},
		why:      "the mains wire the backends, so that a session can be tested, and built, without any",
	},
	{
		packages: patterns{"sim/nn"},
		avoid:    patterns{"backflow/...", "github.com/...", "golang.org/..."},
		except:   patterns{"sim/text"},
		why:      "the reference maths are read on their own; only a QR decomposition comes from elsewhere",
	},
	{
		packages: patterns{"sim/text"},
		avoid:    patterns{"backflow/...", "*.*/..."},
		why:      "whatever has something to say imports it, the stage too",
	},
	{
		packages: patterns{"sim/wire"},
		avoid:    patterns{"backflow/...", "*.*/..."},
		except:   patterns{"sim/text", "sim/reason", "sim/wire/reading", "sim/wire/scale"},
		why:      "the stage carries the snapshot, and nothing with it",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"gonum.org/..."},
		except:   patterns{"sim/..."},
		direct:   true,
		why:      "gonum is how sim computes and no part of any interface",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"github.com/gogpu/...", "github.com/go-webgpu/..."},
		except:   patterns{"sim/backend/gpu/device"},
		direct:   true,
		why:      "one package knows WebGPU; a change of its API stays there",
	},
	{
		packages: patterns{"sim/backend/gpu/device"},
		avoid:    patterns{"backflow/..."},
		except:   patterns{"sim/text"},
		why:      "the WebGPU runtime knows no network, backend or setting: what runs on it is its callers'",
	},
	{
		packages: patterns{"sim/backend/gpu/layout", "sim/backend/gpu/selftest"},
		avoid:    patterns{"sim/backend/gpu/device", "github.com/..."},
		why:      "where numbers lie, and whether two backends agree, is found out without a GPU",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"github.com/hajimehoshi/..."},
		except:   patterns{"render/paint", "wasm/stage"},
		direct:   true,
		why:      "Ebiten dies at its package's initialisation without a document, and so would a worker or a test that reached it",
	},
	{
		packages: patterns{"wasm/engine", "sim/...", "render/draw", "render/format", "render/layout", "render/view/...", "render/scene", "render/svg", "render/theme"},
		avoid:    patterns{"github.com/hajimehoshi/..."},
		why:      "Ebiten dies at its package's initialisation without a document, and so would a worker or a test that reached it",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"syscall/js"},
		except:   patterns{"wasm/..."},
		direct:   true,
		why:      "everything else also builds and is tested natively",
	},
	{
		packages: patterns{"wasm/stage", "render/..."},
		avoid:    patterns{"gonum.org/...", "github.com/gogpu/...", "sim/...", "shaders"},
		except:   patterns{"sim/wire/...", "sim/text", "sim/reason"},
		why:      "the stage draws snapshots and computes nothing: it is half the download",
	},
	{
		packages: patterns{"render/draw", "render/format", "render/layout", "render/view/...", "render/scene", "render/theme"},
		avoid:    patterns{"*.*/...", "syscall/js", "wasm/..."},
		why:      "scenes are pure functions of a snapshot and a size, tested without a screen",
	},
	{
		packages: patterns{"render/svg", "render/paint"},
		avoid:    patterns{"render/scene", "render/view/...", "render/layout", "render/format", "sim/...", "wasm/..."},
		why:      "what paints reads a drawing list, whatever it shows",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"render/view/*"},
		except:   patterns{"render/view"},
		direct:   true,
		why:      "a view knows no other and only the table knows them: adding one is a folder and a row in render/view",
	},
	{
		packages: patterns{"render/svg"},
		avoid:    patterns{"*.*/...", "wasm/..."},
		why:      "a picture in a file needs a drawing list and the standard library",
	},
	{
		packages: patterns{"wasm/..."},
		avoid:    patterns{"net/http", "crypto/tls"},
		why:      "the browser fetches; Go's own client would add megabytes to the download",
	},
	{
		packages: patterns{"wasm/...", "sim/backend/...", "sim/data", "sim/experiment", "sim/inspect", "sim/lesson", "sim/num", "sim/probe", "sim/reason", "sim/session/...", "sim/theory", "sim/wire", "shaders"},
		avoid:    patterns{"encoding/json", "net/url", "text/template", "regexp"},
		except:   patterns{"wasm/stage/..."},
		direct:   true,
		why:      "the engine does without them: each is a tenth of a megabyte or more of its code (see wasm/NOTES.md)",
	},
	{
		packages: patterns{"wasm/..."},
		avoid:    patterns{"gonum.org/v1/gonum/integrate/..."},
		why:      "its quadrature rules of all sizes were a fifth of the engine's download; sim/theory keeps the two that it uses",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"github.com/chromedp/..."},
		except:   patterns{"site/test"},
		why:      "only tests drive a browser",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"github.com/coder/..."},
		except:   patterns{"site/test/drive"},
		direct:   true,
		why:      "one package speaks to the browsers that chromedp does not drive",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"github.com/tetratelabs/..."},
		except:   patterns{"sim/backend/cpu/simd/simdtest"},
		direct:   true,
		why:      "only tests run the SIMD kernels outside of a browser",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"math/rand", "math/rand/v2"},
		except:   patterns{"sim/..."},
		direct:   true,
		why:      "chance belongs to the experiment and comes from its seed",
	},
	{
		packages: patterns{"backflow/..."},
		avoid:    patterns{"unsafe", "C", "math/rand"},
		direct:   true,
		why:      "nothing needs unsafe memory, a C compiler or one generator shared by all",
	},
}

func TestImportsFollowTheLattice(t *testing.T) {
	readTree(t)
	for _, target := range [][2]string{{"linux", "amd64"}, {"js", "wasm"}} {
		t.Run(target[0], func(t *testing.T) {
			g := listPackages(t, target[0], target[1])
			for _, r := range rules {
				checkRule(t, g, r)
			}
		})
	}
}

// A lattice that matches nothing would hold for ever.
func TestEveryRuleIsAboutPackagesThatExist(t *testing.T) {
	readTree(t)
	linux, js := listPackages(t, "linux", "amd64"), listPackages(t, "js", "wasm")
	for _, r := range rules {
		for _, p := range append(slices.Clone(r.packages), r.except...) {
			if !linux.has(p) && !js.has(p) {
				t.Errorf("no package matches %q of the rule that %s", p, r.why)
			}
		}
	}
}

func checkRule(t *testing.T, g graph, r rule) {
	t.Helper()
	for _, from := range g.own() {
		if !r.packages.match(from) || (r.direct && r.except.match(from)) {
			continue
		}
		for _, chain := range g.chains(from, r) {
			t.Errorf("%s\n\tis not allowed: %s", strings.Join(chain, "\n\t→ "), r.why)
		}
	}
}

// patterns name packages: "a/b" itself, "a/..." everything at and under a,
// "a/*" what is under it alone, "*.*/..." every module from outside. "backflow/..." is this module; a
// pattern is relative to it where that names one of its packages.
type patterns []string

func (ps patterns) match(pkg string) bool {
	return slices.ContainsFunc(ps, func(p string) bool {
		return matchOne(p, pkg) || matchOne(module+"/"+p, pkg)
	})
}

func matchOne(pattern, pkg string) bool {
	if pattern == "*.*/..." {
		domain, _, ok := strings.Cut(pkg, "/")
		return ok && strings.Contains(domain, ".")
	}
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == root || strings.HasPrefix(pkg, root+"/")
	}
	if root, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(pkg, root+"/")
	}
	return pattern == pkg
}

// graph maps the import path of each package to its imports.
type graph map[string][]string

func (g graph) own() []string {
	var pkgs []string
	for pkg := range g {
		if matchOne(module+"/...", pkg) {
			pkgs = append(pkgs, pkg)
		}
	}
	slices.Sort(pkgs)
	return pkgs
}

func (g graph) has(p string) bool {
	return slices.ContainsFunc(g.own(), patterns{p}.match)
}

// chains returns the shortest way from a package to each that r keeps it from.
func (g graph) chains(from string, r rule) [][]string {
	var found [][]string
	seen := map[string]bool{from: true}
	for queue := [][]string{{from}}; len(queue) > 0; queue = queue[1:] {
		way := queue[0]
		for _, next := range g[way[len(way)-1]] {
			if seen[next] {
				continue
			}
			seen[next] = true
			longer := append(slices.Clone(way), next)
			switch {
			case r.avoid.match(next) && (r.direct || !r.except.match(next)):
				found = append(found, longer)
			case !r.direct:
				queue = append(queue, longer)
			}
		}
	}
	return found
}

func listPackages(t *testing.T, goos, goarch string) graph {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-tags", "browser", "-json=ImportPath,Imports", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		errors.As(err, &exit)
		t.Fatalf("go list: %v\n%s", err, exit.Stderr)
	}
	g := graph{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return g
		} else if err != nil {
			t.Fatal(err)
		}
		g[p.ImportPath] = p.Imports
	}
}

// root is the top of the repository.
const root = "."

// notOurs are folders that are made here and not kept.
var notOurs = []string{"dist", "node_modules"}

// readTree lists every folder of the repository and returns its files, without
// dotted folders and those that are made here. The go command then knows that a test's result
// hangs on them and does not answer from its cache after a change.
func readTree(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || slices.Contains(notOurs, d.Name())):
			return filepath.SkipDir
		case !d.IsDir() && d.Name() != ".git": // a file in a worktree
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
