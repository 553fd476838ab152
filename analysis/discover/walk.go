package discover

import (
	"context"
	"os"
)

// walk takes the folder and what is below it by listing folders. A folder that
// the user named is entered whatever it is; below it the excludes hold, and
// work trees of git are listed by git.
func (f *finder) walk(ctx context.Context, d folder, named bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := os.ReadDir(d.abs)
	if err != nil {
		f.skip(d, "the folder cannot be read: "+cause(err))
	}
	if !named {
		if !f.NoDefaultExcludes && isVirtualEnvironment(entries) {
			return nil
		}
		if f.git && holds(entries, ".git") {
			if done, err := f.listed(ctx, d, d.real); done || err != nil {
				return err
			}
		}
	}
	for _, e := range entries {
		at := d.in(e.Name())
		if f.excluded(at.rel) {
			continue
		}
		if !e.IsDir() {
			f.consider(at)
		} else if !f.left(e.Name()) {
			if err := f.walk(ctx, at, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// consider makes a candidate of a path that has a role.
func (f *finder) consider(at folder) {
	if role := f.role(at); role != 0 {
		f.found = append(f.found, candidate{at, role, false})
	}
}

func isVirtualEnvironment(entries []os.DirEntry) bool {
	for _, e := range entries {
		if e.Name() == venvMark && !e.IsDir() || e.Name() == condaMark && e.IsDir() {
			return true
		}
	}
	return false
}

func holds(entries []os.DirEntry, name string) bool {
	for _, e := range entries {
		if e.Name() == name {
			return true
		}
	}
	return false
}
