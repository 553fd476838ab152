package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/mlf-core/mlf-lsp/analysis/record"
)

// LineChange is a line that a new version changes.
type LineChange struct {
	File     string // slash path relative to the project
	Line     int    // from 1
	Old, New string
}

// Bump is a change of a project's version, worked out but not made.
type Bump struct {
	From, To record.Version
	Changes  []LineChange
	// Doubts are reasons to ask people first, each one sentence.
	Doubts []string
	files  map[string][]byte
	folder string
}

// PlanBump works out what changes when the project in a folder gets a new
// version. today is YYYY-MM-DD, for the changelog.
func PlanBump(folder, to string, downgrade bool, today string) (*Bump, error) {
	r, err := ReadRecord(folder)
	if err != nil {
		return nil, err
	}
	from, err := record.ParseVersion(r.Bump.Version)
	if err != nil {
		return nil, fmt.Errorf("the project's record is broken: %w", err)
	}
	next, err := record.ParseVersion(to)
	if err != nil {
		return nil, err
	}
	if err := allowed(from, next, downgrade); err != nil {
		return nil, err
	}
	b := &Bump{From: from, To: next, files: map[string][]byte{}, folder: folder}
	if !next.Follows(from) && !downgrade {
		b.Doubts = append(b.Doubts, fmt.Sprintf("%s does not follow %s", next, from))
	}
	if err := b.lines(r); err != nil {
		return nil, err
	}
	if err := b.ownRecord(); err != nil {
		return nil, err
	}
	if downgrade {
		b.Doubts = append(b.Doubts, "the changelog is left as it is")
		return b, nil
	}
	return b, b.changelog(today)
}

// allowed is the order of versions.
func allowed(from, to record.Version, downgrade bool) error {
	switch c := to.Compare(from); {
	case c == 0:
		return fmt.Errorf("the project has version %s already", from)
	case downgrade:
		return nil
	case to.Snapshot && to.Release() == from:
		return fmt.Errorf("%s comes before %s; use --downgrade to go back to a snapshot", to, from)
	case c < 0:
		return fmt.Errorf("%s comes before %s; use --downgrade to go back", to, from)
	case from.Snapshot && to != from.Release():
		return fmt.Errorf("%s is a snapshot and can only become %s first", from, from.Release())
	}
	return nil
}

// lines finds the version in the files that the record names.
func (b *Bump) lines(r *record.Record) error {
	for _, marked := range []bool{false, true} {
		globs := r.Bump.Files
		if marked {
			globs = r.Bump.Marked
		}
		files, err := glob(b.folder, globs)
		if err != nil {
			return err
		}
		for _, name := range files {
			if err := b.file(name, func(line string) bool {
				return !strings.Contains(line, record.NoBump) && (!marked || strings.Contains(line, record.ForceBump))
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// glob lists the files below a folder that match, sorted.
func glob(folder string, globs []string) ([]string, error) {
	var out []string
	for _, g := range globs {
		g = strings.TrimPrefix(filepath.ToSlash(g), "./")
		found, err := doublestar.Glob(os.DirFS(folder), g, doublestar.WithFilesOnly(), doublestar.WithNoFollow())
		if err != nil {
			return nil, fmt.Errorf("%q in the project's record is no pattern of files", g)
		}
		out = append(out, found...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// file replaces the version on the lines of a file for which wanted says yes.
func (b *Bump) file(name string, wanted func(line string) bool) error {
	text, err := b.read(name)
	if err != nil {
		return err
	}
	var out strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		n++
		now := line
		if wanted(line) {
			now = replaceVersion(line, b.From, b.To, pythonVersions(name))
		}
		if now != line {
			b.Changes = append(b.Changes, LineChange{name, n, strings.TrimSpace(line), strings.TrimSpace(now)})
		}
		out.WriteString(now)
	}
	if out.String() != text {
		b.files[name] = []byte(out.String())
	}
	return nil
}

// read is a file's text as changed so far.
func (b *Bump) read(name string) (string, error) {
	if data, ok := b.files[name]; ok {
		return string(data), nil
	}
	raw, err := os.ReadFile(filepath.Join(b.folder, filepath.FromSlash(name)))
	return string(raw), err
}

// replaceVersion replaces a version where it stands alone: 1.2.3 is no part of
// 11.2.3 or 1.2.3.4. A snapshot keeps the spelling that it has; where a release
// becomes one, python says that it is spelled for Python's packages.
func replaceVersion(line string, from, to record.Version, python bool) string {
	spelled := []string{from.String()}
	if from.Snapshot {
		spelled = append(spelled, from.Python())
	}
	for _, old := range spelled {
		now := to.String()
		if old != from.String() || python && !from.Snapshot {
			now = to.Python()
		}
		re := regexp.MustCompile(`(^|[^0-9.])` + regexp.QuoteMeta(old) + `($|[^0-9A-Za-z.-]|\.[^0-9A-Za-z]|\.$)`)
		line = re.ReplaceAllString(line, "${1}"+strings.ReplaceAll(now, "$", "$$")+"${2}")
	}
	return line
}

// pythonVersions tells whether a file holds a version that Python's packaging
// reads, which knows no SNAPSHOT.
func pythonVersions(name string) bool {
	base := path.Base(name)
	return base == "pyproject.toml" || base == "__init__.py"
}

// ownRecord writes the version into the record itself, whoever wrote that.
func (b *Bump) ownRecord() error {
	for _, r := range []struct {
		name string
		line *regexp.Regexp
	}{
		{record.Name, regexp.MustCompile(`(?m)^(bump-version:[ \t]*\r?\n(?:[ \t]+.*\r?\n)*?[ \t]+version:[ \t]*)(\S+)`)},
		{record.AncestorSettings, regexp.MustCompile(`(?m)^(current_version[ \t]*=[ \t]*)(\S+)`)},
	} {
		text, err := b.read(r.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		at := r.line.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		n := 1 + strings.Count(text[:at[4]], "\n")
		b.Changes = append(b.Changes, LineChange{r.name, n, text[at[4]:at[5]], b.To.String()})
		b.files[r.name] = []byte(text[:at[4]] + b.To.String() + text[at[5]:])
	}
	return nil
}

// Apply writes the changes, and commits them where the project is a git
// repository; other changes of the user stay as they are.
func (b *Bump) Apply(ctx context.Context, noGit bool) error {
	names := sortedKeys(b.files)
	for _, name := range names {
		if err := replaceFile(filepath.Join(b.folder, filepath.FromSlash(name)), b.files[name]); err != nil {
			return fmt.Errorf("%s cannot be written: %w", name, err)
		}
	}
	if noGit || !InRepository(b.folder) {
		return nil
	}
	who := identity(ctx, b.folder, "mlf-lsp", "mlf-lsp@localhost")
	args := append(who, "commit", "-q", "-m", fmt.Sprintf("Bump version from %s to %s", b.From, b.To), "--")
	if _, err := git(ctx, b.folder, append([]string{"add", "--"}, names...)...); err != nil {
		return fmt.Errorf("the version is changed, but not committed: %w", err)
	}
	if _, err := git(ctx, b.folder, append(args, names...)...); err != nil {
		return fmt.Errorf("the version is changed, but not committed: %w", err)
	}
	return nil
}
