package hardware

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxText is how much of a file or of a program's output is read, in bytes.
const maxText = 1 << 20

// text is a file's content without spaces around it; "" when it cannot be read.
// The path has no leading slash.
func (m *machine) text(name string) string { return strings.TrimSpace(string(m.bytes(name, maxText))) }

// bytes is the first part of a file; nil when it cannot be read.
func (m *machine) bytes(name string, limit int64) []byte {
	f, err := m.root.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	b, _ := io.ReadAll(io.LimitReader(f, limit))
	return b
}

// number is a file's content as a whole number; 0 when it is none.
func (m *machine) number(name string) int64 {
	n, _ := strconv.ParseInt(m.text(name), 0, 64)
	return n
}

func (m *machine) exists(name string) bool {
	_, err := fs.Stat(m.root, name)
	return err == nil
}

// list names what is in a folder, numbers in the order of numbers.
func (m *machine) list(dir string) []string {
	entries, _ := fs.ReadDir(m.root, dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.SortFunc(names, natural)
	return names
}

// glob lists paths that match, in natural order.
func (m *machine) glob(pattern string) []string {
	names, _ := fs.Glob(m.root, pattern)
	slices.SortFunc(names, natural)
	return names
}

// natural orders cpu2 before cpu10.
func natural(a, b string) int {
	for a != "" && b != "" {
		da, db := digits(a), digits(b)
		if da > 0 && db > 0 {
			na, nb := strings.TrimLeft(a[:da], "0"), strings.TrimLeft(b[:db], "0")
			if len(na) != len(nb) {
				return len(na) - len(nb)
			}
			if c := strings.Compare(na, nb); c != 0 {
				return c
			}
			a, b = a[da:], b[db:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

// fields reads "key<sep>value" lines; the first of a key counts.
func fields(text, sep string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(line, sep)
		key = strings.TrimSpace(key)
		if _, there := out[key]; ok && !there {
			out[key] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return out
}

// under joins a path in the machine's file system.
func under(dir string, more ...string) string {
	return path.Join(append([]string{strings.TrimPrefix(dir, "/")}, more...)...)
}

// limited keeps the first bytes of what is written and takes no more, which
// ends a program that floods it.
type limited struct {
	buf  bytes.Buffer // not embedded: its ReadFrom would know no limit
	left int
}

func (w *limited) String() string { return w.buf.String() }

func (w *limited) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.buf.Write(p[:n])
	w.left -= n
	if n < len(p) {
		return n, errors.New("it prints too much")
	}
	return n, nil
}

// output runs a program and returns what it prints on either stream. Programs
// get no input, and no time after the limit.
func output(ctx context.Context, limit time.Duration, name string, args ...string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	out := &limited{left: maxText}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = 100 * time.Millisecond
	err := cmd.Run()
	if ctx.Err() != nil {
		return out.String(), fmt.Errorf("%s gave no answer within %v", path.Base(name), limit)
	}
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("%s is not installed", path.Base(name))
	}
	return out.String(), err
}
