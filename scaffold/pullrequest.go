package scaffold

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/mlf-core/mlf-lsp/scaffold/github"
)

// SyncSecret is the secret by which a project's workflow syncs; without it the
// workflow's own token is used, which may not change workflows.
const SyncSecret = "MLF_LSP_SYNC_TOKEN"

// Remote is a project's repository at GitHub.
type Remote struct {
	client *github.Client
	token  string
	repo   *github.Repository
	url    string // of origin, as git has it
	folder string
}

// remoteName finds owner and name in the address of a repository, in any form
// that git takes.
var remoteName = regexp.MustCompile(`[/:]([^/:]+)/([^/]+?)(?:\.git)?/?$`)

// OpenRemote finds the repository of a project by its remote origin.
func OpenRemote(ctx context.Context, folder string) (*Remote, error) {
	token, err := Token()
	if err != nil {
		return nil, err
	}
	if token == "" {
		return nil, ErrNoToken
	}
	out, err := git(ctx, folder, "remote", "get-url", "origin")
	if err != nil {
		return nil, errors.New("the project has no remote origin; push it to GitHub first")
	}
	m := remoteName.FindStringSubmatch(strings.TrimSpace(out))
	if m == nil {
		return nil, fmt.Errorf("the remote origin, %s, names no repository of GitHub", withoutCredentials(strings.TrimSpace(out)))
	}
	r := &Remote{client: github.New(token), token: token, url: strings.TrimSpace(out), folder: folder}
	r.repo, err = r.client.Repository(ctx, m[1], m[2])
	return r, err
}

// SetSyncToken gives the project's workflow a token to sync with.
func (r *Remote) SetSyncToken(ctx context.Context, token string) error {
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return errors.New("a token of GitHub is one word")
	}
	return r.client.SetSecret(ctx, r.repo, SyncSecret, token)
}

// Fetch brings the branch of the template up to date with origin's.
func (r *Remote) Fetch(ctx context.Context) error {
	_, err := r.git(ctx, "fetch", "-q", "origin", "+refs/heads/"+TemplateBranch+":refs/remotes/origin/"+TemplateBranch)
	return err
}

func (r *Remote) git(ctx context.Context, args ...string) (string, error) {
	return gitWith(ctx, r.folder, authorised(r.url, r.token), args...)
}

// Pending says in one sentence that an update was offered before, "" when it
// was not.
func (r *Remote) Pending(ctx context.Context, u *Update) (string, error) {
	open, err := r.client.OpenPullRequests(ctx, r.repo)
	if err != nil {
		return "", err
	}
	for _, p := range open {
		if p.Head == u.SyncBranch() {
			return fmt.Sprintf("pull request %d has it: %s", p.Number, p.URL), nil
		}
	}
	out, err := r.git(ctx, "ls-remote", "--heads", "origin", u.SyncBranch())
	if err != nil || strings.TrimSpace(out) == "" {
		return "", err
	}
	return fmt.Sprintf("the branch %s was offered before and its pull request is closed; delete the branch at origin to have it again", u.SyncBranch()), nil
}

// Offer pushes the branches of a sync, asks to merge it, and closes the pull
// requests of older updates, whose numbers it returns.
func (r *Remote) Offer(ctx context.Context, u *Update, done *Synced) (p github.PullRequest, closed []int, err error) {
	if _, err := r.git(ctx, "push", "-q", "origin", TemplateBranch+":"+TemplateBranch, done.Branch+":"+done.Branch); err != nil {
		if strings.Contains(err.Error(), "workflow") {
			err = fmt.Errorf("%w; the token may not change workflows: give one that may with mlf-lsp sync --set-token", err)
		}
		return p, nil, err
	}
	open, err := r.client.OpenPullRequests(ctx, r.repo)
	if err != nil {
		return p, nil, err
	}
	title := fmt.Sprintf("Update template %s from %s to %s", u.Handle, u.From, u.To)
	if p, err = r.client.OpenPullRequest(ctx, r.repo, done.Branch, r.repo.DefaultBranch, title, u.describe(done)); err != nil {
		return p, nil, fmt.Errorf("the branch %s is pushed, but not offered: %w", done.Branch, err)
	}
	for _, old := range open {
		if strings.HasPrefix(old.Head, syncPrefix) && old.Number != p.Number {
			if err := r.client.ClosePullRequest(ctx, r.repo, old.Number); err != nil {
				return p, closed, err
			}
			closed = append(closed, old.Number)
		}
	}
	return p, closed, nil
}

// describe is the text of the pull request.
func (u *Update) describe(done *Synced) string {
	var out strings.Builder
	fmt.Fprintf(&out, "The template %s has version %s; this project follows %s. This merges what changed in it; what you changed stays.\n", u.Handle, u.To, u.From)
	if len(done.Conflicts) > 0 {
		out.WriteString("\nYou and the template changed the same lines; settle them while merging:\n\n")
		for _, name := range done.Conflicts {
			fmt.Fprintf(&out, "- `%s`\n", name)
		}
	}
	fmt.Fprintf(&out, "\nMade by `mlf-lsp sync`. Files that must stay are listed in `.mlf-project.yaml` under `sync: keep`.\n")
	return out.String()
}
