package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mlf-core/mlf-lsp/analysis/record"
)

// newRecord is the record of a project that a template makes.
func newRecord(t *Template, a Answers) *record.Record {
	return &record.Record{
		Template: record.TemplateRef{Handle: t.Handle, Version: t.Version, Source: t.Source},
		Answers:  a,
		Bump: record.BumpFiles{
			Version: a["version"],
			Files:   []string{"pyproject.toml", "CITATION.cff", "MLproject", "docs/conf.py", "*/__init__.py"},
			Marked:  []string{".github/workflows/*.yml"},
		},
		Sync: record.SyncSettings{Enabled: t.program == nil, Level: "minor", Keep: []string{"CHANGELOG.md", "data/**"}},
	}
}

// ErrNoProject tells that a folder has neither a record of mlf-lsp nor one of
// its ancestor.
var ErrNoProject = errors.New("no project")

// ReadRecord reads the record of the project in a folder: that of mlf-lsp, or
// else .mlf_core.yml and mlf_core.cfg as the ancestor wrote them.
func ReadRecord(folder string) (*record.Record, error) {
	raw, err := os.ReadFile(filepath.Join(folder, record.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return readAncestorRecord(folder)
	} else if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", record.Name, err)
	}
	r, err := record.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s in %s is broken: %w", record.Name, folder, err)
	}
	return r, nil
}

// readAncestorRecord reads what mlf-core wrote.
func readAncestorRecord(folder string) (*record.Record, error) {
	raw, err := os.ReadFile(filepath.Join(folder, record.AncestorName))
	settings, settingsErr := os.ReadFile(filepath.Join(folder, record.AncestorSettings))
	if errors.Is(err, fs.ErrNotExist) && settingsErr != nil {
		return nil, fmt.Errorf("%s was not made by mlf-lsp create: it has no %s: %w", folder, record.Name, ErrNoProject)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r, err := record.ParseAncestor(raw, settings)
	if err != nil {
		return nil, fmt.Errorf("%s in %s is broken: %w", record.AncestorName, folder, err)
	}
	return r, nil
}
