package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/codeactions"
	"github.com/mlf-core/mlf-lsp/docs"
	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// counts are numbers of findings by severity, those silenced apart.
type counts struct {
	Error      int `json:"error"`
	Warning    int `json:"warning"`
	Info       int `json:"info"`
	Hint       int `json:"hint"`
	Suppressed int `json:"suppressed"`
}

func (c *counts) add(list []check.Finding) {
	for _, f := range list {
		switch {
		case f.Suppressed:
			c.Suppressed++
		case f.Severity == check.Error:
			c.Error++
		case f.Severity == check.Warning:
			c.Warning++
		case f.Severity == check.Info:
			c.Info++
		default:
			c.Hint++
		}
	}
}

// anew forgets what was read of the disk and gives the state of now.
func (s *server) anew(ctx context.Context) (*state, error) {
	s.mu.Lock()
	s.rescan = true
	s.mu.Unlock()
	st, err := s.current(ctx)
	s.wake()
	return st, err
}

// chosen are the projects of a state in a folder, or around it; all for "".
func (st *state) chosen(folder string) ([]*view, error) {
	if folder == "" {
		return st.views, nil
	}
	path := folderPath(folder)
	var out []*view
	for _, v := range st.views {
		if path != "" && (loading.Below(path, v.root) || loading.Below(v.root, path)) {
			out = append(out, v)
		}
	}
	if out == nil {
		return nil, invalid("%s is no folder of the workspace", folder)
	}
	return out, nil
}

func checkWorkspace(s *server, ctx context.Context, argument json.RawMessage, report progress) (any, error) {
	var a struct {
		Folder string `json:"folder"`
	}
	if err := decode(argument, &a); err != nil {
		return nil, err
	}
	report("reading files", 10)
	st, err := s.anew(ctx)
	if err != nil {
		return nil, err
	}
	views, err := st.chosen(a.Folder)
	if err != nil {
		return nil, err
	}
	type skip struct {
		URI    uri.URI `json:"uri"`
		Reason string  `json:"reason"`
	}
	out := struct {
		Findings    counts `json:"findings"`
		Files       int    `json:"files"`
		EntryPoints int    `json:"entryPoints"`
		Undecided   int    `json:"undecided"`
		Skipped     []skip `json:"skipped"`
	}{Skipped: []skip{}}
	for _, v := range views {
		r := v.ws.Check()
		out.Findings.add(r.Findings)
		out.Files += r.Files
		out.EntryPoints += len(r.Entries)
		out.Undecided += r.Undecided
		for _, x := range r.Skipped {
			out.Skipped = append(out.Skipped, skip{v.uriOf(x.Path), x.Reason})
		}
	}
	return out, nil
}

func fixWorkspace(s *server, ctx context.Context, argument json.RawMessage, report progress) (any, error) {
	var a struct {
		Folder string   `json:"folder"`
		URIs   []string `json:"uris"`
		Codes  []string `json:"codes"`
		Unsafe bool     `json:"unsafe"`
		DryRun bool     `json:"dryRun"`
	}
	if err := decode(argument, &a); err != nil {
		return nil, err
	}
	if !a.DryRun && !s.can.applies {
		return nil, errors.New("this editor makes no edits on request; use `mlf-lsp check --fix` in a terminal")
	}
	st, err := s.anew(ctx)
	if err != nil {
		return nil, err
	}
	views, err := st.chosen(a.Folder)
	if err != nil {
		return nil, err
	}
	out := struct {
		Fixed   int                     `json:"fixed"`
		Files   []uri.URI               `json:"files"`
		Refused []string                `json:"refused"`
		Applied bool                    `json:"applied"`
		Edit    *protocol.WorkspaceEdit `json:"edit,omitempty"`
	}{Files: []uri.URI{}, Refused: []string{}}
	e := &editor{can: s.can, changes: map[uri.URI]*fileEdits{}}
	for i, v := range views {
		report(filepath.Base(v.root), 100*i/len(views))
		e.view = v
		outcome := codeactions.FixAll(v.ws, codeactions.Request{
			Wanted: func(f check.Finding) bool {
				return ctx.Err() == nil && (a.Codes == nil || slices.Contains(a.Codes, f.Code)) &&
					(a.URIs == nil || slices.Contains(a.URIs, string(v.uriOf(f.File))) || slices.Contains(a.URIs, filepath.Join(v.root, f.File)))
			},
			May: func(x codeactions.Fix) bool {
				return x.Safety == codeactions.Safe || a.Unsafe && x.Safety == codeactions.Unsafe
			},
			Raw:       func(path string) ([]byte, error) { raw, _, err := e.raw(path); return raw, err },
			Installed: v.installed(),
		})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		out.Fixed += outcome.Fixed
		out.Refused = append(out.Refused, outcome.Refused...)
		for _, c := range outcome.Changes {
			out.Files = append(out.Files, v.uriOf(c.Path))
		}
		e.collect(outcome.Changes)
	}
	edit := e.workspaceEdit()
	if a.DryRun || edit == nil {
		out.Edit = edit
		return out, nil
	}
	var reason string
	if out.Applied, reason, err = s.makeEdit(ctx, "Fix what mlf-lsp found", edit); reason != "" {
		out.Refused = append(out.Refused, reason)
	}
	return out, err
}

