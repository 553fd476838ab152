# make demo and make test do all the set-up they need; see tools/setup.
export CGO_CFLAGS := -O2 -g -Wno-deprecated-declarations
BIN := bin/mlf-lsp
DIST := dist
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.PHONY: check-knowledge dist docs build demo test test-vscode vsix frameworks lint bench bench-lsp generate clean setup editors

build: setup
	go build -trimpath -ldflags "-X main.release=$(VERSION)" -o $(BIN) ./cmd/mlf-lsp

# demo checks a realistic project; findings are what it is for, so exit status 1 is fine.
demo: build
	@$(BIN) check testdata/demo; status=$$?; [ $$status -le 1 ]

test: setup lint frameworks editors test-vscode
	MLF_LSP_TRAIN=1 go test -timeout 60m ./...

# test-vscode checks the extension and drives it in a real VS Code, where that can be installed.
test-vscode: build
	PROGRAM=$(BIN) tools/vsix/test

# vsix packages the extension for each platform whose C compiler is there.
vsix: setup
	@tools/workbench/install node
	VERSION=$(VERSION) tools/vsix/build

# frameworks installs those that tests run for real, once.
frameworks:
	@tools/frameworks/install torch tensorflow corpus templates black keyring ray

# editors installs those that tests drive, once.
editors:
	@tools/editors/install

# check-knowledge installs real frameworks, many of them, and looks up in them what rules/ says; then it compares. It is no part of
# make test, whose Go tests compare with what was recorded. On a machine with a GPU, run tools/gpu-oracle beside it.
check-knowledge: setup
	@tools/knowledge/check

lint: setup
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "not gofmt-ed: $$out"; exit 1; fi
	go vet -composites=false ./...

bench: build
	tools/bench/run

# bench-lsp presses the same keys in several language servers; see docs/performance.md.
bench-lsp: build
	go run ./tools/lsp/bench -server $(BIN)

# dist builds what is released, for each platform whose C compiler is there.
dist: setup
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} go run ./tools/dist -version $(VERSION) -out $(DIST)

# docs builds the site into site/ and looks whether its links lead somewhere.
docs:
	tools/site/build

generate: setup
	go generate ./...

setup:
	@tools/setup

clean:
	rm -rf bin
