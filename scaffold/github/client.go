// Package github speaks the part of GitHub's REST API that projects need:
// repositories, branches and their protection, labels, secrets and pull
// requests. The token is sent to the API's host alone and is in no error.
package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Client is who asks, and where.
type Client struct {
	base  string // without a slash at its end
	token string
	http  *http.Client
}

// New gives a client of the API at MLF_LSP_GITHUB_API, else GITHUB_API_URL as
// GitHub's own workflows set it, else api.github.com.
func New(token string) *Client {
	base := "https://api.github.com"
	for _, name := range []string{"MLF_LSP_GITHUB_API", "GITHUB_API_URL"} {
		if v := os.Getenv(name); v != "" {
			base = v
			break
		}
	}
	return &Client{base: strings.TrimRight(base, "/"), token: token, http: &http.Client{
		Timeout: 30 * time.Second,
		// A redirect to another host must not take the token along.
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > 5 || r.URL.Host != via[0].URL.Host {
				return errors.New("it redirects to another host")
			}
			return nil
		},
	}}
}

// Error is what the API answered instead of what was asked for.
type Error struct {
	Status  int
	Message string // the API's own words
	Hint    string // what to do, "" for nothing special
}

func (e *Error) Error() string {
	text := fmt.Sprintf("GitHub answers %d: %s", e.Status, e.Message)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// IsMissing tells an answer that there is no such thing, or none that the token
// may see.
func IsMissing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == http.StatusNotFound
}

// maxAnswer bounds an answer, in bytes.
const maxAnswer = 8 << 20

// do sends a request and reads the answer's JSON into what is not nil.
func (c *Client) do(ctx context.Context, method, path string, body, into any) error {
	var text io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		text = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, text)
	if err != nil {
		return fmt.Errorf("the address of GitHub's API is none: %w", err)
	}
	request.Header.Set("Accept", "application/vnd.github+json")
	request.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	request.Header.Set("User-Agent", "mlf-lsp")
	request.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(request)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return fmt.Errorf("GitHub cannot be reached at %s: %w", c.base, err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("GitHub's answer broke off: %w", err)
	}
	if answer.StatusCode >= 300 {
		return failure(answer, raw)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s does not answer as GitHub's API: %w", c.base, err)
	}
	return nil
}

// failure reads an error of the API.
func failure(answer *http.Response, raw []byte) error {
	var said struct {
		Message string
		Errors  []struct{ Message, Field, Code string }
	}
	e := &Error{Status: answer.StatusCode, Message: http.StatusText(answer.StatusCode)}
	if json.Unmarshal(raw, &said) == nil && said.Message != "" {
		e.Message = strings.TrimSuffix(said.Message, ".")
		for _, x := range said.Errors {
			if x.Message == "" {
				x.Message = strings.TrimSpace(x.Field + " " + x.Code)
			}
			e.Message += ": " + x.Message
		}
	}
	switch e.Status {
	case http.StatusUnauthorized:
		e.Hint = "the token is not valid any more; keep another with mlf-lsp config pat"
	case http.StatusForbidden, http.StatusNotFound:
		if need := answer.Header.Get("X-Accepted-OAuth-Scopes"); need != "" {
			e.Hint = fmt.Sprintf("the token needs one of the scopes %s and has %q", need, answer.Header.Get("X-OAuth-Scopes"))
		}
		if answer.Header.Get("X-RateLimit-Remaining") == "0" {
			e.Hint = "the limit of requests is reached; try again in an hour"
		}
	}
	return e
}
