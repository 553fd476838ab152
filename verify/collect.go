package verify

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/verify/quantity"
)

// collect keeps what a run printed and wrote and reads it.
func (r *Runner) collect(rec *Record, before map[string]stamp) error {
	rec.Processes = readProcesses(rec.Dir)
	now := stamps(r.space.work, "")
	written := slices.DeleteFunc(changed(before, now), func(p string) bool { return !r.compared(p) })
	if err := r.space.keep(written, rec.Files); err != nil {
		return err
	}
	paths := quantity.Paths{r.space.work, r.space.scratch}
	for _, s := range []struct{ name, file string }{{Stdout, "stdout"}, {Stderr, "stderr"}} {
		rec.Sources = append(rec.Sources, readSource(s.name, filepath.Join(rec.Dir, s.file), paths, r.opt.KeepValues))
	}
	names := steadyNames(slices.SortedStableFunc(slices.Values(written), func(a, b string) int {
		return cmp.Compare(now[a].modified, now[b].modified)
	}))
	for _, p := range written {
		s := readSource(names[p], filepath.Join(rec.Files, filepath.FromSlash(p)), paths, r.opt.KeepValues)
		s.file = p
		rec.Sources = append(rec.Sources, s)
	}
	return nil
}

// compared tells whether a file is one that the user wants to be compared.
func (r *Runner) compared(path string) bool {
	switch {
	case matches(r.opt.Ignore, path):
		return false
	case len(r.opt.Outputs) > 0:
		return matches(r.opt.Outputs, path)
	}
	return !strings.HasSuffix(path, ".pyc") && !strings.HasSuffix(path, ".lock")
}

// readSource reads one file of a run.
func readSource(name, file string, paths quantity.Paths, all bool) Source {
	s := Source{Path: name, Format: "missing"}
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() {
		s.Format = "link"
		if target, err := os.Readlink(file); err == nil {
			q := quantity.Quantity{Name: "target", Type: quantity.Text, Data: []byte(target), Digits: -1}
			q.Seal()
			s.Digest, s.Quantities = q.Digest, []quantity.Quantity{q}
		} else if !errors.Is(err, os.ErrNotExist) {
			s.Note = "it cannot be read"
		}
		return s
	}
	read := quantity.ReadFile
	if name == Stdout || name == Stderr {
		read = quantity.ReadPrinted
	}
	c := read(file, name, paths)
	defer c.Close()
	s.Format, s.Bytes, s.Digest, s.Note, s.Aside, s.Quantities = c.Format, c.Bytes, c.Digest, c.Note, c.Aside, c.Quantities
	for i := range s.Quantities {
		q := &s.Quantities[i]
		if len(q.Data) > keptData && q.Type != quantity.Text && !all {
			q.Data = nil
		}
		q.Data = slices.Clone(q.Data) // the file is closed
	}
	return s
}

// keptData is up to how many bytes the values of a quantity stay in a record.
// Larger ones are read again when they differ and their file is still there.
const keptData = 16 << 10

// reread reads a file of a run once more, with all values.
func (r *Record) reread(path string) quantity.Content {
	if i := slices.IndexFunc(r.Sources, func(s Source) bool { return s.Path == path }); i >= 0 {
		return quantity.ReadFile(filepath.Join(r.Files, filepath.FromSlash(r.Sources[i].file)), path, nil)
	}
	return quantity.Content{}
}
