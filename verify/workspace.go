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
	scratch, err := os.MkdirTemp(o.Scratch, "mlf-lsp-verify-")
	if err != nil {
		return nil, fmt.Errorf("no working copy can be made: %w; name another folder with --scratch", loading.Cause(err))
	}
	w := &workspace{}
	if w.scratch, err = filepath.EvalSymlinks(scratch); err == nil {
		err = w.open(ctx, root, dir, o)
	}
	if err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *workspace) open(ctx context.Context, root, dir string, o Options) error {
	t, err := readTree(ctx, root, w.scratch, o.Link, o.Copy)
	if err != nil {
		return err
	}
	if o.MaxDisk > 0 && 2*t.bytes > o.MaxDisk {
		return fmt.Errorf("two copies of %s need %s, more than --max-disk %s allows; link data with --link FOLDER or allow more",
			root, SizeText(2*t.bytes), SizeText(o.MaxDisk))
	}
	below, err := filepath.Rel(root, dir)
	if err != nil {
		return err
	}
	w.base, w.work, w.tree, w.below = filepath.Join(w.scratch, "base"), filepath.Join(w.scratch, "work"), t, below
	w.guard = w.own()
	if err := w.lay(root, w.base, nil); err != nil {
		return fmt.Errorf("the project cannot be copied: %w; name a folder with more room with --scratch", loading.Cause(err))
	}
	return nil
}

// own are the stamps of the user's files: the project's, and linked data that
// lies elsewhere.
func (w *workspace) own() map[string]stamp {
	out := stamps(w.tree.root, w.scratch)
	for _, rel := range w.tree.linked {
		w.guardLinked(rel, out)
	}
	return out
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
	for path, s := range stamps(real, w.scratch) {
		into[rel+"/"+path] = s
	}
}

// touched are the user's own files that changed since the beginning.
func (w *workspace) touched() []string {
	now := w.own()
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
