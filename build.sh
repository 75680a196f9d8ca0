#!/usr/bin/env bash
# Everything one does with Backflow. ./build.sh alone lists the commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Nothing needs a C compiler, so that a machine with only Go will do. The
# commit is left out of the binaries: the same sources give the same bytes.
export CGO_ENABLED=0
go_build=(go build -trimpath -buildvcs=false)

usage() {
	cat <<-END
		usage: ./build.sh COMMAND

		  serve   build the page, serve it on this machine and print its address
		  test    install what the tests need (Debian packages), then run them all
		  unit    run the tests of the page's JavaScript alone; needs Node
		  build   build the page into dist/, ready for any static web server;
		          build quick leaves out the compressed copies, as serve does
		  offline build dist-offline/backflow.html, the page in one file that needs no
		          server and no network, and backflow.zip with it
		  bench   measure: Go benchmarks, then timings in a browser
		  screens leave pictures of the page on every screen in a folder: ./build.sh screens FOLDER
		  fuzz    look for bad inputs for a while: ./build.sh fuzz 10m for each target
		  structure
		          count what each package has; structure picture draws who imports whom
		  kernels compile the SIMD kernels anew after a change; needs npm

		serve and build need Go and nothing else. Words after serve and bench go on
		to the server and to go test: ./build.sh serve -addr 127.0.0.1:9000
	END
}

say() { printf '\n== %s\n' "$*"; }
have() { command -v "$1" >/dev/null; }
for_browser() { env GOOS=js GOARCH=wasm "$@"; }

# --- build ---------------------------------------------------------------

# build makes the page beside dist/ and then swaps the two, so that a server
# that is running never sees half of one. Its words go to the bundler.
build() {
	mkdir -p .cache
	local sources page
	sources=$(mktemp -d .cache/sources.XXXXXX)
	page=$(mktemp -d .cache/page.XXXXXX)
	gather "$sources"
	go run ./site/bundle "$@" "$sources" "$page"
	chmod 755 "$page"
	rm -rf "$sources" .cache/old
	[ ! -e dist ] || mv dist .cache/old
	mv "$page" dist
	rm -rf .cache/old
	print_sizes
}

