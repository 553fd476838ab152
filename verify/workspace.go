package verify

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/loading"
)

// workspace gives every run a fresh copy of the project at the same place, so
// that no run sees what another one wrote and none writes into the user's files.
type workspace struct {
	scratch string // this and all below is ours
	base    string // the project as it was when we began
	work    string // the copy in which runs go
	tree    *tree
	below   string // the working folder within the project
	guard   map[string]stamp
}

// openWorkspace copies a project once; dir is the working folder in it.
func openWorkspace(ctx context.Context, root, dir string, o Options) (*workspace, error) {
	t, err := readTree(ctx, root, o.Link, o.Copy)
	if err != nil {
		return nil, err
	}
	if o.MaxDisk > 0 && 2*t.bytes > o.MaxDisk {
		return nil, fmt.Errorf("two copies of %s need %s, more than --max-disk %s allows; link data with --link FOLDER or allow more",
			root, SizeText(2*t.bytes), SizeText(o.MaxDisk))
	}
	below, err := filepath.Rel(root, dir)
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp(o.Scratch, "mlf-lsp-verify-")
	if err != nil {
		return nil, fmt.Errorf("no working copy can be made: %w; name another folder with --scratch", loading.Cause(err))
	}
	if scratch, err = filepath.EvalSymlinks(scratch); err != nil {
		return nil, err
	}
	w := &workspace{scratch: scratch, base: filepath.Join(scratch, "base"), work: filepath.Join(scratch, "work"), tree: t, below: below}
	w.guard = stamps(root)
	for _, rel := range t.linked {
		w.guardLinked(rel, w.guard)
	}
	if err := w.lay(root, w.base, nil); err != nil {
		w.close()
		return nil, fmt.Errorf("the project cannot be copied: %w; name a folder with more room with --scratch", loading.Cause(err))
	}
	return w, nil
}

func (w *workspace) close() {
	// A program may have taken the right to write from its folders.
	filepath.WalkDir(w.scratch, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			os.Chmod(path, 0o700)
		}
		return nil
	})
	os.RemoveAll(w.scratch)
}

// fresh makes the working copy of a run. Files are created in another order for
// each run: some file systems list folders by it, and programs must not.
func (w *workspace) fresh(run int) error {
	if err := os.RemoveAll(w.work); err != nil {
		return err
	}
	return w.lay(w.base, w.work, rand.New(rand.NewPCG(uint64(run), 0)))
}

// lay copies a project's files from one place to another, links its data and
// repeats its links.
func (w *workspace) lay(from, to string, order *rand.Rand) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	list := slices.Clone(w.tree.copied)
	if order != nil {
		order.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	for _, rel := range list {
		if err := w.layOne(filepath.Join(from, rel), filepath.Join(to, rel)); err != nil {
			return err
		}
	}
	for _, rel := range w.tree.linked {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, rel)), 0o755); err != nil {
			return err
		}
		target := filepath.Join(w.tree.root, rel)
		if rel == ".git" {
			// A link would give git the user's index; this names the repository only.
			if err := os.WriteFile(filepath.Join(to, rel), []byte("gitdir: "+target+"\n"), 0o644); err != nil {
				return err
			}
			continue
		}
		if err := os.Symlink(target, filepath.Join(to, rel)); err != nil {
			return err
		}
	}
	return nil
}

func (w *workspace) layOne(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	switch {
	case info.IsDir():
		return os.MkdirAll(to, 0o755)
	case info.Mode().Type() == fs.ModeSymlink:
		return w.layLink(from, to)
	}
	return copyFile(from, to)
}

// layLink repeats a link. One that leads out of the project keeps leading there.
func (w *workspace) layLink(from, to string) error {
	target, err := os.Readlink(from)
	if err != nil {
		return err
	}
	if filepath.IsAbs(target) && loading.Below(w.tree.root, target) {
		target = w.work + strings.TrimPrefix(target, w.tree.root)
	} else if rel := from[len(w.tree.root):]; loading.Below(w.tree.root, from) && !filepath.IsAbs(target) {
		if abs := filepath.Join(w.tree.root, filepath.Dir(rel), target); !loading.Below(w.tree.root, abs) {
			target = abs
		}
	}
	return os.Symlink(target, to)
}

func (w *workspace) guardLinked(rel string, into map[string]stamp) {
	real, err := filepath.EvalSymlinks(filepath.Join(w.tree.root, rel))
	if err != nil || loading.Below(w.tree.root, real) {
		return // within the project, which is looked at anyway
	}
	for path, s := range stamps(real) {
		into[rel+"/"+path] = s
	}
}

// touched are the user's own files that changed since the beginning.
func (w *workspace) touched() []string {
	now := stamps(w.tree.root)
	for _, rel := range w.tree.linked {
		w.guardLinked(rel, now)
	}
	out := changed(w.guard, now)
	for path := range w.guard {
		if _, there := now[path]; !there {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// keep moves files of the working copy to a folder of their run.
func (w *workspace) keep(paths []string, to string) error {
	for _, rel := range paths {
		target := filepath.Join(to, filepath.FromSlash(rel))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(w.work, filepath.FromSlash(rel)), target); err != nil {
			return err
		}
	}
	return nil
}