// makeEdit has the client make an edit and tells whether it did, else why not.
func (s *server) makeEdit(ctx context.Context, label string, edit *protocol.WorkspaceEdit) (applied bool, reason string, err error) {
	var answer protocol.ApplyWorkspaceEditResult
	if _, err := s.conn.Call(ctx, "workspace/applyEdit", &protocol.ApplyWorkspaceEditParams{Label: &label, Edit: *edit}, &answer); err != nil {
		return false, "", fmt.Errorf("the editor did not make the edits: %w", err)
	}
	if answer.FailureReason != nil && !answer.Applied {
		reason = *answer.FailureReason
	}
	return answer.Applied, reason, nil
}

func hardwareReport(s *server, ctx context.Context, argument json.RawMessage, _ progress) (any, error) {
	a := struct {
		Format  string   `json:"format"`
		Scopes  []string `json:"scopes"`
		Exclude []string `json:"exclude"`
		Redact  bool     `json:"redact"`
		Show    bool     `json:"show"`
	}{Format: "html"}
	if err := decode(argument, &a); err != nil {
		return nil, err
	}
	scopes, err := hardware.ParseScopes(a.Scopes, a.Exclude)
	if err != nil {
		return nil, invalid("%v", err)
	}
	if !slices.Contains(hardware.Formats, a.Format) {
		return nil, invalid("there is no format %q: use %s", a.Format, strings.Join(hardware.Formats, ", "))
	}
	o := s.hardwareOptions()
	o.Scopes, o.Now = scopes, time.Now()
	s.mu.Lock()
	if len(s.folders) > 0 {
		o.Dir = s.folders[0]
	}
	s.mu.Unlock()
	r := hardware.Collect(ctx, o)
	if a.Redact {
		hardware.Redact(r)
	}
	var content bytes.Buffer
	if err := hardware.Write(&content, a.Format, r); err != nil {
		return nil, err
	}
	if a.Show {
		if err := s.show(ctx, "hardware", a.Format, content.Bytes()); err != nil {
			return nil, err
		}
	}
	return map[string]any{"format": a.Format, "content": content.String(), "line": hardware.Line(r)}, nil
}

func explainRule(s *server, ctx context.Context, argument json.RawMessage, _ progress) (any, error) {
	var a struct {
		Code string `json:"code"`
		Show bool   `json:"show"`
	}
	if err := decode(argument, &a); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.metas, func(m check.Meta) bool { return strings.EqualFold(m.Code, a.Code) || m.Name == a.Code })
	if i < 0 {
		return nil, invalid("there is no rule %q; rules are named like MLF301 or nondeterministic-op", a.Code)
	}
	m := s.metas[i]
	page, _ := docs.Rule(m.Code)
	if a.Show {
		if err := s.show(ctx, m.Code, "markdown", []byte(page)); err != nil {
			return nil, err
		}
	}
	return map[string]any{"code": m.Code, "name": m.Name, "severity": m.Severity.String(), "summary": m.Summary, "url": m.URL(), "page": page}, nil
}

func restart(s *server, ctx context.Context, argument json.RawMessage, _ progress) (any, error) {
	if err := decode(argument, &struct{}{}); err != nil {
		return nil, err
	}
	s.judging.Lock()
	for root, p := range s.projects {
		p.close()
		delete(s.projects, root)
	}
	s.latest = nil
	s.judging.Unlock()
	_, err := s.anew(ctx)
	return struct{}{}, err
}

// endings of files by format.
var endings = map[string]string{"html": ".html", "markdown": ".md", "json": ".json", "yaml": ".yaml", "table": ".txt", "text": ".txt"}

// show writes a page into the user's cache folder and has the client show it.
func (s *server) show(ctx context.Context, name, format string, content []byte) error {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	dir = filepath.Join(dir, "mlf-lsp", "pages")
	path := filepath.Join(dir, name+endings[format])
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the page cannot be written to %s: %w", dir, loading.Cause(err))
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return fmt.Errorf("the page cannot be written to %s: %w", path, loading.Cause(err))
	}
	if s.can.shows {
		external := format == "html"
		var answer protocol.ShowDocumentResult
		if _, err := s.conn.Call(ctx, "window/showDocument", &protocol.ShowDocumentParams{URI: uri.File(path), External: &external}, &answer); err == nil && answer.Success {
			return nil
		}
	}
	s.tell(protocol.MessageTypeInfo, "mlf-lsp wrote "+path)
	return nil
}