# offline makes the page in one file, for machines without a network.
offline() {
	mkdir -p .cache
	local sources
	sources=$(mktemp -d .cache/sources.XXXXXX)
	gather "$sources"
	rm -rf dist-offline
	mkdir dist-offline
	go run ./site/bundle -single "$sources" dist-offline
	rm -rf "$sources"
	say "dist-offline/"
	wc -c dist-offline/*
}

# gather puts all that the page is made of into one folder.
gather() {
	cp -R site/. "$1"
	rm -rf "$1/test" "$1/serve" "$1/bundle"
	mkdir -p "$1/data"
	write_schema "$1/js"
	cp sim/data/mnist/*.gz sim/session/race/race.json "$1/data/"
	draw_first_paint "$1"
	compile_wasm "$1"
	collect_licences >"$1/licences.txt"
	draw_posters "$1/examples"
}

# draw_posters makes the pictures that stand in the example post until its embeds do.
draw_posters() {
	local name steps query theme
	go build -o .cache/backflow ./sim/cmd/backflow
	while read -r name steps query; do
		for theme in dark light; do
			.cache/backflow picture -steps "$steps" -size 720x450 -theme "$theme" -o "$1/$name-$theme.svg" "$query" 2>/dev/null
		done
	done <"$1/posters.txt"
}

# draw_first_paint makes what stands in the place of the picture until that is there:
# the page as it begins, at the size that the picture has in a window of a desktop
# and of a phone. What has been drawn by the same program, for the same words here, is kept.
draw_first_paint() {
	go build -trimpath -buildvcs=false -o .cache/backflow ./sim/cmd/backflow
	local kept shape theme
	kept=.cache/posters-$(cat .cache/backflow build.sh | sha256sum | cut -c1-16)
	if [ ! -e "$kept" ]; then
		rm -rf .cache/posters-*
		mkdir "$kept.part"
		for shape in wide=792x746 tall=390x578; do
			for theme in dark light; do
				.cache/backflow picture -steps 0 -still -sketch -edges 120 -size "${shape#*=}" -theme "$theme" | without_words >"$kept.part/poster-${shape%=*}-$theme.svg"
			done
		done
		mv "$kept.part" "$kept"
	fi
	cp "$kept"/*.svg "$1/"
}

# without_words leaves out what is said of a picture: nobody reads that in a background.
without_words() { sed '/^<title>/d; /^<desc>/d'; }

# write_schema hands the tables of parameters, of columns and of lessons to the page's JavaScript.
write_schema() {
	go run ./sim/cmd/backflow params -page >"$1/schema.js"
	go run ./sim/cmd/backflow columns -page >"$1/columns.js"
	go run ./sim/cmd/backflow lesson -page >"$1/lessons.js"
}

# compile_wasm compiles the programs, for a download that is small. The stage is built on a copy of
# Ebiten that is less than half as large (see wasm/stage/slim), the engine on shaders without comments
# and on a WebGPU that logs nothing.
compile_wasm() {
	go run ./wasm/stage/slim .cache/slim
	bare_shaders .cache/shaders
	silent_webgpu .cache/webgpu
	local small=(-ldflags="-s -w" "${inlined[@]/#/-gcflags=}")
	for_browser "${go_build[@]}" "${small[@]}" -gcflags=backflow/sim/wire=-l -modfile=.cache/webgpu/go.mod -overlay=.cache/shaders/overlay.json -o "$1/" ./wasm/engine
	for_browser "${go_build[@]}" "${small[@]}" -modfile=.cache/slim/go.mod -o "$1/" ./wasm/stage
	mv "$1/engine" "$1/engine.wasm"
	mv "$1/stage" "$1/stage.wasm"
	chmod 644 "$1/engine.wasm" "$1/stage.wasm"
	cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" "$1/"
}

# Function calls are inlined only where a network trains and where a frame is drawn: everywhere
# else that makes the download larger and, measured, nothing faster (wasm/NOTES.md). The engine only
# writes snapshots.
inlined=(all=-l math/...=
	backflow/sim/{num,data,wire}=
	backflow/sim/backend/{cpu,optim}=
	backflow/render/...= backflow/wasm/stage=)

# bare_shaders leaves the comments out of the shaders, but for those that shaders/unroll.go reads.
# Folder $1 then has what go build takes in their place.
bare_shaders() {
	local file separator='{"Replace": {'
	rm -rf "$1"
	mkdir -p "$1"
	for file in shaders/*.wgsl; do
		sed -E 's,[[:space:]]*//($|[^:].*),,; /^[[:space:]]*$/d' "$file" >"$1/${file#*/}"
		printf '%s"%s": "%s"' "$separator" "$file" "$1/${file#*/}"
		separator=', '
	done >"$1/overlay.json"
	echo '}}' >>"$1/overlay.json"
}

# silent_webgpu copies the WebGPU binding without its one file that imports a logger: it logs nothing in
# a browser, and log/slog brings all ways to write a date, 13 kB (Brotli).
silent_webgpu() {
	rm -rf "$1"
	mkdir -p "$1"
	cp -R "$(go list -m -f '{{.Dir}}' github.com/gogpu/wgpu)" "$1/wgpu"
	chmod -R u+w "$1/wgpu"
	rm "$1/wgpu/logger_browser.go"
	cp go.mod go.sum "$1/"
	go mod edit -replace="github.com/gogpu/wgpu=./$1/wgpu" "$1/go.mod"
}

# collect_licences prints the licence of everything that ends up in the page.
collect_licences() {
	print_licence "Backflow" LICENSE
	print_licence "Go" "$(go env GOROOT)/LICENSE"
	local name dir file
	while read -r name dir; do
		for file in "$dir"/LICEN[CS]E* "$dir"/COPYING* "$dir"/NOTICE*; do
			[ ! -f "$file" ] || print_licence "$name" "$file"
		done
	done < <(bundled_modules)
}

bundled_modules() {
	for_browser go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}@{{.Version}} {{.Dir}}{{end}}{{end}}' \
		./wasm/engine ./wasm/stage | sort -u
}

print_licence() {
	printf '%s\n%s\n\n' "$1" "${1//?/-}"
	cat "$2"
	printf '\n\n'
}

