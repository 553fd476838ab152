package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mlf-core/mlf-lsp/requirements"
)

// cardFormat is the format of a report card by the name of its file; "-" is the
// terminal.
func cardFormat(name string) (string, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".html", ".htm":
		return requirements.HTML, nil
	case ".md":
		return requirements.Markdown, nil
	case ".json":
		return requirements.JSON, nil
	case "", ".txt":
		return requirements.Text, nil
	}
	return "", fmt.Errorf("--report-card=%s: name a file that ends in .html, .md, .json or .txt", name)
}

// cards prints the report cards of projects, or writes them where the flag
// names files.
func (c *checker) cards(runs []*projectRun) error {
	var list []requirements.Named
	for _, r := range runs {
		name := filepath.Base(r.root)
		list = append(list, requirements.Named{Project: name, Card: requirements.Assess(r.workspace, os.DirFS(r.root))})
	}
	if c.status == exitClean {
		c.status = status(runs)
	}
	var errs []error
	for _, name := range c.flags.cards {
		format, err := cardFormat(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		var out bytes.Buffer
		if err := requirements.Write(&out, format, list); err != nil {
			return err
		}
		if name == "-" {
			_, err = c.stdout.Write(out.Bytes())
		} else {
			err = os.WriteFile(name, out.Bytes(), 0o644)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
