package codeactions_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mlf-core/mlf-lsp/analysis"
	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/codeactions"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/rules"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what is had as what is wanted")

// TestGolden applies the fixes to the archives below testdata/fix. The files
// of an archive are the project; those below want/ are what must come of the
// files with these names. The comment may have the lines
//
//	unsafe: also fixes that are not safe
//	only: MLF401, MLF402
//	pin: torch==2.4
//	device: cuda
//
// Applied again, nothing may change.
func TestGolden(t *testing.T) {
	archives(t, filepath.Join("..", "testdata", "fix"), func(t *testing.T, file string, a *txtar.Archive) {
		var wants []txtar.File
		var sources []analysis.Source
		for _, f := range a.Files {
			if name, ok := strings.CutPrefix(f.Name, "want/"); ok {
				wants = append(wants, txtar.File{Name: name, Data: f.Data})
			} else {
				sources = append(sources, analysis.Source{Path: f.Name, Raw: foreign(f.Data)})
			}
		}
		scene := read(string(a.Comment))
		ws := analysis.New(scene.options(t), sources)
		out := scene.fix(ws, sources)
		if *update {
			rewrite(t, file, a, out)
			return
		}
		got := map[string]string{}
		for _, c := range out.Changes {
			got[c.Path] = string(familiar(c.After))
		}
		want := map[string]string{}
		for _, f := range wants {
			want[f.Name] = string(f.Data)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("fixed files (-want +got):\n%s", d)
		}
		again := codeactions.FixAll(out.Workspace, codeactions.Request{
			Wanted: scene.wanted, May: scene.may, Raw: func(path string) ([]byte, error) {
				for _, c := range out.Changes {
					if c.Path == path {
						return c.After, nil
					}
				}
				return raw(sources)(path)
			},
		})
		for _, c := range again.Changes {
			t.Errorf("fixing again changes %s:\n%s", c.Path, c.After)
		}
	})
}

// foreign writes the marks of archives as the bytes they stand for: ␍ at the
// end of a line is a carriage return, ⌖ at the start a byte order mark.
func foreign(text []byte) []byte {
	return []byte(strings.NewReplacer("␍\n", "\r\n", "⌖", "\ufeff").Replace(string(text)))
}

func familiar(raw []byte) []byte {
	return []byte(strings.NewReplacer("\r\n", "␍\n", "\ufeff", "⌖").Replace(string(raw)))
}

func archives(t *testing.T, dir string, do func(*testing.T, string, *txtar.Archive)) {
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(p) != ".txtar" {
			return err
		}
		a, err := txtar.ParseFile(p)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, p)
		t.Run(filepath.ToSlash(strings.TrimSuffix(name, ".txtar")), func(t *testing.T) { do(t, p, a) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// scene is what the comment of an archive says.
type scene struct {
	unsafe bool
	only   []string
	cfg    *config.Config
}

func read(comment string) scene {
	s := scene{cfg: config.Default()}
	s.cfg.Pins = map[string]string{}
	for line := range strings.Lines(comment) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		for v := range strings.SplitSeq(value, ",") {
			v = strings.TrimSpace(v)
			switch key {
			case "unsafe":
				s.unsafe = true
			case "only":
				s.only = append(s.only, v)
			case "pin":
				name, version, _ := strings.Cut(v, "==")
				s.cfg.Pins[name] = version
			case "device":
				s.cfg.Device = config.Device(v)
			}
		}
	}
	return s
}

func (s scene) options(t *testing.T) analysis.Options {
	t.Helper()
	kb, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return analysis.Options{KB: kb, Config: s.cfg}
}

func (s scene) wanted(f check.Finding) bool {
	for _, code := range s.only {
		if strings.HasPrefix(f.Code, code) {
			return true
		}
	}
	return len(s.only) == 0
}

func (s scene) may(f codeactions.Fix) bool { return s.unsafe || f.Safety == codeactions.Safe }

func (s scene) fix(ws *analysis.Workspace, sources []analysis.Source) codeactions.Outcome {
	return codeactions.FixAll(ws, codeactions.Request{Wanted: s.wanted, May: s.may, Raw: raw(sources)})
}

func raw(sources []analysis.Source) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		for _, s := range sources {
			if s.Path == path {
				return s.Raw, nil
			}
		}
		return nil, os.ErrNotExist
	}
}

func rewrite(t *testing.T, file string, a *txtar.Archive, out codeactions.Outcome) {
	t.Helper()
	kept := a.Files[:0]
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want/") {
			kept = append(kept, f)
		}
	}
	a.Files = kept
	for _, c := range out.Changes {
		a.Files = append(a.Files, txtar.File{Name: "want/" + c.Path, Data: familiar(c.After)})
	}
	if text := txtar.Format(a); !bytes.Contains(text, []byte("-- want/-- ")) {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
