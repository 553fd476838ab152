package check_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/rules"
	"golang.org/x/tools/txtar"
)

// root is the folder of the repository.
const root = "../.."

// testCase is one project of testdata: a Python file or notebook alone, or the
// files of a txtar archive.
type testCase struct {
	name  string // path below the folder it was found in
	files []analysis.Source
	cfg   *config.Config
	// newest are releases as --online would find them.
	newest map[string]string
	// hardware are differences as --hardware would find them.
	hardware []string
}

// loadCases reads the cases below a folder of testdata, in order.
func loadCases(t testing.TB, dir string) []testCase {
	t.Helper()
	var out []testCase
	err := filepath.WalkDir(filepath.Join(root, dir), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(p) {
		case ".py", ".txtar", ".ipynb":
		default:
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(filepath.Join(root, dir), p)
		if err != nil {
			return err
		}
		c, err := newCase(filepath.ToSlash(name), text)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		out = append(out, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("there are no cases below %s", dir)
	}
	return out
}

// newCase reads the text of a .py, .ipynb or .txtar file.
func newCase(name string, text []byte) (testCase, error) {
	c := testCase{name: name}
	head := string(text)
	if filepath.Ext(name) == ".txtar" {
		a := txtar.Parse(text)
		head = string(a.Comment)
		for _, f := range a.Files {
			c.files = append(c.files, analysis.Source{Path: f.Name, Raw: notNil(f.Data)})
		}
	} else {
		c.files = []analysis.Source{{Path: filepath.Base(name), Raw: notNil(text)}}
	}
	var err error
	if filepath.Ext(name) == ".ipynb" {
		head = notebookHead(text)
	}
	c.newest = newestOf(head)
	c.hardware = hardwareOf(head)
	c.cfg, err = directives(head)
	return c, err
}

// hardwareOf reads the directive "# hardware: driver was 1 and is 2".
func hardwareOf(head string) (out []string) {
	for line := range strings.Lines(head) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "#")), "hardware:"); ok {
			out = append(out, strings.TrimSpace(rest))
		}
	}
	return out
}

// newestOf reads the directive "# newest: torch==2.14.1, nosuch==", which
// stands for what --online finds.
func newestOf(head string) map[string]string {
	var out map[string]string
	for _, line := range strings.Split(head, "\n") {
		rest, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "#")), "newest:")
		if !ok {
			continue
		}
		out = map[string]string{}
		for _, pair := range strings.Split(rest, ",") {
			name, version, _ := strings.Cut(strings.TrimSpace(pair), "==")
			out[name] = version
		}
	}
	return out
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// notebookHead is the source of the first code cell.
func notebookHead(text []byte) string {
	var nb struct {
		Cells []struct {
			Type   string `json:"cell_type"`
			Source any
		}
	}
	if json.Unmarshal(text, &nb) != nil {
		return ""
	}
	for _, c := range nb.Cells {
		switch s := c.Source.(type) {
		case string:
			if c.Type == "code" {
				return s
			}
		case []any:
			if c.Type == "code" {
				var b strings.Builder
				for _, line := range s {
					fmt.Fprint(&b, line)
				}
				return b.String()
			}
		}
	}
	return ""
}

// directives reads the leading comment lines "# pin: …", "# device: …",
// "# only: …" and "# config: {…}"; other comments are prose. In the comment of
// an archive the "#" may be left out.
func directives(head string) (*config.Config, error) {
	values := map[string]any{}
	pins := map[string]any{}
	for _, line := range strings.Split(head, "\n") {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(strings.TrimSpace(strings.TrimLeft(line, "#")), ":")
		if !strings.HasPrefix(line, "#") && line != "" && !ok {
			break
		}
		value = strings.TrimSpace(value)
		switch key {
		case "pin":
			for _, p := range strings.Split(value, ",") {
				name, version, ok := strings.Cut(strings.TrimSpace(p), "==")
				if !ok {
					return nil, fmt.Errorf("%q is no pin such as torch==2.4", p)
				}
				pins[name] = version
			}
		case "device":
			values["target-device"] = value
		case "only":
			var list []any
			for _, s := range strings.Split(value, ",") {
				list = append(list, strings.TrimSpace(s))
			}
			values["select"] = list
		case "config":
			if err := json.Unmarshal([]byte(value), &values); err != nil {
				return nil, fmt.Errorf("the config directive is no JSON object: %w", err)
			}
		}
	}
	if len(pins) > 0 {
		values["pins"] = pins
	}
	layer, problems := config.Settings("directives", values, catalogue())
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return config.Resolve("", layer), nil
}

func catalogue() config.Catalogue {
	var metas []check.Meta
	for _, r := range check.Rules() {
		metas = append(metas, r.Meta)
	}
	return config.NewCatalogue(metas)
}

func knowledge(t testing.TB) *rules.Base {
	t.Helper()
	kb, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

func (c testCase) workspace(t testing.TB) *analysis.Workspace {
	return analysis.New(analysis.Options{KB: knowledge(t), Config: c.cfg, Newest: c.newest, Hardware: c.hardware}, c.files)
}
