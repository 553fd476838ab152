package scaffold

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/scaffold/github"
)

// ErrNoToken tells that no token of GitHub is kept or given.
var ErrNoToken = errors.New("there is no token of GitHub; keep one with mlf-lsp config pat, or set MLF_LSP_GITHUB_TOKEN")

// The label that dependabot.yml asks for, and its colour.
const (
	dependabotLabel  = "DEPENDABOT"
	dependabotColour = "1BB0CE"
)

// Publication is a repository at GitHub that is to be made for a project.
type Publication struct {
	client       *github.Client
	token        string
	organisation string // "" for the account of the token
	owner, name  string
	description  string
	private      bool
}

// PlanPublication finds what stands against the repository that the answers ask
// for, before anything is made; nil where they ask for none.
func PlanPublication(ctx context.Context, a Answers) (*Publication, error) {
	if a["github_repository"] != "public" && a["github_repository"] != "private" {
		return nil, nil
	}
	token, err := Token()
	if err != nil {
		return nil, err
	}
	if token == "" {
		return nil, ErrNoToken
	}
	p := &Publication{
		client: github.New(token), token: token, name: Slug(a["project_name"]),
		description: a["project_short_description"], private: a["github_repository"] == "private",
	}
	user, err := p.client.User(ctx)
	if err != nil {
		return nil, err
	}
	p.owner = user
	if org := a["github_organisation"]; org != "" && !strings.EqualFold(org, user) {
		p.organisation, p.owner = org, org
	} else if org == "" && !strings.EqualFold(a["github_username"], user) {
		return nil, fmt.Errorf("the token is of %s, and the project of %s: set github_username or github_organisation, or keep the right token with mlf-lsp config pat", user, a["github_username"])
	}
	switch _, err := p.client.Repository(ctx, p.owner, p.name); {
	case err == nil:
		return nil, fmt.Errorf("there is a repository %s/%s at GitHub already; choose another name", p.owner, p.name)
	case !github.IsMissing(err):
		return nil, err
	}
	return p, nil
}

// Publish makes the repository, pushes main and the branch of the template, and
// sets label and protection. Notes are sentences on what could not be set
// though the repository is there and whole.
func (p *Publication) Publish(ctx context.Context, folder string) (r *github.Repository, notes []string, err error) {
	if r, err = p.client.CreateRepository(ctx, p.organisation, p.name, p.description, p.private); err != nil {
		return nil, nil, err
	}
	if _, err := git(ctx, folder, "remote", "add", "origin", r.CloneURL); err != nil {
		return r, nil, err
	}
	if _, err := gitWith(ctx, folder, authorised(r.CloneURL, p.token), "push", "-q", "-u", "origin", "main", TemplateBranch); err != nil {
		return r, nil, fmt.Errorf("%s is made, but empty: %w; push it yourself: git push -u origin main %s", r.WebURL, err, TemplateBranch)
	}
	if r.DefaultBranch != "main" {
		if err := p.client.SetDefaultBranch(ctx, r, "main"); err != nil {
			notes = append(notes, fmt.Sprintf("main is not the default branch: %v", err))
		}
	}
	if err := p.client.AddLabel(ctx, r, dependabotLabel, dependabotColour, "Updates of dependencies"); err != nil {
		notes = append(notes, fmt.Sprintf("the label %s is missing: %v", dependabotLabel, err))
	}
	if err := p.client.Protect(ctx, r, "main"); err != nil {
		notes = append(notes, fmt.Sprintf("the branch main is not protected: %v", err))
	}
	return r, notes, nil
}