print_sizes() {
	local file
	say "dist/"
	for file in dist/assets/*.wasm; do
		printf '%-36s %9d bytes, %9d gzipped\n' "$file" "$(wc -c <"$file")" "$(gzip -c "$file" | wc -c)"
	done
}

# --- kernels -------------------------------------------------------------

# kernels writes what is generated from the table of activations and compiles
# sim/backend/cpu/simd/kernels. What comes out is kept in the repository, so that
# nothing else needs the compiler.
kernels() {
	go generate ./sim/...
	install_kernel_compiler
	local target asc=$PWD/.cache/kernels/node_modules/.bin/asc
	for target in plain fused; do
		(cd sim/backend/cpu/simd/kernels && "$asc" --target "$target")
	done
}

install_kernel_compiler() { install_packages kernels sim/backend/cpu/simd/kernels; }

# install_packages installs what the lock file in folder $2 names into .cache/$1.
install_packages() {
	mkdir -p ".cache/$1"
	cp "$2"/package{,-lock}.json ".cache/$1/"
	npm ci --silent --no-audit --no-fund --ignore-scripts --prefix ".cache/$1"
}

# --- serve ---------------------------------------------------------------

serve() {
	build
	say "serving"
	exec go run ./site/serve "$@" dist
}

# --- test ----------------------------------------------------------------

# check runs everything. Time limits only end what hangs. A group of tests that fails does not stop the others;
# what does not build or is not tidy does.
check() {
	install_missing
	install_kernel_compiler
	install_packages axe site/test/axe
	lint
	build -compress .cache/compressed
	offline
	say "tests"
	local failed=0
	test_js || failed=1
	test_native || failed=1
	test_race || failed=1
	fuzz || failed=1
	test_kernels || failed=1
	test_wasm || failed=1
	test_page || failed=1
	return "$failed"
}

# missing_packages names the Debian packages that the tests want and that are
# not there, going by what the packages bring.
missing_packages() {
	have chromium || echo chromium
	have node || echo nodejs
	have npm || echo npm
	have firefox-esr || echo firefox-esr
	have WebKitWebDriver || echo webkit2gtk-driver
	have Xvfb || echo xvfb
	have python3 || echo python3
	[ -e /usr/sbin/nginx ] || echo nginx

	compgen -G '/usr/share/vulkan/icd.d/lvp_icd*.json' >/dev/null || echo mesa-vulkan-drivers
	compgen -G '/usr/lib/*/libvulkan.so.1' >/dev/null || echo libvulkan1
	[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || echo fonts-dejavu-core
}

install_missing() {
	local packages
	mapfile -t packages < <(missing_packages)
	[ "${#packages[@]}" -gt 0 ] || return 0
	say "installing ${packages[*]}"
	local root=()
	[ "$(id -u)" -eq 0 ] || root=(sudo)
	if ! have apt-get || { [ "$(id -u)" -ne 0 ] && ! have sudo; }; then
		echo "The tests need: ${packages[*]} (names of Debian packages). Install them and try again." >&2
		exit 1
	fi
	"${root[@]}" apt-get update -qq
	"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

lint() {
	say "lint"
	local tools=.cache/tools
	go build -modfile=.lint/go.mod -o "$tools/" honnef.co/go/tools/cmd/staticcheck mvdan.cc/gofumpt
	check_format "$tools/gofumpt"
	go vet -tags browser ./...
	for_browser go vet -tags english ./...
	"$tools/staticcheck" -tags browser ./...
	for_browser "$tools/staticcheck" -tags english ./...
}

check_format() {
	local files
	files=$("$1" -l render shaders sim site wasm)
	[ -z "$files" ] && return
	printf 'Not formatted; run %s -w on:\n%s\n' "$1" "$files" >&2
	exit 1
}

# The page's JavaScript runs in Node, beside its tests.
test_js() {
	mkdir -p .cache
	local unit
	unit=$(mktemp -d .cache/unit.XXXXXX)
	mkdir "$unit/test"
	cp -R site/js site/embed sim/text/en.json "$unit/"
	cp -R site/test/unit "$unit/test/"
	write_schema "$unit/js"
	echo '{"type": "module"}' >"$unit/package.json"
	local failed=0
	node --test "$unit" || failed=1
	rm -rf "$unit"
	return "$failed"
}

# Natively the GPU backend runs on lavapipe, Mesa's Vulkan without a GPU,
# whatever else the machine has: the same driver everywhere, the same numbers.
test_native() {
	VK_ICD_FILENAMES=$(compgen -G '/usr/share/vulkan/icd.d/lvp_icd*.json' | head -n 1) \
		go test -timeout 60m $(go list ./... | grep -v /site/test)
}

# test_race runs what has goroutines under the race detector, which needs a C compiler.
# Of the backends it takes the tests in which several things go on at once: each of
# the others has one goroutine, and all of them take many minutes, as deep conv nets do
# and the lengthy tests of a session.
test_race() {
	have cc || { say "no C compiler: the race detector is left out"; return 0; }
	race() {
		VK_ICD_FILENAMES=$(compgen -G '/usr/share/vulkan/icd.d/lvp_icd*.json' | head -n 1) \
			CGO_ENABLED=1 go test -race -short -timeout 60m "$@"
	}
	local failed=0 lengthy='TestSlicedScores|TestGoldenRuns|TestSetupsOfTheRace|TestStageTakes|TestPhaseDiagram|TestEveryViewFits|TestAccountAgrees'
	race -run 'Trials|Goroutines|Lanes|Prepare|SelfTest|Fault|Pending|Close' ./sim/backend/gpu || failed=1
	race -run 'Interrupt|Evaluation|Observe|Looks|Golden' ./sim/backend/cpu || failed=1
	race -skip "TestConformance/conv_(20|of_30)|$lengthy" $(go list ./sim/... | grep -vE '/(gpu|cpu|cmd/.*|theory|trace|probe|check)$') || failed=1
	return "$failed"
}

# fuzz looks for new bad inputs, so long a target, from the corpora that are kept.
fuzz() {
	local file target failed=0
	while read -r file target; do
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-5s}" "./$(dirname "$file")" || failed=1
	done < <(grep -roE --include='*_test.go' '^func Fuzz\w+' render shaders sim site wasm | sed 's/:func / /')
	return "$failed"
}

# Kernels for chips, which lavapipe takes long to compile, run on the driver that
# Chromium brings. It compiles one at a time, as the SIMD kernels run: what keeps a
# single core busy has company. Deep conv nets use no kernel that the others do not.
test_kernels() {
	local failed=0
	on_swiftshader 'TestConformance/tiled,_as_chips|TestEpilogues|TestLanes|TestLargestSquares|TestLayers|TestSelfTest' &
	on_swiftshader 'TestConformance/fused,_as_chips' || failed=1
	test_simd || failed=1
	wait $! || failed=1
	return "$failed"
}

on_swiftshader() {
	VK_ICD_FILENAMES=$(compgen -G '/usr/lib/chromium/vk_swiftshader_icd.json') \
		go test -count=1 -timeout 60m -run "$1" -skip 'TestConformance/.*/conv_(20|of_30)' ./sim/backend/gpu
}

test_simd() {
	for_browser go test -short -timeout 60m -tags simd,english -exec "node --stack-size=8192 $PWD/sim/backend/cpu/simd/simdtest/exec.cjs" ./sim/backend/cpu/...
}

test_wasm() {
	for_browser go test -short -timeout 60m -tags english -exec "$(go env GOROOT)/lib/wasm/go_js_wasm_exec" $(pure_packages)
}

# pure_packages touch neither a screen nor a GPU nor the machine. Lessons are checked natively,
# and once more in the page.
pure_packages() {
	for_browser go list ./sim/... ./render/... | grep -vE '/(gpu|gpu/device|paint|lesson/check)$|/cmd/'
}

test_page() {
	go test -count=1 -tags browser -timeout 60m -parallel 2 "$@" ./site/test
}

# --- screens -------------------------------------------------------------

screens() {
	build
	BACKFLOW_SHOTS=$(realpath -m "${1:?a folder is needed}") test_page -run 'TestEveryScreen'
}

# --- bench ---------------------------------------------------------------

bench() {
	build
	say "Go"
	VK_ICD_FILENAMES=$(compgen -G '/usr/share/vulkan/icd.d/lvp_icd*.json' | head -n 1) \
		go test -run '^$' -bench . "$@" $(go list ./... | grep -v /site/test)
	say "browser"
	test_page -run '^$' -bench . -benchtime 5x
}

case "${1:-}" in
build) if [ "${2:-}" = quick ]; then build; else build -compress .cache/compressed; fi ;;
serve | offline | bench | kernels | screens | fuzz) "$@" ;;
structure) go run ./sim/cmd/structure "${@:2}" ;;
test) check ;;
unit) test_js ;;
'' | help | -h | --help) usage ;;
*)
	usage >&2
	exit 2
	;;
esac
