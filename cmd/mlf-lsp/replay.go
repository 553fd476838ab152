package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/discover"
	"golang.org/x/sync/errgroup"
)

// A check of what did not change since the last one replays its report: nothing
// is read but the list of files and what the system says of each. The report
// depends on the key's parts alone, so a replay gives the bytes of a run.

// settled is how long a file must have been left alone before a report on it is
// kept: a file system may give two changes in quick succession the same time
// (FAT counts in steps of two seconds).
const settled = 2 * time.Second

// keyParts are what a report depends on.
type keyParts struct {
	Tool       string
	Dir        string
	Paths      []string
	Format     string
	Options    map[string][]string
	Statistics bool
	ShowFiles  bool
	Suppressed bool
	Verbose    bool
	Hints      bool
	Color      bool
	Width      int
	Runs       []runParts
}

// runParts are those of one project.
type runParts struct {
	Root    string
	Asked   []string
	Settled []fileState // configuration, rule packs, baseline
	Files   []fileState
	Skipped []discover.Skip
}

// fileState tells a file's contents apart without reading them.
type fileState struct {
	Path     string
	Role     discover.Role
	Missing  bool
	Size     int64
	Mode     fs.FileMode
	Modified int64 // nanoseconds since 1970
	Changed  int64 // the same for the inode, 0 where the system has none
	Inode    uint64
}

// replayable tells whether a report may be kept and replayed: it reads nothing
// but files, and does nothing but report.
func (c *checker) replayable(runs []*projectRun) bool {
	f := c.flags
	if f.noCache || f.online || f.hardware || f.partial() || f.writeBaseline || f.addIgnores || f.watch || f.fix || f.unsafeFixes || f.diff || c.stdin != nil {
		return false
	}
	for _, r := range runs {
		if len(r.problems) > 0 {
			return false
		}
	}
	return true
}

// key is the key of a report, and the latest time at which one of the files it
// depends on changed.
func (c *checker) key(paths []string, runs []*projectRun) (key [sha256.Size]byte, latest time.Time, err error) {
	tool, err := toolState()
	if err != nil {
		return key, latest, err
	}
	parts := keyParts{
		Tool: tool, Dir: c.dir, Paths: paths, Format: c.flags.format, Options: map[string][]string{},
		Statistics: c.flags.statistics, ShowFiles: c.flags.showFiles, Suppressed: c.flags.showSuppressed,
		Verbose: c.flags.verbose, Hints: c.flags.hints, Color: c.colors(), Width: c.width(),
	}
	for name, values := range c.flags.options {
		parts.Options[name] = *values
	}
	for _, r := range runs {
		p, err := c.runParts(r)
		if err != nil {
			return key, latest, err
		}
		for _, list := range [][]fileState{p.Settled, p.Files} {
			for _, f := range list {
				latest = later(latest, time.Unix(0, max(f.Modified, f.Changed)))
			}
		}
		parts.Runs = append(parts.Runs, p)
	}
	text, err := json.Marshal(parts) // keys of maps are sorted
	return sha256.Sum256(text), latest, err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// toolState tells this program apart from any other build of it.
func toolState() (string, error) {
	exe, err := os.Executable()
	if err != nil {
		return "", err
	}
	s, err := stateOf(exe)
	if err != nil {
		return "", err
	}
	info, _ := debug.ReadBuildInfo()
	text, err := json.Marshal([]any{s, info})
	return string(text), err
}

func (c *checker) runParts(r *projectRun) (runParts, error) {
	p := runParts{Root: r.root, Asked: r.asked, Skipped: r.found.Skipped, Files: make([]fileState, len(r.found.Files))}
	for _, name := range append([]string{r.config, c.baselinePath(r)}, r.packs...) {
		if name == "" {
			continue
		}
		s, err := stateOf(name)
		if err != nil {
			return p, err
		}
		p.Settled = append(p.Settled, s)
	}
	var g errgroup.Group
	g.SetLimit(8)
	const chunk = 256
	for from := 0; from < len(p.Files); from += chunk {
		g.Go(func() error {
			for i := from; i < min(from+chunk, len(p.Files)); i++ {
				e := r.found.Files[i]
				s, err := stateOf(e.Abs)
				if err != nil {
					return err
				}
				s.Role = e.Role
				p.Files[i] = s
			}
			return nil
		})
	}
	return p, g.Wait()
}

// stateOf follows symbolic links, as reading does.
func stateOf(name string) (fileState, error) {
	s := fileState{Path: filepath.ToSlash(name)}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.Missing = true
		return s, nil
	case err != nil:
		return s, err
	}
	s.Size, s.Mode, s.Modified = info.Size(), info.Mode(), info.ModTime().UnixNano()
	s.Changed, s.Inode = inodeState(info)
	return s, nil
}
