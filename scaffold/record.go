package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// RecordName is the file in a project's root that says what it was made from.
const RecordName = ".mlf-project.yaml"

// Record is what a project knows of its template.
type Record struct {
	Template TemplateRef       `yaml:"template"`
	Answers  map[string]string `yaml:"answers"`
	Bump     BumpFiles         `yaml:"bump-version"`
	Sync     SyncSettings      `yaml:"sync"`
}

// TemplateRef names a template and the version that a project follows.
type TemplateRef struct {
	Handle  string `yaml:"handle"`
	Version string `yaml:"version"`
	Source  string `yaml:"source,omitempty"` // folder or git URL of a user-made template
}

// BumpFiles says where a project's version stands.
type BumpFiles struct {
	Version string   `yaml:"version"` // the current one
	Files   []string `yaml:"files"`   // globs: everywhere in them but on lines marked <<MLF-CORE_NO_BUMP>>
	Marked  []string `yaml:"marked"`  // globs: only on lines marked <<MLF-CORE_FORCE_BUMP>>
}

// SyncSettings says which changes of the template reach the project.
type SyncSettings struct {
	Enabled bool     `yaml:"enabled"`
	Level   string   `yaml:"level"` // the least change that is wanted: patch, minor or major
	Keep    []string `yaml:"keep"`  // globs of files that are never changed
}

const recordHeader = `# What this project was made from. mlf-lsp sync, bump-version and check read this file; keep it in version control.
`

func newRecord(t *Template, a Answers) *Record {
	return &Record{
		Template: TemplateRef{Handle: t.Handle, Version: t.Version, Source: t.Source},
		Answers:  a,
		Bump: BumpFiles{
			Version: a["version"],
			Files:   []string{"pyproject.toml", "CITATION.cff", "MLproject", "docs/conf.py", "*/__init__.py"},
			Marked:  []string{".github/workflows/*.yml"},
		},
		Sync: SyncSettings{Enabled: true, Level: "minor", Keep: []string{"CHANGELOG.md", "data/**"}},
	}
}

// encode writes the record; equal records give equal bytes.
func (r *Record) encode() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(recordHeader)
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(r); err != nil {
		return nil, err
	}
	return out.Bytes(), enc.Close()
}

// ErrNoProject tells that a folder has neither a record of mlf-lsp nor one of
// its ancestor.
var ErrNoProject = errors.New("no project")

// ReadRecord reads the record of the project in a folder: that of mlf-lsp, or
// else .mlf_core.yml and mlf_core.cfg as the ancestor wrote them.
func ReadRecord(folder string) (*Record, error) {
	raw, err := os.ReadFile(filepath.Join(folder, RecordName))
	if errors.Is(err, fs.ErrNotExist) {
		return readAncestorRecord(folder)
	} else if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", RecordName, err)
	}
	r := &Record{}
	if err := decodeYAML(raw, r); err != nil {
		return nil, fmt.Errorf("%s in %s is broken: %w", RecordName, folder, err)
	}
	if r.Answers == nil {
		r.Answers = Answers{}
	}
	return r, nil
}
