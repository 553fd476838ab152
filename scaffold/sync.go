package scaffold

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/record"
)

// Update is what a newer template offers a project.
type Update struct {
	Handle   string
	From, To record.Version
	// Wanted tells that the change is as large as the project's sync level asks
	// for, and sync is on.
	Wanted bool
	// Reason says in one sentence why it is not wanted.
	Reason   string
	template *Template
	record   *record.Record
	folder   string
}

// CheckUpdate compares a project with its template, as t has it (nil: the one
// that the project's record names). It changes nothing and needs no network but
// for templates of a git URL.
func CheckUpdate(ctx context.Context, folder string, t *Template) (*Update, func(), error) {
	clean := func() {}
	r, err := ReadRecord(folder)
	if err != nil {
		return nil, clean, err
	}
	if r.Template.Handle == "" && r.Template.Source == "" {
		return nil, clean, errors.New("the project's record names no template")
	}
	if r.Template.Handle == importHandle {
		return &Update{Handle: importHandle, Reason: "the project was made around a program of its own, which no template changes"}, clean, nil
	}
	if t == nil {
		source := r.Template.Source
		if source == "" {
			source = r.Template.Handle
		}
		if t, clean, err = Load(ctx, source); err != nil {
			return nil, clean, err
		}
	}
	from, err := record.ParseVersion(r.Template.Version)
	if err != nil {
		return nil, clean, fmt.Errorf("the project's record is broken: template: %w", err)
	}
	to, err := record.ParseVersion(t.Version)
	if err != nil {
		return nil, clean, err
	}
	u := &Update{Handle: t.Handle, From: from, To: to, template: t, record: r, folder: folder}
	return u, clean, u.judge()
}

// levels are the sizes of changes, from small to large.
var levels = []string{"patch", "minor", "major"}

// judge decides whether the update is wanted.
func (u *Update) judge() error {
	least := slices.Index(levels, u.record.Sync.Level)
	if least < 0 {
		return fmt.Errorf("the sync level %q in the project's record is none of patch, minor, major", u.record.Sync.Level)
	}
	size := 0
	switch {
	case u.From.Major != u.To.Major:
		size = 2
	case u.From.Minor != u.To.Minor:
		size = 1
	}
	switch c := u.To.Compare(u.From); {
	case c == 0:
		u.Reason = fmt.Sprintf("the project has the newest version of %s, %s", u.Handle, u.From)
	case c < 0:
		u.Reason = fmt.Sprintf("the project has %s %s, which is newer than this mlf-lsp's %s; upgrade mlf-lsp", u.Handle, u.From, u.To)
	case !u.record.Sync.Enabled:
		u.Reason = fmt.Sprintf("%s %s is there, but sync is turned off in the project's record", u.Handle, u.To)
	case size < least:
		u.Reason = fmt.Sprintf("%s %s is there, but it is only a %s change and the project asks for %s ones", u.Handle, u.To, levels[size], levels[least])
	default:
		u.Wanted = true
	}
	return nil
}

// Synced is what sync did.
type Synced struct {
	Branch    string   // holds the result, or where there are conflicts the template alone
	Conflicts []string // files that people must merge: git merge BRANCH
}

// syncPrefix begins the names of branches of updates.
const syncPrefix = "mlf-lsp/sync-"

// SyncBranch is the branch of an update.
func (u *Update) SyncBranch() string { return syncPrefix + u.To.String() }

// Sync merges what changed in the template into a new branch. It works on
// git's objects alone: neither the checked out files nor the index nor any
// branch of the user is touched.
func (u *Update) Sync(ctx context.Context) (*Synced, error) {
	r := &repository{ctx: ctx, folder: u.folder, who: identity(ctx, u.folder, "mlf-lsp", "mlf-lsp@localhost")}
	if err := r.isRoot(); err != nil {
		return nil, err
	}
	head, err := r.commit("HEAD")
	if err != nil {
		return nil, errors.New("the project has no commit yet; commit it first")
	}
	base, err := r.templateCommit()
	if err != nil {
		return nil, err
	}
	if _, err := r.commit("refs/heads/" + u.SyncBranch()); err == nil {
		return nil, fmt.Errorf("there is a branch %s already; merge it or delete it (git branch -D %s)", u.SyncBranch(), u.SyncBranch())
	}
	next, err := u.templateTree(r, base)
	if err != nil {
		return nil, err
	}
	message := fmt.Sprintf("Update template %s from %s to %s", u.Handle, u.From, u.To)
	if same, err := r.run("rev-parse", base+"^{tree}"); err != nil {
		return nil, err
	} else if strings.TrimSpace(same) != next {
		if base, err = r.commitTree(next, message, base); err != nil {
			return nil, err
		}
	}
	tree, conflicts, err := r.merge(head, base)
	if err != nil {
		return nil, err
	}
	result := base
	if len(conflicts) == 0 {
		if result, err = r.commitTree(tree, message, head, base); err != nil {
			return nil, err
		}
	}
	if err := r.setBranch(TemplateBranch, base); err != nil {
		return nil, err
	}
	return &Synced{Branch: u.SyncBranch(), Conflicts: conflicts}, r.setBranch(u.SyncBranch(), result)
}

