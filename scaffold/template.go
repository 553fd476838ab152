package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/mlf-core/mlf-lsp/scaffold/existing"
	"github.com/mlf-core/mlf-lsp/templates"
	"gopkg.in/yaml.v3"
)

// Manifest is the file template.yaml of a template.
type Manifest struct {
	Handle      string     `yaml:"handle"`  // what create --template takes: lower-case words joined by hyphens
	Version     string     `yaml:"version"` // X.Y.Z; sync offers projects what is newer than theirs
	Name        string     `yaml:"name"`
	Domain      string     `yaml:"domain"`    // the family that the template is of, such as mlflow
	Framework   string     `yaml:"framework"` // "" where a question asks for it
	Libraries   []string   `yaml:"libraries"`
	Summary     string     `yaml:"summary"`     // one line
	Description string     `yaml:"description"` // paragraphs
	Aliases     []string   `yaml:"aliases"`     // other handles, as of the ancestor
	Includes    []string   `yaml:"includes"`    // layers of files that come with mlf-lsp: common, mlflow
	Questions   []Question `yaml:"questions"`   // asked after the questions of every template
	Only        []Only     `yaml:"only"`        // files that are made under a condition
	Raw         []string   `yaml:"raw"`         // globs of files that are copied as they are
	Executable  []string   `yaml:"executable"`  // globs of files that can be run
}

// Only makes files part of a project under a condition.
type Only struct {
	Files string `yaml:"files"` // a glob over the paths of files in the project
	When  string `yaml:"when"`  // a pipeline of text/template over the answers: eq .framework "pytorch"
}

// Template is a manifest with its files.
type Template struct {
	Manifest
	Source  string // where a user-made template was loaded from, "" for those of mlf-lsp
	layers  []fs.FS
	program *existing.Program // that an imported project is made around, else nil
}

const (
	manifestName = "template.yaml"
	filesFolder  = "files"
	// maxTemplateFile bounds a file of a template, in bytes.
	maxTemplateFile = 8 << 20
)

var (
	handlePattern  = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	versionPattern = regexp.MustCompile(`^\d{1,9}\.\d{1,9}\.\d{1,9}$`)
)

// readTemplate reads a template from its folder. where names the folder in
// errors.
func readTemplate(folder fs.FS, where string) (*Template, error) {
	raw, err := fs.ReadFile(folder, manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no template: it has no file %s", where, manifestName)
	} else if err != nil {
		return nil, err
	}
	m, err := readManifest(raw)
	if err != nil {
		return nil, fmt.Errorf("%s in %s: %w", manifestName, where, err)
	}
	t := &Template{Manifest: *m}
	for _, name := range m.Includes {
		layer, err := fs.Sub(templates.FS, name+"/"+filesFolder)
		if _, bad := fs.Stat(templates.FS, name+"/"+filesFolder); err != nil || bad != nil || strings.ContainsAny(name, `/\.`) {
			return nil, fmt.Errorf("%s in %s includes %q, which is no layer; use common, mlflow or xgboost", manifestName, where, name)
		}
		t.layers = append(t.layers, layer)
	}
	own, err := fs.Sub(folder, filesFolder)
	if err != nil {
		return nil, err
	}
	if info, err := fs.Stat(folder, filesFolder); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is no template: it has no folder %s", where, filesFolder)
	}
	t.layers = append(t.layers, own)
	return t, nil
}

func readManifest(raw []byte) (m *Manifest, err error) {
	defer func() {
		if recover() != nil { // yaml.v3 panics on some malformed texts
			m, err = nil, errors.New("the file is not valid YAML")
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	m = &Manifest{}
	if err := dec.Decode(m); errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	} else if err != nil {
		return nil, errors.New(strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", " "))
	}
	return m, m.check()
}

func (m *Manifest) check() error {
	switch {
	case !handlePattern.MatchString(m.Handle):
		return fmt.Errorf("handle %q must be lower-case words joined by hyphens", m.Handle)
	case !versionPattern.MatchString(m.Version):
		return fmt.Errorf("version %q must have the form 1.2.3", m.Version)
	}
	for _, o := range m.Only {
		if !doublestar.ValidatePattern(o.Files) {
			return fmt.Errorf("%q is no valid pattern of files", o.Files)
		}
	}
	for _, g := range slices.Concat(m.Raw, m.Executable) {
		if !doublestar.ValidatePattern(g) {
			return fmt.Errorf("%q is no valid pattern of files", g)
		}
	}
	for i := range m.Questions {
		if err := m.Questions[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// sources are the template's files by their unrendered path; a later layer
// replaces what an earlier one has.
func (t *Template) sources() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, layer := range t.layers {
		err := fs.WalkDir(layer, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if !d.Type().IsRegular() {
				return fmt.Errorf("%s of the template is no regular file; templates hold files and folders only", name)
			}
			if info, err := d.Info(); err != nil {
				return err
			} else if info.Size() > maxTemplateFile {
				return fmt.Errorf("%s of the template is larger than %d MiB", name, maxTemplateFile>>20)
			}
			raw, err := fs.ReadFile(layer, name)
			out[name] = raw
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func matchAny(globs []string, name string) bool {
	return slices.ContainsFunc(globs, func(g string) bool {
		ok, err := doublestar.Match(g, path.Clean(name))
		return ok && err == nil
	})
}
