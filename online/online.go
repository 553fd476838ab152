// Package online asks indexes of packages for the newest releases. Nothing else
// of mlf-lsp's judging touches the network, and this only when people ask.
package online

import (
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

	"golang.org/x/sync/errgroup"
)

// Index is where packages are looked up.
type Index struct {
	PyPI     string   // the address above NAME/json
	Anaconda string   // the address above CHANNEL/NAME
	Channels []string // of conda, in the order in which they are asked
	Docs     string   // Read the Docs: the address above NAME
	client   *http.Client
}

// Default is PyPI, anaconda.org and Read the Docs, or what MLF_LSP_PYPI_URL,
// MLF_LSP_ANACONDA_URL and MLF_LSP_RTD_URL name instead.
func Default() *Index {
	x := &Index{
		PyPI: "https://pypi.org/pypi", Anaconda: "https://api.anaconda.org/package", Channels: []string{"conda-forge", "main"},
		Docs:   "https://app.readthedocs.org/projects",
		client: &http.Client{Timeout: 10 * time.Second},
	}
	for name, into := range map[string]*string{"MLF_LSP_PYPI_URL": &x.PyPI, "MLF_LSP_ANACONDA_URL": &x.Anaconda, "MLF_LSP_RTD_URL": &x.Docs} {
		if v := os.Getenv(name); v != "" {
			*into = v
		}
	}
	return x
}

// Newest are the newest stable releases of packages by their normalised names:
// those of PyPI, or of conda where PyPI has none; "" where no index has the
// package. A package whose index does not answer is left out, and the error
// says so in one sentence; what did answer is given all the same.
func (x *Index) Newest(ctx context.Context, packages []string) (map[string]string, error) {
	versions := make([]string, len(packages))
	failed := make([]error, len(packages))
	var g errgroup.Group
	g.SetLimit(8)
	for i, name := range packages {
		g.Go(func() error {
			versions[i], failed[i] = x.newest(ctx, name)
			return nil
		})
	}
	_ = g.Wait() // errors are in failed
	out := map[string]string{}
	missing := 0
	var first error
	for i, name := range packages {
		if failed[i] == nil {
			out[name] = versions[i]
			continue
		}
		missing++
		if first == nil {
			first = failed[i]
		}
	}
	if missing > 0 {
		return out, fmt.Errorf("%d of %d packages could not be looked up, so that MLF709 says nothing of them: %w", missing, len(packages), first)
	}
	return out, nil
}

// Taken is where others have a project of a name: Read the Docs, or PyPI where
// the project is a package; "" where it is free as far as anybody answers.
func (x *Index) Taken(ctx context.Context, name string, isPackage bool) (string, error) {
	err := x.get(ctx, x.Docs+"/"+url.PathEscape(name)+"/", nil)
	if err == nil {
		return "Read the Docs", nil
	} else if errors.Is(err, errUnknown) {
		err = nil
	}
	if isPackage {
		switch other := x.get(ctx, x.PyPI+"/"+url.PathEscape(name)+"/json", nil); {
		case other == nil:
			return "PyPI", nil
		case !errors.Is(other, errUnknown):
			err = errors.Join(err, other)
		}
	}
	return "", err
}

// errUnknown tells that an index does not have a package.
var errUnknown = errors.New("no such package")

func (x *Index) newest(ctx context.Context, name string) (string, error) {
	var pypi struct{ Info struct{ Version string } }
	err := x.get(ctx, x.PyPI+"/"+url.PathEscape(name)+"/json", &pypi)
	if !errors.Is(err, errUnknown) {
		return pypi.Info.Version, err
	}
	for _, channel := range x.Channels {
		var conda struct {
			Latest string `json:"latest_version"`
		}
		err := x.get(ctx, x.Anaconda+"/"+channel+"/"+url.PathEscape(name), &conda)
		if !errors.Is(err, errUnknown) {
			return conda.Latest, err
		}
	}
	return "", nil
}

// maxAnswer bounds an index's answer, in bytes; those of large packages have
// several millions.
const maxAnswer = 64 << 20

func (x *Index) get(ctx context.Context, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "mlf-lsp")
	answer, err := x.client.Do(request)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err
		}
		return fmt.Errorf("%s does not answer: %w", hostOf(address), err)
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusNotFound:
		return errUnknown
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("%s answers %s", hostOf(address), answer.Status)
	}
	if into == nil {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(into); err != nil {
		return fmt.Errorf("%s does not answer as an index of packages: %w", hostOf(address), err)
	}
	return nil
}

func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}
