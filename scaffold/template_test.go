package scaffold_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/scaffold"
)

var update = flag.Bool("update", false, "add the lines of new template versions to testdata/versions.txt")

const today = "2026-01-02"

var user = scaffold.User{FullName: "Ada Lovelace", Email: "ada@example.org", GitHub: "ada"}

// made are the files of a template's project with default answers, but for
// those given.
func made(t *testing.T, tpl *scaffold.Template, given scaffold.Answers) map[string]scaffold.File {
	t.Helper()
	a := scaffold.Answers{"project_name": "Exploding Springfield"}
	for k, v := range given {
		a[k] = v
	}
	answers, err := tpl.Complete(a, user, today)
	if err != nil {
		t.Fatal(err)
	}
	files, err := tpl.Render(answers)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestVersionsRise fails when what a template makes changed and its version did
// not: projects would never be offered the change. With -update the line of a
// new version is added. While a version is not released, delete its line first.
func TestVersionsRise(t *testing.T) {
	const file = "testdata/versions.txt"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		words := strings.Fields(line)
		known[words[0]+" "+words[1]] = words[2]
	}
	var added []string
	for _, tpl := range scaffold.Builtin() {
		key := tpl.Handle + " " + tpl.Version
		digest := digest(t, tpl)
		switch was, ok := known[key]; {
		case !ok && *update:
			added = append(added, key+" "+digest+"\n")
		case !ok:
			t.Errorf("%s has no line in %s; run go test ./scaffold -run TestVersionsRise -update", key, file)
		case was != digest:
			t.Errorf("what template %s makes changed, and its version %s did not; raise it in its template.yaml, so that sync offers the change, and run this test with -update", tpl.Handle, tpl.Version)
		}
	}
	if len(added) > 0 {
		lines := append(slices.Collect(strings.Lines(string(raw))), added...)
		slices.Sort(lines)
		if err := os.WriteFile(file, []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// digest is a hash of the project that a template makes, for all frameworks.
func digest(t *testing.T, tpl *scaffold.Template) string {
	sum := sha256.New()
	for _, given := range frameworks(tpl) {
		files := made(t, tpl, given)
		for _, name := range names(files) {
			fmt.Fprintf(sum, "%s %t %x\n", name, files[name].Executable, sha256.Sum256(files[name].Data))
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil))[:16]
}

// frameworks are the answers that make each kind of project of a template.
func frameworks(tpl *scaffold.Template) []scaffold.Answers {
	for _, q := range tpl.Questions() {
		if q.Name == "framework" {
			var out []scaffold.Answers
			for _, c := range q.Choices {
				out = append(out, scaffold.Answers{"framework": c})
			}
			return out
		}
	}
	return []scaffold.Answers{{}}
}

func names(files map[string]scaffold.File) []string {
	var out []string
	for name := range files {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func TestTemplatesAreWhole(t *testing.T) {
	common := []string{
		"README.md", "CHANGELOG.md", "LICENSE", "CITATION.cff", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "Dockerfile",
		".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml", ".readthedocs.yaml", ".devcontainer/devcontainer.json",
		".github/dependabot.yml", ".github/pull_request_template.md", ".github/workflows/check.yml", ".github/workflows/docs.yml",
		".github/workflows/sync.yml", "docs/conf.py", "docs/index.md", "docs/usage.md", "pyproject.toml", "requirements-lock.txt",
		"requirements.txt", "mlf-lsp.yaml", ".mlf-project.yaml", "exploding_springfield/__init__.py",
	}
	leftover := regexp.MustCompile(`<%|%>|<no value>|cookiecutter|\{package\}`)
	for _, tpl := range scaffold.Builtin() {
		for _, given := range frameworks(tpl) {
			files := made(t, tpl, given)
			for _, name := range common {
				if _, ok := files[name]; !ok {
					t.Errorf("%s %v makes no %s", tpl.Handle, given, name)
				}
			}
			for _, name := range names(files) {
				if m := leftover.Find(files[name].Data); m != nil {
					t.Errorf("%s: %s holds %q", tpl.Handle, name, m)
				}
				if !bytes.HasSuffix(files[name].Data, []byte("\n")) {
					t.Errorf("%s: %s does not end with a line break", tpl.Handle, name)
				}
			}
		}
	}
}

// TestLocksHoldRequirements wants each direct requirement in the lock file, and
// every line of both pinned to one version.
func TestLocksHoldRequirements(t *testing.T) {
	pin := regexp.MustCompile(`^[A-Za-z0-9._-]+==[0-9][^ ]*$`)
	for _, tpl := range scaffold.Builtin() {
		for _, given := range frameworks(tpl) {
			files := made(t, tpl, given)
			lock := strings.Split(string(files["requirements-lock.txt"].Data), "\n")
			for _, name := range []string{"requirements.txt", "requirements-lock.txt", "docs/requirements.txt"} {
				for line := range strings.Lines(string(files[name].Data)) {
					line = strings.TrimSpace(line)
					if !pin.MatchString(line) {
						t.Errorf("%s %v: %s does not pin %q", tpl.Handle, given, name, line)
					}
					if name == "requirements.txt" && !slices.Contains(lock, line) {
						t.Errorf("%s %v: the lock file lacks %s", tpl.Handle, given, line)
					}
				}
			}
		}
	}
}

var (
	projectParameter = regexp.MustCompile(`(?m)^      ([a-z-]+): \{type: [a-z]+, default: (.*)\}$`)
	scriptOption     = regexp.MustCompile(`(?s)add_argument\(\s*"--([a-z-]+)",.*?default=("[^"]*"|[^,)]+)`)
)

// TestMLprojectAgrees wants every parameter of MLproject to be an option of the
// script with the same default, and to be handed over.
func TestMLprojectAgrees(t *testing.T) {
	for _, tpl := range scaffold.Builtin() {
		files := made(t, tpl, frameworks(tpl)[0])
		project, ok := files["MLproject"]
		if !ok {
			continue
		}
		defaults := map[string]string{}
		for _, m := range scriptOption.FindAllStringSubmatch(string(files["exploding_springfield/train.py"].Data), -1) {
			defaults[m[1]] = strings.Trim(m[2], `"`)
		}
		parameters := projectParameter.FindAllStringSubmatch(string(project.Data), -1)
		if len(parameters) < 5 {
			t.Errorf("%s: MLproject has %d parameters", tpl.Handle, len(parameters))
		}
		for _, m := range parameters {
			if defaults[m[1]] != m[2] {
				t.Errorf("%s: %s is %q in MLproject and %q in train.py", tpl.Handle, m[1], m[2], defaults[m[1]])
			}
			if !strings.Contains(string(project.Data), fmt.Sprintf("--%s {%s}", m[1], m[1])) {
				t.Errorf("%s: MLproject does not hand over %s", tpl.Handle, m[1])
			}
		}
	}
}

func TestLicenses(t *testing.T) {
	tpl := scaffold.Builtin()[0]
	seen := map[string]bool{}
	for _, l := range scaffold.Licenses() {
		files := made(t, tpl, scaffold.Answers{"license": l.ID})
		text := string(files["LICENSE"].Data)
		if seen[text] || len(text) < 40 {
			t.Errorf("%s has no text of its own", l.ID)
		}
		seen[text] = true
	}
	if len(seen) != 14 {
		t.Errorf("%d licences, want 14", len(seen))
	}
	if text := string(made(t, tpl, scaffold.Answers{"license": "BSD"})["LICENSE"].Data); !strings.HasPrefix(text, "Copyright (c) 2026 Ada Lovelace.") {
		t.Errorf("the licence names nobody: %.60q", text)
	}
}

func TestAnswers(t *testing.T) {
	tpl, err := scaffold.Find("mlflow-pytorch")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, key, value, problem string
	}{
		{"missing name", "", "", "project_name has no answer; give it with --set project_name=…"},
		{"digits first", "project_name", "3d seg", "must begin with an ASCII letter"},
		{"word of Python", "project_name", "Lambda", "would make the Python package lambda"},
		{"module", "project_name", "torch", "would make the Python package torch"},
		{"control characters", "project_short_description", "a\nb", "one line without control characters"},
		{"version", "version", "1.0", "must have the form 1.2.3"},
		{"licence", "license", "Apach-2.0", "did you mean Apache-2.0?"},
		{"mail", "email", "ada", "must be an e-mail address"},
		{"user", "github_username", "a b", "must be a user name of GitHub"},
		{"unknown", "licence", "MIT", `does not ask for "licence", did you mean license?`},
		{"date", "date", "yesterday", "must have the form 2006-01-02"},
	} {
		given := scaffold.Answers{"project_name": "x"}
		if c.key == "" {
			delete(given, "project_name")
		} else {
			given[c.key] = c.value
		}
		if _, err := tpl.Complete(given, user, today); err == nil || !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s: %v, want %q", c.name, err, c.problem)
		}
	}
}

// TestHostileAnswersStayText wants names and sentences with quotes to leave
// every file well formed.
func TestHostileAnswersStayText(t *testing.T) {
	for _, tpl := range scaffold.Builtin() {
		for _, given := range frameworks(tpl) {
			given["project_name"] = `My "cool" model: #1 <% .x %>`
			given["project_short_description"] = `It's """quoted""" \ and: {odd} [yes]`
			given["full_name"] = `O'Neil "Bo" <b@x>`
			files := made(t, tpl, given)
			checkWellFormed(t, tpl.Handle, files)
		}
	}
}

func TestWriteIsWhole(t *testing.T) {
	files := map[string]scaffold.File{"a/b.txt": {Data: []byte("b")}, "run": {Data: []byte("r"), Executable: true}}
	dir := t.TempDir()
	folder := filepath.Join(dir, "deep", "project")
	if err := scaffold.Write(folder, files, false); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(folder, "run")); err != nil || info.Mode().Perm()&0o100 == 0 {
		t.Errorf("run cannot be run: %v %v", info, err)
	}
	if err := scaffold.Write(folder, files, false); !errors.Is(err, scaffold.ErrExists) {
		t.Errorf("an existing folder was written to: %v", err)
	}
	os.WriteFile(filepath.Join(folder, "mine"), []byte("mine"), 0o644)
	os.WriteFile(filepath.Join(folder, "run"), []byte("old"), 0o644)
	if err := scaffold.Write(folder, files, true); err != nil {
		t.Error(err)
	}
	if raw, _ := os.ReadFile(filepath.Join(folder, "run")); string(raw) != "r" {
		t.Errorf("run was not replaced: %s", raw)
	}
	if _, err := os.Stat(filepath.Join(folder, "mine")); err != nil {
		t.Error("a file of the user's is gone")
	}
	// A link that leads out of the folder is in the way, not followed.
	outside := t.TempDir()
	linked := filepath.Join(dir, "linked")
	os.MkdirAll(linked, 0o755)
	if os.Symlink(outside, filepath.Join(linked, "a")) == nil {
		if err := scaffold.Write(linked, files, true); err == nil || !strings.Contains(err.Error(), "in the way") {
			t.Errorf("a link was followed: %v", err)
		}
		if left, _ := os.ReadDir(outside); len(left) > 0 {
			t.Errorf("something was written outside: %v", left)
		}
	}
	left, _ := os.ReadDir(dir)
	for _, e := range left {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}
