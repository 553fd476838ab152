package discover

import (
	"fmt"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// pattern is a glob; baseOnly ones see the last part of a path alone.
type pattern struct {
	glob     string
	baseOnly bool
}

func compile(globs []string) ([]pattern, error) {
	var out []pattern
	for _, g := range globs {
		glob := strings.TrimPrefix(strings.TrimPrefix(g, "."), "/")
		anchored := strings.HasPrefix(g, "./") || strings.HasPrefix(g, "/")
		if !anchored {
			glob = g
		}
		glob = strings.TrimSuffix(glob, "/")
		if glob == "" || !doublestar.ValidatePattern(glob) {
			return nil, fmt.Errorf("exclude pattern %q is not valid; close its brackets and braces or put a backslash before them", g)
		}
		out = append(out, pattern{glob: glob, baseOnly: !anchored && !strings.Contains(glob, "/")})
	}
	return out, nil
}

// excluded tells whether the user's patterns match the place itself; the
// folders above it are asked one by one on the way down.
func (f *finder) excluded(rel string) bool {
	for _, p := range f.exclude {
		subject := rel
		if p.baseOnly {
			subject = path.Base(rel)
		}
		if doublestar.MatchUnvalidated(p.glob, subject) {
			return true
		}
	}
	return false
}

// internals are the folders of version control; there is nothing to check in
// them whatever the options say.
var internals = map[string]bool{".git": true, ".hg": true, ".svn": true}

// junk are folders that hold other people's or generated files.
var junk = map[string]bool{
	".venv": true, "venv": true, "site-packages": true, "node_modules": true, "__pycache__": true, ".tox": true,
	".nox": true, ".mypy_cache": true, ".pytest_cache": true, ".ruff_cache": true, ".ipynb_checkpoints": true,
	"build": true, "dist": true, ".eggs": true, ".mlf-cache": true, "mlruns": true, "lightning_logs": true, "wandb": true,
}

// left tells by a folder's name whether it is left out by default.
func (f *finder) left(name string) bool {
	if internals[name] {
		return true
	}
	return !f.NoDefaultExcludes && (junk[name] || strings.HasSuffix(name, ".egg-info"))
}

// The marks of a virtual environment, venv's and conda's.
const (
	venvMark  = "pyvenv.cfg"
	condaMark = "conda-meta"
)
