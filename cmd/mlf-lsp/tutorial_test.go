package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

var updateTutorial = flag.Bool("update-tutorial", false, "write into docs/tutorial.md what its commands print")

var (
	block = regexp.MustCompile("(?ms)^```(\\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$")
	model = regexp.MustCompile(`\bmodel ([0-9a-f]{12})\b`)
)

// TestTutorial does what docs/tutorial.md says, from its first line to its
// last: files with a title are written, commands run, and what they print
// must be what the page shows. Digests of models differ between versions of
// Python; of them only counts which are equal and which are not.
func TestTutorial(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("the tutorial trains with python3, which is not here")
	}
	if runtime.GOOS != "linux" {
		t.Skip("the tutorial's commands are those of Linux")
	}
	page := filepath.Join("..", "..", "docs", "tutorial.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	digests := pairing{map[string]string{}, map[string]string{}}
	steps := 0
	written := block.ReplaceAllStringFunc(string(text), func(whole string) string {
		m := block.FindStringSubmatch(whole)
		if title := m[2]; title != "" {
			path := filepath.Join(dir, filepath.FromSlash(title))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(m[3]), 0o644); err != nil {
				t.Fatal(err)
			}
			return whole
		}
		if m[1] != "console" {
			return whole
		}
		steps++
		got := perform(t, dir, m[3])
		if !*updateTutorial && model.ReplaceAllString(got, "model X") != model.ReplaceAllString(m[3], "model X") {
			t.Errorf("the page shows\n%s\nbut there is\n%s", m[3], got)
		}
		shown, seen := model.FindAllStringSubmatch(m[3], -1), model.FindAllStringSubmatch(got, -1)
		for i := 0; i < min(len(shown), len(seen)) && !*updateTutorial; i++ {
			if !digests.match(shown[i][1], seen[i][1]) {
				t.Errorf("the page shows model %s; there is %s, which does not differ from others as the page says", shown[i][1], seen[i][1])
			}
		}
		return "```console\n" + got + "```"
	})
	if steps < 5 {
		t.Fatalf("only %d steps found in the tutorial", steps)
	}
	if *updateTutorial {
		if err := os.WriteFile(page, []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// pairing matches two sets of names one to one.
type pairing struct{ there, back map[string]string }

func (p pairing) match(a, b string) bool {
	x, known := p.there[a]
	y, taken := p.back[b]
	if known || taken {
		return known && taken && x == b && y == a
	}
	p.there[a], p.back[b] = b, a
	return true
}

// perform runs the commands of a block, and gives them with what they print.
func perform(t *testing.T, dir, text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		cmd := exec.Command("sh", "-c", command)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "MLF_LSP_CACHE="+filepath.Join(dir, ".cache"), "PYTHONDONTWRITEBYTECODE=1", "PYTHONHASHSEED=random")
		printed, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
			t.Fatalf("%s: %v\n%s", command, err, printed)
		}
		out.WriteString(line)
		out.Write(printed)
	}
	return out.String()
}

// TestDocumentedCommands looks whether commands in the documentation exist
// with the flags that it gives them.
func TestDocumentedCommands(t *testing.T) {
	pages, err := filepath.Glob("../../docs/guides/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no guides found")
	}
	found := 0
	for _, page := range append(pages, "../../README.md", "../../docs/fixes.md", "../../docs/packs.md", "../../docs/index.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:\$ |\s*- run: |\s*- |\t)(?:uvx |srun |apptainer exec \S+ )*mlf-lsp ([^|>#\n]*)`).FindAllStringSubmatch(string(text), -1) {
			found++
			s := &session{stdin: strings.NewReader(""), stdout: &strings.Builder{}, stderr: &strings.Builder{}}
			cmd, rest, err := s.rootCommand().Find(strings.Fields(strings.NewReplacer("'", "", `"`, "").Replace(m[1])))
			if err == nil {
				err = cmd.ParseFlags(rest)
			}
			if err != nil {
				t.Errorf("%s: mlf-lsp %s: %v", filepath.Base(page), m[1], err)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d commands found in the documentation", found)
	}
}
