package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mlf-lsp": func() { os.Exit(run()) }})
}

// TestScripts runs the program as users do; see testdata/script. Besides the
// commands of testscript there are
//
//	exits N mlf-lsp …    run and want the exit status N
//	github TOKEN [PART]  serve GitHub's API and git; 403 for paths with PART
//	index                serve an index of packages
//	bytes FILE HEX…      write bytes
//	repeat FILE N TEXT   write a text N times
//	nested FILE N        write an expression of N nested brackets
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("MLF_LSP_KEYRING", "off")
			e.Setenv("MLF_LSP_CACHE", filepath.Join(e.WorkDir, ".cache"))
			return nil
		},
		Condition: func(cond string) (bool, error) {
			return cond == "superuser" && os.Geteuid() == 0, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": func(ts *testscript.TestScript, _ bool, args []string) {
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				err = ts.Exec(args[1], args[2:]...)
				got := 0
				if exit, ok := errors.AsType[*exec.ExitError](err); ok {
					got = exit.ExitCode()
				} else {
					ts.Check(err)
				}
				if got != want {
					ts.Fatalf("exit status %d, want %d", got, want)
				}
			},
			"github": serveGitHub,
			"index":  func(ts *testscript.TestScript, _ bool, _ []string) { serveIndex(ts) },
			"bytes": func(ts *testscript.TestScript, _ bool, args []string) {
				raw, err := hex.DecodeString(strings.Join(args[1:], ""))
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), raw, 0o644))
			},
			"repeat": func(ts *testscript.TestScript, _ bool, args []string) {
				n, err := strconv.Atoi(args[1])
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte(strings.ReplaceAll(args[2], `\n`, "\n")), n), 0o644))
			},
			"nested": func(ts *testscript.TestScript, _ bool, args []string) {
				n, err := strconv.Atoi(args[1])
				ts.Check(err)
				text := "import torch\nx = " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) + "\n"
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
			},
		},
	})
}

// serveIndex serves what PyPI and anaconda.org answer for a few packages.
func serveIndex(ts *testscript.TestScript) {
	answers := map[string]string{
		"/pypi/rich/json":                `{"info": {"version": "13.9.1"}, "releases": {}}`,
		"/pypi/click/json":               `{"info": {"version": "8.1.0"}}`,
		"/pypi/mlf-lsp/json":             `{"info": {"version": "99.1.0"}}`,
		"/rtd/taken/":                    `<html>`,
		"/conda/conda-forge/cudatoolkit": `{"latest_version": "11.8.0"}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer, ok := answers[r.URL.Path]; ok {
			_, _ = io.WriteString(w, answer)
			return
		}
		http.NotFound(w, r)
	}))
	ts.Defer(server.Close)
	ts.Setenv("MLF_LSP_PYPI_URL", server.URL+"/pypi")
	ts.Setenv("MLF_LSP_ANACONDA_URL", server.URL+"/conda")
	ts.Setenv("MLF_LSP_RTD_URL", server.URL+"/rtd")
}
