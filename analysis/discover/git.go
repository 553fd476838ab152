package discover

import (
	"context"
	"os"
	"path/filepath"

	"github.com/mlf-core/mlf-lsp/analysis/git"
)

// workTree is the nearest folder at or above dir that holds a .git, "" for none.
func workTree(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// listed takes what git knows and does not ignore below d, a folder of the work
// tree at top. It is false, and nothing is taken, when the folder must be
// walked: because git fails, or because the folder itself is ignored.
func (f *finder) listed(ctx context.Context, d folder, top string) (bool, error) {
	ignored := make(chan bool, 1)
	go func() { ignored <- isIgnored(ctx, d.real, top) }()
	out, warnings, err := git.Read(ctx, d.real, "ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
	if <-ignored {
		return false, ctx.Err()
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		f.note("%s: git cannot list this folder (%v), so that ignored files are checked too", f.display(d.abs), err)
		if err == git.ErrMissing || err == git.ErrSlow {
			f.git = false
		}
		return false, nil
	}
	l := &listing{finder: f, top: d, folders: map[string]verdict{}}
	l.parse(out)
	l.unreadable(top, warnings)
	return true, l.take(ctx)
}

// isIgnored tells whether git ignores the folder itself, as it does a named
// folder of data or results; ls-files would list next to nothing there.
func isIgnored(ctx context.Context, dir, top string) bool {
	rel, ok := below(top, dir)
	if !ok || rel == "" {
		return false
	}
	// "./" keeps a leading colon from being read as pathspec magic.
	_, _, err := git.Read(ctx, top, "check-ignore", "-q", "--no-index", "--", "./"+filepath.ToSlash(rel)+"/")
	return err == nil
}