// templateTree writes the tree of the project that the new template makes.
// Files that the project keeps stay as the old template had them, so that
// merging never changes them.
func (u *Update) templateTree(r *repository, base string) (string, error) {
	answers, err := u.answers()
	if err != nil {
		return "", err
	}
	files, err := u.template.Render(answers)
	if err != nil {
		return "", err
	}
	old, err := r.tree(base)
	if err != nil {
		return "", err
	}
	entries := map[string]treeEntry{}
	for name, f := range files {
		if !matchAny(u.record.Sync.Keep, name) {
			e := treeEntry{mode: "100644"}
			if f.Executable {
				e.mode = "100755"
			}
			if e.object, err = r.blob(f.Data); err != nil {
				return "", err
			}
			entries[name] = e
		}
	}
	for name, e := range old {
		if matchAny(u.record.Sync.Keep, name) {
			entries[name] = e
		}
	}
	return r.writeTree(entries)
}

// answers are the project's answers as far as the new template asks for them,
// with defaults for what it asks anew.
func (u *Update) answers() (Answers, error) {
	known := Answers{"date": u.record.Answers["date"]}
	if known["date"] == "" {
		known["date"] = "2026-01-01" // projects of the ancestor have none; it names the year of the licence
	}
	for _, q := range u.template.Questions() {
		if a, ok := u.record.Answers[q.Name]; ok {
			known[q.Name] = a
		}
	}
	return u.template.Complete(known, User{}.WithDefaults(), known["date"])
}

// repository is a git repository that is worked on by its objects.
type repository struct {
	ctx    context.Context
	folder string
	who    []string
}

func (r *repository) run(args ...string) (string, error) {
	return git(r.ctx, r.folder, append(slices.Clone(r.who), args...)...)
}

// isRoot wants the project to be a repository of its own.
func (r *repository) isRoot() error {
	top, err := r.run("rev-parse", "--show-toplevel")
	if err != nil {
		return fmt.Errorf("%s is no git repository; sync needs one (git init, commit, git branch %s)", r.folder, TemplateBranch)
	}
	a, errA := os.Stat(strings.TrimSpace(top))
	b, errB := os.Stat(r.folder)
	if errA != nil || errB != nil || !os.SameFile(a, b) {
		return fmt.Errorf("%s is not the root of its git repository, which is %s; sync works on whole repositories", r.folder, filepath.ToSlash(strings.TrimSpace(top)))
	}
	return nil
}

func (r *repository) commit(ref string) (string, error) {
	out, err := r.run("rev-parse", "--verify", "--quiet", ref+"^{commit}")
	return strings.TrimSpace(out), err
}

// templateCommit is the newest commit of the template's branch, here or at
// origin.
func (r *repository) templateCommit() (string, error) {
	local, localErr := r.commit("refs/heads/" + TemplateBranch)
	remote, remoteErr := r.commit("refs/remotes/origin/" + TemplateBranch)
	switch {
	case localErr != nil && remoteErr != nil:
		return "", fmt.Errorf("there is no branch %s, which holds what the template made; make it from the commit in which the project was created (git branch %s COMMIT)", TemplateBranch, TemplateBranch)
	case localErr != nil:
		return remote, nil
	case remoteErr == nil:
		if _, err := r.run("merge-base", "--is-ancestor", local, remote); err == nil {
			return remote, nil
		}
	}
	return local, nil
}

// setBranch moves or makes a branch that nobody has checked out.
func (r *repository) setBranch(name, commit string) error {
	out, err := r.run("worktree", "list", "--porcelain")
	if err != nil {
		return err
	}
	if slices.Contains(strings.Split(out, "\n"), "branch refs/heads/"+name) {
		return fmt.Errorf("branch %s is checked out; switch to another one first", name)
	}
	_, err = r.run("update-ref", "-m", "mlf-lsp sync", "refs/heads/"+name, commit)
	return err
}
