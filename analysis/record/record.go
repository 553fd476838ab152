// Package record reads what a project that was made from a template knows of
// it, as mlf-lsp or its ancestor mlf-core wrote it. It touches no files.
package record

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"gopkg.in/yaml.v3"
)

// Name is the file in a project's root that says what it was made from.
const Name = ".mlf-project.yaml"

// Is tells whether a slash path names a record, of mlf-lsp or of its ancestor.
func Is(p string) bool { return path.Base(p) == Name || path.Base(p) == AncestorName }

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
	Files   []string `yaml:"files"`   // globs: everywhere in them but on lines marked NoBump
	Marked  []string `yaml:"marked"`  // globs: only on lines marked ForceBump
}

// Marks of lines for BumpFiles, as the ancestor wrote them.
const (
	NoBump    = "<<MLF-CORE_NO_BUMP>>"
	ForceBump = "<<MLF-CORE_FORCE_BUMP>>"
)

// SyncSettings says which changes of the template reach the project.
type SyncSettings struct {
	Enabled bool     `yaml:"enabled"`
	Level   string   `yaml:"level"` // the least change that is wanted: patch, minor or major
	Keep    []string `yaml:"keep"`  // globs of files that are never changed
}

const header = `# What this project was made from. mlf-lsp sync, bump-version and check read this file; keep it in version control.
`

// Encode writes the record; equal records give equal bytes.
func (r *Record) Encode() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(header)
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(r); err != nil {
		return nil, err
	}
	return out.Bytes(), enc.Close()
}

// Parse reads the text of Name.
func Parse(raw []byte) (*Record, error) {
	r := &Record{}
	if err := DecodeYAML(raw, r); err != nil {
		return nil, err
	}
	if r.Answers == nil {
		r.Answers = map[string]string{}
	}
	return r, nil
}

// DecodeYAML decodes YAML that others wrote: yaml.v3 panics on some texts. The
// error is one line.
func DecodeYAML(raw []byte, into any) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("it is not valid YAML")
		}
	}()
	if err := yaml.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s", strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", " "))
	}
	return nil
}
