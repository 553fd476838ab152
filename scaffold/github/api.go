package github

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/crypto/nacl/box"
)

// Repository is one at GitHub.
type Repository struct {
	Owner, Name   string
	DefaultBranch string
	CloneURL      string // for git, without a token
	WebURL        string
	Private       bool
}

type repositoryJSON struct {
	Name  string
	Owner struct{ Login string }

	DefaultBranch string `json:"default_branch"`
	CloneURL      string `json:"clone_url"`
	HTMLURL       string `json:"html_url"`
	Private       bool
}

func (r repositoryJSON) repository() *Repository {
	return &Repository{r.Owner.Login, r.Name, r.DefaultBranch, r.CloneURL, r.HTMLURL, r.Private}
}

// path is that of a repository in the API.
func (r *Repository) path() string {
	return "/repos/" + url.PathEscape(r.Owner) + "/" + url.PathEscape(r.Name)
}

// User is the name of the account that the token is of.
func (c *Client) User(ctx context.Context) (string, error) {
	var u struct{ Login string }
	err := c.do(ctx, http.MethodGet, "/user", nil, &u)
	return u.Login, err
}

// Repository looks one up; see IsMissing.
func (c *Client) Repository(ctx context.Context, owner, name string) (*Repository, error) {
	var r repositoryJSON
	if err := c.do(ctx, http.MethodGet, (&Repository{Owner: owner, Name: name}).path(), nil, &r); err != nil {
		return nil, err
	}
	return r.repository(), nil
}

// CreateRepository makes an empty repository: in an organisation, or where that
// is "" in the account of the token.
func (c *Client) CreateRepository(ctx context.Context, organisation, name, description string, private bool) (*Repository, error) {
	path := "/user/repos"
	if organisation != "" {
		path = "/orgs/" + url.PathEscape(organisation) + "/repos"
	}
	var r repositoryJSON
	err := c.do(ctx, http.MethodPost, path, map[string]any{"name": name, "description": description, "private": private, "auto_init": false}, &r)
	if err != nil {
		return nil, err
	}
	return r.repository(), nil
}

// SetDefaultBranch names the branch that people see first.
func (c *Client) SetDefaultBranch(ctx context.Context, r *Repository, branch string) error {
	return c.do(ctx, http.MethodPatch, r.path(), map[string]any{"default_branch": branch}, nil)
}

// Protect wants a pull request with a review that is not stale before a branch
// changes, and keeps it from being rewritten.
func (c *Client) Protect(ctx context.Context, r *Repository, branch string) error {
	return c.do(ctx, http.MethodPut, r.path()+"/branches/"+url.PathEscape(branch)+"/protection", map[string]any{
		"required_status_checks":        nil,
		"enforce_admins":                nil,
		"required_pull_request_reviews": map[string]any{"dismiss_stale_reviews": true},
		"restrictions":                  nil,
	}, nil)
}

// AddLabel makes a label; color is hexadecimal without #. One that is there
// already is no error.
func (c *Client) AddLabel(ctx context.Context, r *Repository, name, color, description string) error {
	err := c.do(ctx, http.MethodPost, r.path()+"/labels", map[string]any{"name": name, "color": color, "description": description}, nil)
	if e, ok := err.(*Error); ok && e.Status == http.StatusUnprocessableEntity {
		return nil
	}
	return err
}

// SetSecret gives the repository's workflows a secret, encrypted for GitHub's
// key of the repository (a sealed box of libsodium).
func (c *Client) SetSecret(ctx context.Context, r *Repository, name, value string) error {
	var key struct {
		ID  string `json:"key_id"`
		Key string
	}
	if err := c.do(ctx, http.MethodGet, r.path()+"/actions/secrets/public-key", nil, &key); err != nil {
		return err
	}
	raw, err := base64.StdEncoding.DecodeString(key.Key)
	if err != nil || len(raw) != 32 {
		return fmt.Errorf("GitHub's key of the repository is none")
	}
	sealed, err := box.SealAnonymous(nil, []byte(value), (*[32]byte)(raw), rand.Reader)
	if err != nil {
		return err
	}
	return c.do(ctx, http.MethodPut, r.path()+"/actions/secrets/"+url.PathEscape(name), map[string]any{
		"encrypted_value": base64.StdEncoding.EncodeToString(sealed), "key_id": key.ID,
	}, nil)
}

// PullRequest is one at GitHub.
type PullRequest struct {
	Number int
	Title  string
	Head   string // the branch that is to be merged
	URL    string
}

type pullJSON struct {
	Number  int
	Title   string
	Head    struct{ Ref string }
	HTMLURL string `json:"html_url"`
}

func (p pullJSON) pull() PullRequest { return PullRequest{p.Number, p.Title, p.Head.Ref, p.HTMLURL} }

// OpenPullRequests are the hundred newest that are open.
func (c *Client) OpenPullRequests(ctx context.Context, r *Repository) ([]PullRequest, error) {
	var list []pullJSON
	if err := c.do(ctx, http.MethodGet, r.path()+"/pulls?state=open&per_page=100", nil, &list); err != nil {
		return nil, err
	}
	var out []PullRequest
	for _, p := range list {
		out = append(out, p.pull())
	}
	return out, nil
}

// OpenPullRequest asks to merge branch head into base.
func (c *Client) OpenPullRequest(ctx context.Context, r *Repository, head, base, title, body string) (PullRequest, error) {
	var p pullJSON
	err := c.do(ctx, http.MethodPost, r.path()+"/pulls", map[string]any{"head": head, "base": base, "title": title, "body": body}, &p)
	return p.pull(), err
}

// ClosePullRequest closes one without merging it.
func (c *Client) ClosePullRequest(ctx context.Context, r *Repository, number int) error {
	return c.do(ctx, http.MethodPatch, fmt.Sprintf("%s/pulls/%d", r.path(), number), map[string]any{"state": "closed"}, nil)
}
