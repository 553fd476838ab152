package verify

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
)

// Hook is Python code that runs when a Python of the command starts, before
// anything of the user: a module in a folder that PYTHONPATH names. It may use
//
//	MLF_LSP_RUN                        the run's own folder, for what it writes
//	MLF_LSP_ROOT                       the project's folder in which the run goes
//	mlf_lsp_imports.when_imported      to act once a framework is imported
//
// and must import no framework itself. Its exceptions are one line on standard
// error and stop nothing.
type Hook struct {
	Name   string            // of the module, such as mlf_lsp_mode
	Source string            // its text; Python 3.6 and later must read it
	Files  map[string]string // in the place of Source: the files of a package, by path
	Env    map[string]string // variables for it
}

//go:embed hook/sitecustomize.py
var sitecustomize string

//go:embed hook/mlf_lsp_imports.py
var hookImports string

//go:embed hook/mlf_lsp_process.py
var hookProcess string

// processHook writes down which Python and packages ran; every run has it.
var processHook = Hook{Name: "mlf_lsp_process", Source: hookProcess}

// writeHooks fills a folder for PYTHONPATH.
func writeHooks(dir string, hooks []Hook) error {
	files := map[string]string{"sitecustomize": sitecustomize, "mlf_lsp_imports": hookImports}
	for _, h := range hooks {
		if h.Files == nil {
			files[h.Name] = h.Source
		}
		for path, text := range h.Files {
			files[strings.TrimSuffix(path, ".py")] = text
		}
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name)+".py")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// hookEnv are the variables that make a Python find and run hooks.
func hookEnv(dir, run string, hooks []Hook, pythonPath string) map[string]string {
	env := map[string]string{"MLF_LSP_RUN": run}
	var names []string
	for _, h := range hooks {
		names = append(names, h.Name)
		for k, v := range h.Env {
			env[k] = v
		}
	}
	env["MLF_LSP_HOOKS"] = strings.Join(names, " ")
	env["PYTHONPATH"] = dir
	if pythonPath != "" {
		env["PYTHONPATH"] += string(os.PathListSeparator) + pythonPath
	}
	return env
}
