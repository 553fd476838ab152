package editors

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// block is one of the page's pieces of code.
type block struct {
	language string
	path     string // of the file that it is, below the user's home; "" for none
	text     string
}

var (
	fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")
	names = regexp.MustCompile(`\A\S+ ~/([^\s:]+)`)
)

// blocks are those of docs/editors.md.
func blocks(t *testing.T) (out []block) {
	t.Helper()
	for _, m := range fence.FindAllStringSubmatch(read(t, "../docs/editors.md"), -1) {
		b := block{language: m[1], text: m[2]}
		if n := names.FindStringSubmatch(b.text); n != nil {
			b.path = n[1]
		}
		out = append(out, b)
	}
	return out
}

// lay writes the page's file for an editor into a home folder. The text has to
// hold a word, as there may be several.
func lay(t *testing.T, home, path, word string) {
	t.Helper()
	for _, b := range blocks(t) {
		if b.path == path && strings.Contains(b.text, word) {
			to := filepath.Join(home, path)
			must(t, os.MkdirAll(filepath.Dir(to), 0o755))
			must(t, os.WriteFile(to, []byte(b.text), 0o644))
			return
		}
	}
	t.Fatalf("docs/editors.md has no %s with %s", path, word)
}

// TestPageParses reads the page's JSON and TOML.
func TestPageParses(t *testing.T) {
	found := map[string]int{}
	for _, b := range blocks(t) {
		var v any
		var err error
		switch found[b.language]++; b.language {
		case "json":
			err = json.Unmarshal([]byte(b.text), &v)
		case "toml":
			err = toml.Unmarshal([]byte(b.text), &v)
		}
		if err != nil {
			t.Errorf("%v in\n%s", err, b.text)
		}
	}
	if found["json"] < 3 || found["toml"] < 1 || found["lua"] < 2 || found["elisp"] < 2 {
		t.Errorf("the page has %v", found)
	}
}

// TestPageNeovim follows the page from an empty home folder: what is written is
// what the command line repairs.
func TestPageNeovim(t *testing.T) {
	nvim := program(t, "nvim")
	here, err := os.Getwd()
	must(t, err)
	edited, fixed := demo(t), demo(t)
	home := t.TempDir()
	lay(t, home, ".config/nvim/init.lua", "vim.lsp.enable")
	drive(t, edited, []string{"TESTDATA=" + filepath.Join(here, "testdata"), "HOME=" + home, "XDG_CONFIG_HOME=" + home + "/.config"},
		nvim, "--headless", "-n", "-c", "luafile "+filepath.Join(here, "testdata/page.lua"))
	const file = "liver_seg/data/datamodule.py"
	mlf(t, fixed, "check", "--fix", file)
	same(t, filepath.Join(edited, file), filepath.Join(fixed, file))
}

// TestPageEmacs follows the page in an Emacs on a terminal.
func TestPageEmacs(t *testing.T) {
	emacs := program(t, "emacs")
	here, err := os.Getwd()
	must(t, err)
	for _, client := range []string{"eglot", "lsp-mode"} {
		t.Run(client, func(t *testing.T) {
			needs(t, emacs, client)
			recordings := t.TempDir()
			env := environment(t, recordings)
			home := setting(env, "HOME")
			lay(t, home, ".emacs.d/init.el", client)
			// Packages that the system's own Emacs would have found.
			must(t, os.WriteFile(filepath.Join(home, ".emacs.d/early-init.el"), []byte(`(load "`+filepath.Join(here, "testdata/lib.el")+`")`), 0o644))
			w := openTerminal(t, demo(t), env, 120, 40, emacs, "-nw", "--no-splash", "liver_seg/utils/seeding.py")
			if client == "lsp-mode" {
				w.until("Import project") // its question, on first sight of a project
				w.keys("i")
			}
			w.until("def set_determinism")
			w.until("Flymake[0 2 1]") // errors, warnings and notes, in the mode line
			w.keys("M-x")
			w.keys("flymake-show-buffer-diagnostics", "Enter")
			t.Logf("\n%s", w.until("the option --deterministic"))
			conforms(t, recordings)
		})
	}
}

// TestPageHelix follows the page in a Helix on a terminal.
func TestPageHelix(t *testing.T) {
	helix := program(t, "hx")
	recordings := t.TempDir()
	env := environment(t, recordings)
	lay(t, setting(env, "HOME"), ".config/helix/languages.toml", "mlf-lsp")
	w := openTerminal(t, demo(t), env, 120, 30, helix, "liver_seg/utils/seeding.py:19")
	w.until("fastest algorithm")
	w.keys(":", "q", "!", "Enter")
	w.ended()
	conforms(t, recordings)
	if block := read(t, "helix/languages.toml"); !strings.Contains(block, strings.SplitN(read(t, filepath.Join(setting(env, "HOME"), ".config/helix/languages.toml")), "\n", 2)[1]) {
		t.Error("docs/editors.md and editors/helix/languages.toml say different things")
	}
}
