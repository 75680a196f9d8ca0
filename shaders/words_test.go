package shaders

import (
	"regexp"
	"strings"
	"testing"
)

// reserved are the words that WGSL keeps for itself (https://www.w3.org/TR/WGSL/,
// section "Reserved Words"). The native compiler takes them as names; browsers do
// not.
const reserved = `NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await
become cast catch class co_await co_return co_yield coherent column_major common compile compile_fragment
concept const_cast consteval constexpr constinit crate debugger decltype delete demote demote_to_helper do
dynamic_cast enum explicit export extends extern external fallthrough filter final finally friend from fxgroup
get goto groupshared highp impl implements import inline instanceof interface layout lowp macro macro_rules
match mediump meta mod module move mut mutable namespace new nil noexcept noinline nointerpolation
non_coherent noncoherent noperspective null nullptr of operator package packoffset partition pass patch
pixelfragment precise precision premerge priv protected pub public readonly ref regardless register
reinterpret_cast require resource restrict self set shared sizeof smooth snorm static static_assert
static_cast std subroutine super target template this thread_local throw trait try type typedef typeid
typename typeof union unless unorm unsafe unsized use using varying virtual volatile wgsl where with
writeonly yield`

func TestNoKernelUsesReservedWords(t *testing.T) {
	comment := regexp.MustCompile(`//.*`)
	word := regexp.MustCompile(`\b(` + strings.Join(strings.Fields(reserved), "|") + `)\b`)
	for _, k := range All() {
		source, err := k.Source(Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(source, "\n") {
			if found := word.FindString(comment.ReplaceAllString(line, "")); found != "" {
				t.Errorf("%s uses the word %q: %s", k.Entry, found, strings.TrimSpace(line))
			}
		}
	}
}
