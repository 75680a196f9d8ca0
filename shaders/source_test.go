package shaders

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gogpu/naga"
	"github.com/gogpu/naga/ir"

	"backflow/sim/nn"
)

// Limits that WebGPU promises everywhere.
const (
	mostInvocations   = 256      // of a workgroup
	mostGroupMemory   = 16 << 10 // bytes
	mostStorageBuffer = 8        // of a kernel
	// uniformBytes is what the runtime binds of a uniform: see device.Assembler.
	uniformBytes = 96
)

// variants are options that between them give each word which a kernel's own text
// mentions every value that it can have.
func variants(t *testing.T, k Kernel) []Options {
	t.Helper()
	text := ownText(t, k)
	list := []Options{{}}
	each := func(word string, count int, with func(i int) Options) {
		if regexp.MustCompile(`\b` + word + `\b`).MatchString(text) {
			for i := range count {
				list = append(list, with(i))
			}
		}
	}
	each("ACT", len(nn.Functions), func(i int) Options { return Options{Act: i} })
	each("MIXED", 1, func(int) Options { return Options{Act: Mixed} })
	each("LOSS", len(Losses), func(i int) Options { return Options{Loss: i} })
	each("OPT", len(Optimisers), func(i int) Options { return Options{Optimiser: i} })
	each("NOISE", 1, func(int) Options { return Options{Noise: true} })
	each("IMAGES", 1, func(int) Options { return Options{Act: Mixed, Images: true} })
	each("NEAR", 1, func(int) Options { return Options{Near: true} })
	each("CLIP", 1, func(int) Options { return Options{Clip: true} })
	each("EQUALISE", 1, func(int) Options { return Options{Clip: true, Equalise: true} })
	return list
}

// ownText is what stands behind the constants of a kernel's source.
func ownText(t *testing.T, k Kernel) string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(sourceOf(t, k, Options{})) {
		if !strings.HasPrefix(line, "const ") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func sourceOf(t *testing.T, k Kernel, o Options) string {
	t.Helper()
	source, err := k.Source(o)
	if err != nil {
		t.Fatalf("%s: %v", nameOf(k), err)
	}
	return source
}

func nameOf(k Kernel) string {
	return fmt.Sprintf("%s of %s, %d", k.Entry, k.Files[len(k.Files)-1], k.Side)
}

// compiled is the module of a source, checked by the compiler that native devices use.
func compiled(t *testing.T, k Kernel, o Options) *ir.Module {
	t.Helper()
	source := sourceOf(t, k, o)
	tree, err := naga.Parse(source)
	if err != nil {
		t.Fatalf("%s with %+v: %v", nameOf(k), o, err)
	}
	module, err := naga.LowerWithSource(tree, source)
	if err != nil {
		t.Fatalf("%s with %+v: %v", nameOf(k), o, err)
	}
	if faults, err := naga.Validate(module); err != nil || len(faults) > 0 {
		t.Fatalf("%s with %+v: %v %v", nameOf(k), o, faults, err)
	}
	return module
}

// entryOf is the kernel's entry point.
func entryOf(t *testing.T, k Kernel, m *ir.Module) *ir.EntryPoint {
	t.Helper()
	i := slices.IndexFunc(m.EntryPoints, func(e ir.EntryPoint) bool { return e.Name == k.Entry })
	if i < 0 {
		t.Fatalf("%s is not in its files", nameOf(k))
	}
	return &m.EntryPoints[i]
}

// reached are the global variables that a function uses, or what it calls.
func reached(m *ir.Module, f *ir.Function) map[ir.GlobalVariableHandle]bool {
	globals, seen := map[ir.GlobalVariableHandle]bool{}, map[ir.FunctionHandle]bool{}
	var visit func(v reflect.Value)
	visit = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Interface, reflect.Pointer:
			if !v.IsNil() {
				visit(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		case reflect.Struct:
			switch x := v.Interface().(type) {
			case ir.ExprGlobalVariable:
				globals[x.Variable] = true
			case ir.StmtCall:
				if !seen[x.Function] {
					seen[x.Function] = true
					visit(reflect.ValueOf(m.Functions[x.Function]))
				}
			}
			for i := range v.NumField() {
				visit(v.Field(i))
			}
		}
	}
	visit(reflect.ValueOf(*f))
	return globals
}

// used are the bindings that a variant of a kernel uses, with how it may.
func used(t *testing.T, k Kernel, o Options) map[uint32]Access {
	t.Helper()
	m := compiled(t, k, o)
	list := map[uint32]Access{}
	for handle := range reached(m, &entryOf(t, k, m).Function) {
		v := m.GlobalVariables[handle]
		switch {
		case v.Binding == nil:
		case v.Binding.Group != 0:
			t.Errorf("%s: %s is bound in group %d", nameOf(k), v.Name, v.Binding.Group)
		case v.Space == ir.SpaceUniform:
			list[v.Binding.Binding] = Uniform
		case v.Access == ir.StorageRead:
			list[v.Binding.Binding] = Read
		default:
			list[v.Binding.Binding] = ReadWrite
		}
	}
	return list
}

// Every variant compiles, and uses buffers that the table binds, in the way that the table
// says. What the table binds is used by some variant.
func TestTablesBindWhatKernelsUse(t *testing.T) {
	for _, k := range All() {
		bound, ever := map[uint32]Access{}, map[uint32]bool{}
		for _, b := range k.Bindings {
			if _, twice := bound[b.Index]; twice {
				t.Errorf("%s binds %d twice", nameOf(k), b.Index)
			}
			bound[b.Index] = b.Access
		}
		for _, o := range variants(t, k) {
			for index, access := range used(t, k, o) {
				ever[index] = true
				if is, ok := bound[index]; !ok || is != access {
					t.Errorf("%s with %+v uses %d as %d; the table: %d, %t", nameOf(k), o, index, access, is, ok)
				}
			}
		}
		for index := range bound {
			if !ever[index] {
				t.Errorf("%s binds %d, which no variant uses", nameOf(k), index)
			}
		}
	}
}

// Kernels keep within what every device has: of invocations, of a workgroup's own memory,
// of storage buffers, and of what is bound of a uniform.
func TestKernelsKeepWithinLimits(t *testing.T) {
	for _, k := range All() {
		storage := 0
		for _, b := range k.Bindings {
			if b.Access != Uniform {
				storage++
			}
		}
		if storage > mostStorageBuffer {
			t.Errorf("%s binds %d storage buffers, WebGPU promises %d", nameOf(k), storage, mostStorageBuffer)
		}
		for _, o := range []Options{{}, {Act: Mixed, Near: true, Images: true, Clip: true, Equalise: true}} {
			checkLimits(t, k, compiled(t, k, o))
		}
	}
}

func checkLimits(t *testing.T, k Kernel, m *ir.Module) {
	t.Helper()
	entry := entryOf(t, k, m)
	if want := [3]uint32{k.SizeX, k.SizeY, 1}; entry.Workgroup != want || k.SizeX*k.SizeY > mostInvocations {
		t.Errorf("%s has workgroups of %v, the table says %v; %d invocations is the most", nameOf(k), entry.Workgroup, want, mostInvocations)
	}
	memory := uint32(0)
	for handle := range reached(m, &entry.Function) {
		v := m.GlobalVariables[handle]
		size := sizeOf(t, m, v.Type)
		if v.Space == ir.SpaceWorkGroup {
			memory += size
		}
		if v.Space == ir.SpaceUniform && size > uniformBytes {
			t.Errorf("%s: its uniform takes %d bytes, %d are bound", nameOf(k), size, uniformBytes)
		}
	}
	if memory > mostGroupMemory {
		t.Errorf("%s takes %d bytes of workgroup memory, WebGPU promises %d", nameOf(k), memory, mostGroupMemory)
	}
}

// sizeOf is the size of a type in bytes, 0 of an array of any length.
func sizeOf(t *testing.T, m *ir.Module, h ir.TypeHandle) uint32 {
	t.Helper()
	switch x := m.Types[h].Inner.(type) {
	case ir.ScalarType:
		return uint32(x.Width)
	case ir.AtomicType:
		return uint32(x.Scalar.Width)
	case ir.VectorType:
		return uint32(x.Size) * uint32(x.Scalar.Width)
	case ir.StructType:
		return x.Span
	case ir.ArrayType:
		if x.Size.Constant == nil {
			return 0
		}
		return *x.Size.Constant * x.Stride
	default:
		t.Fatalf("the size of %T is not known here", x)
		return 0
	}
}

// No two kernels of the table are the same, and each stands in the files that it lists.
func TestKernelsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range All() {
		key := fmt.Sprint(k.Entry, k.Files, k.Side)
		if seen[key] {
			t.Errorf("%s stands twice in the table", nameOf(k))
		}
		seen[key] = true
		if doubled := slices.Compact(slices.Sorted(slices.Values(k.Files))); len(doubled) != len(k.Files) {
			t.Errorf("%s takes a file twice: %q", nameOf(k), k.Files)
		}
	}
	if len(seen) < 50 {
		t.Errorf("the table lists %d kernels", len(seen))
	}
}

