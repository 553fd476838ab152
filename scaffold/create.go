package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Creation is a project to be made.
type Creation struct {
	Template  *Template
	Answers   Answers // complete
	Parent    string  // the folder in which the project's folder is made
	Overwrite bool
	NoGit     bool
}

// Folder is where the project is made.
func (c *Creation) Folder() string {
	return filepath.Join(c.Parent, Slug(c.Answers["project_name"]))
}

// Plan are the files that Create writes, sorted.
func (c *Creation) Plan() ([]string, error) {
	files, err := c.Template.Render(c.Answers)
	return sortedKeys(files), err
}

// Check finds what stands against a creation before anything is written.
func (c *Creation) Check() error {
	folder := c.Folder()
	if _, err := os.Lstat(filepath.Join(folder, ".git")); err == nil {
		return fmt.Errorf("%s is a git repository; choose another name or folder (mlf-lsp sync brings a project up to date)", folder)
	}
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("%s is in the way: %w", folder, err)
	case len(entries) > 0 && !c.Overwrite:
		return fmt.Errorf("%s: %w; choose another folder, or use --overwrite to replace files of the same names", folder, ErrExists)
	}
	return nil
}

// Create makes the project. Nothing is left behind where it fails before the
// files are written; a repository that cannot be made leaves the files.
func Create(ctx context.Context, c *Creation) error {
	if err := c.Check(); err != nil {
		return err
	}
	files, err := c.Template.Render(c.Answers)
	if err != nil {
		return err
	}
	if err := Write(c.Folder(), files, c.Overwrite); err != nil {
		return err
	}
	if c.NoGit || InRepository(c.Folder()) {
		return nil
	}
	if err := initRepository(ctx, c.Folder(), c.Template, c.Answers); err != nil {
		return fmt.Errorf("the project is made, but not its git repository: %w", err)
	}
	return nil
}

// Load returns a template by handle, or from a folder or a git URL, which may
// end in #BRANCH. clean removes what was fetched.
func Load(ctx context.Context, source string) (t *Template, clean func(), err error) {
	clean = func() {}
	if isGitURL(source) {
		folder, err := os.MkdirTemp("", "mlf-lsp-template-")
		if err != nil {
			return nil, clean, err
		}
		clean = func() { os.RemoveAll(folder) }
		url, ref, _ := strings.Cut(source, "#")
		args := []string{"clone", "-q", "--depth", "1"}
		if ref != "" {
			args = append(args, "--branch", ref)
		}
		if _, err := git(ctx, "", append(args, "--", url, filepath.Join(folder, "t"))...); err != nil {
			clean()
			return nil, func() {}, fmt.Errorf("the template cannot be fetched: %w", err)
		}
		t, err = readTemplate(os.DirFS(filepath.Join(folder, "t")), withoutCredentials(source))
		if err != nil {
			clean()
			return nil, func() {}, err
		}
		t.Source = withoutCredentials(source)
		return t, clean, nil
	}
	if info, err := os.Stat(source); err == nil && info.IsDir() && strings.ContainsAny(source, `/\.`) {
		t, err = readTemplate(os.DirFS(source), source)
		if err == nil {
			t.Source, err = filepath.Abs(source)
		}
		return t, clean, err
	}
	if strings.ContainsAny(source, `/\`) {
		return nil, clean, fmt.Errorf("there is no folder %s with a template", source)
	}
	t, err = Find(source)
	return t, clean, err
}

func isGitURL(source string) bool {
	for _, scheme := range []string{"https://", "http://", "ssh://", "git@", "file://", "git://"} {
		if strings.HasPrefix(source, scheme) {
			return true
		}
	}
	return false
}

// withoutCredentials removes what stands before @ in a URL's host.
func withoutCredentials(source string) string {
	scheme, rest, ok := strings.Cut(source, "://")
	if !ok {
		return source
	}
	host, tail, _ := strings.Cut(rest, "/")
	if at := strings.LastIndex(host, "@"); at >= 0 {
		host = host[at+1:]
	}
	return scheme + "://" + host + "/" + tail
}
