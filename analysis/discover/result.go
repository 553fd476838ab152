package discover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// outcome is what became of a candidate: a file, or a reason to skip it, or
// with neither nothing at all.
type outcome struct {
	key    string // the same for all paths of one file
	link   bool   // the path is a symbolic link
	path   string
	file   Entry
	reason string
}

// result looks at all candidates and puts the answer in order.
func (f *finder) result(ctx context.Context) (Result, error) {
	outcomes, err := f.inspectAll(ctx)
	if err != nil {
		return Result{}, err
	}
	outcomes = append(outcomes, f.skips...)
	// Of several paths to one file the one that is no link is taken, then the
	// first; the order of arrival must not show.
	slices.SortFunc(outcomes, func(a, b outcome) int {
		if a.link != b.link {
			if b.link {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(a.path, b.path), strings.Compare(a.reason, b.reason))
	})
	var r Result
	seen := make(map[string]bool, len(outcomes))
	for _, o := range outcomes {
		if o.key == "" || seen[o.key] {
			continue
		}
		seen[o.key] = true
		if o.reason != "" {
			r.Skipped = append(r.Skipped, Skip{o.path, o.reason})
		} else {
			r.Files = append(r.Files, o.file)
		}
	}
	slices.SortFunc(r.Files, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(r.Skipped, func(a, b Skip) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(f.notes)
	r.Notes = f.notes
	return r, nil
}

// inspectAll asks the system about every candidate, several at a time since
// each question may go over a network.
func (f *finder) inspectAll(ctx context.Context) ([]outcome, error) {
	outcomes := make([]outcome, len(f.found))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(len(f.found)/64+1, max(8, runtime.GOMAXPROCS(0))) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(f.found) {
					return
				}
				outcomes[i] = f.inspect(f.found[i])
			}
		})
	}
	wg.Wait()
	return outcomes, ctx.Err()
}

func (f *finder) inspect(c candidate) outcome {
	o := outcome{key: c.real, path: f.display(c.abs)}
	info, err := os.Lstat(c.abs)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		o.link = true
		info, err = f.follow(&o, c)
	}
	switch {
	case o.reason != "":
	case errors.Is(err, fs.ErrNotExist):
		return outcome{} // git still tracks it, or it went away just now
	case err != nil:
		o.reason = "cannot be read: " + cause(err)
	case info.IsDir():
		return outcome{} // a link to a folder
	case !info.Mode().IsRegular():
		o.reason = "is not a regular file"
	case f.MaxFileSize > 0 && info.Size() > f.MaxFileSize:
		o.reason = tooLarge(info.Size(), f.MaxFileSize)
	default:
		o.file = Entry{Path: o.path, Abs: c.abs, Size: info.Size(), Role: c.role}
	}
	return o
}

// follow goes from a link to its file, which must lie in what was named.
func (f *finder) follow(o *outcome, c candidate) (fs.FileInfo, error) {
	real, err := filepath.EvalSymlinks(c.abs)
	if err != nil {
		if o.reason = "is a symbolic link that leads in a circle"; errors.Is(err, fs.ErrNotExist) {
			o.reason = "is a symbolic link that leads nowhere"
		}
		return nil, err
	}
	info, err := os.Stat(real)
	if err == nil && !info.IsDir() && !c.named && !f.inside(real) {
		o.reason = "is a symbolic link to a file outside the checked folders; name the file itself to check it"
		return info, nil
	}
	o.key = real
	return info, err
}

func (f *finder) inside(real string) bool {
	return slices.ContainsFunc(f.asked, func(dir string) bool {
		_, ok := below(dir, real)
		return ok
	})
}

// tooLarge says how far a size is above the limit, in bytes where megabytes
// would not show it.
func tooLarge(size, limit int64) string {
	megabytes := func(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }
	s, l := megabytes(size), megabytes(limit)
	if s == l || limit < 1<<20 {
		s, l = fmt.Sprintf("%d bytes", size), fmt.Sprintf("%d bytes", limit)
	}
	return fmt.Sprintf("%s, above the limit of %s (max-file-size)", s, l)
}