// A file that no kernel takes is dead.
func TestEveryFileIsTaken(t *testing.T) {
	taken := map[string]bool{}
	for _, k := range All() {
		for _, f := range k.Files {
			taken[f] = true
		}
	}
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), ".wgsl"); !taken[name] {
			t.Errorf("%s.wgsl belongs to no kernel", name)
		}
	}
}

// Options change constants, each its own, and nothing else of a text.
func TestOptionsAreConstants(t *testing.T) {
	base := strings.Split(sourceOf(t, FusedTogether, Options{}), "\n")
	for want, o := range map[string]Options{
		"const ACT: u32 = 3u;":         {Act: 3},
		"const LOSS: u32 = 2u;":        {Loss: 2},
		"const OPT: u32 = 4u;":         {Optimiser: 4},
		"const CLIP: bool = true;":     {Clip: true},
		"const EQUALISE: bool = true;": {Equalise: true},
		"const NOISE: bool = true;":    {Noise: true},
		"const IMAGES: bool = true;":   {Images: true},
		"const NEAR: bool = true;":     {Near: true},
	} {
		lines := strings.Split(sourceOf(t, FusedTogether, o), "\n")
		changed := map[string]bool{}
		for i, line := range lines {
			if line != base[i] {
				changed[line] = true
			}
		}
		if len(lines) != len(base) || !maps.Equal(changed, map[string]bool{want: true}) {
			t.Errorf("%+v changes %v, want %q alone", o, slices.Collect(maps.Keys(changed)), want)
		}
	}
}

// A kernel of a file that is not there is refused with its name.
func TestSourceNamesWhatIsMissing(t *testing.T) {
	if _, err := (Kernel{Entry: "none", Files: []string{"flush", "nothing"}}).Source(Options{}); err == nil || !strings.Contains(err.Error(), "nothing.wgsl") {
		t.Errorf("error %v", err)
	}
}
