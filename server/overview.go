package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	program "github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/requirements"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Request answers what lies beyond the protocol.
func (s *server) Request(ctx context.Context, method string, _ any) (any, error) {
	if method == "mlf/overview" {
		return s.overview(ctx)
	}
	return nil, jsonrpc2.NewError(jsonrpc2.MethodNotFound, "mlf-lsp knows no method "+method)
}

// card is the project's five requirements, worked out once a view.
func (v *view) card() *requirements.Card {
	v.assess.Do(func() { v.assessed = requirements.Assess(v.ws, os.DirFS(v.root)) })
	return v.assessed
}

// programCard is that of one program, worked out once a view; nil for one that
// does not train.
func (v *view) programCard(e *program.Entry) *requirements.Card {
	v.assessing.Lock()
	defer v.assessing.Unlock()
	key := e.Module.Path + "\x00" + e.Name
	card, ok := v.programs[key]
	if !ok {
		card = requirements.AssessProgram(v.ws, os.DirFS(v.root), e)
		if v.programs == nil {
			v.programs = map[string]*requirements.Card{}
		}
		v.programs[key] = card
	}
	return card
}

func (v *view) name() string { return filepath.Base(v.root) }

type evidenceView struct {
	Text     string             `json:"text"`
	For      bool               `json:"for"`
	Code     string             `json:"code,omitempty"`
	Location *protocol.Location `json:"location,omitempty"`
}

type requirementView struct {
	ID       string               `json:"id"`
	Title    string               `json:"title"`
	Verdict  requirements.Verdict `json:"verdict"`
	Summary  string               `json:"summary"`
	Evidence []evidenceView       `json:"evidence"`
}

func (v *view) requirements() []requirementView { return v.shown(v.card()) }

// shown is a card as clients get it; nil for none.
func (v *view) shown(card *requirements.Card) []requirementView {
	if card == nil {
		return nil
	}
	out := []requirementView{}
	for _, r := range card.Requirements {
		x := requirementView{r.ID, r.Title, r.Verdict, r.Summary, []evidenceView{}}
		for _, e := range r.Evidence {
			y := evidenceView{Text: e.Text, For: e.For, Code: e.Code}
			if e.File != "" {
				y.Location = v.lineLocation(e.File, e.Line)
			}
			x.Evidence = append(x.Evidence, y)
		}
		out = append(out, x)
	}
	return out
}

// lineLocation is a line of a file, from 1; the beginning of the file for 0.
func (v *view) lineLocation(file string, line int) *protocol.Location {
	at := protocol.Location{URI: v.uriOf(file)}
	if f := v.ws.File(file); f != nil && line > 0 {
		start, end := f.LineSpan(line - 1)
		at = v.location(file, start, end)
	}
	return &at
}

type findingView struct {
	Message  string            `json:"message"`
	Severity string            `json:"severity"`
	Symbol   string            `json:"symbol"`
	Location protocol.Location `json:"location"`
}

type causeView struct {
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Summary  string        `json:"summary"`
	Severity string        `json:"severity"` // the worst of its findings
	Count    int           `json:"count"`
	URL      string        `json:"url"`
	Findings []findingView `json:"findings"`
	worst    check.Severity
}

// causes are the findings not silenced, by rule, the worst first.
func (s *server) causes(v *view) []*causeView {
	byCode := map[string]*causeView{}
	out := []*causeView{}
	for _, f := range v.ws.Check().Findings {
		if f.Suppressed {
			continue
		}
		c := byCode[f.Code]
		if c == nil {
			m := check.Meta{Code: f.Code, Name: f.Name}
			if i := slices.IndexFunc(s.metas, func(m check.Meta) bool { return m.Code == f.Code }); i >= 0 {
				m = s.metas[i]
			}
			c = &causeView{Code: f.Code, Name: f.Name, Summary: m.Summary, URL: m.URL()}
			byCode[f.Code] = c
			out = append(out, c)
		}
		c.Count++
		c.worst = max(c.worst, f.Severity)
		c.Severity = c.worst.String()
		c.Findings = append(c.Findings, findingView{f.Claim(), f.Severity.String(), f.Symbol, v.location(f.File, f.Start, f.End)})
	}
	slices.SortFunc(out, func(a, b *causeView) int { return cmp.Or(cmp.Compare(b.worst, a.worst), cmp.Compare(a.Code, b.Code)) })
	return out
}

func (s *server) overview(ctx context.Context) (any, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	type entry struct {
		Name     string            `json:"name"`
		Kind     string            `json:"kind"`
		From     string            `json:"from"`
		Location protocol.Location `json:"location"`
		// Requirements are the program's own, where it trains.
		Requirements []requirementView `json:"requirements,omitempty"`
	}
	type version struct {
		Package string `json:"package"`
		Version string `json:"version"`
		From    string `json:"from"`
	}
	type projectView struct {
		Root          uri.URI           `json:"root"`
		Name          string            `json:"name"`
		Configuration *uri.URI          `json:"configuration"`
		Device        string            `json:"device"`
		Versions      []version         `json:"versions"`
		EntryPoints   []entry           `json:"entryPoints"`
		Requirements  []requirementView `json:"requirements"`
		Met           int               `json:"met"`
		Of            int               `json:"of"`
		Causes        []*causeView      `json:"causes"`
	}
	projects := []projectView{}
	for _, v := range st.views {
		if v.alone {
			continue
		}
		r := v.ws.Check()
		x := projectView{
			Root: uri.File(v.root), Name: v.name(), Device: string(v.cfg.Device), Versions: []version{}, EntryPoints: []entry{},
			Requirements: v.requirements(), Met: v.card().MetCount, Of: len(v.card().Requirements), Causes: s.causes(v),
		}
		if v.config != "" {
			u := uri.File(v.config)
			x.Configuration = &u
		}
		for _, j := range r.Versions {
			x.Versions = append(x.Versions, version{j.Package, j.Version, j.From})
		}
		for _, e := range r.Entries {
			x.EntryPoints = append(x.EntryPoints, entry{e.Name, e.Kind, e.From, v.location(e.Module.Path, e.Start, e.End), v.shown(v.programCard(e))})
		}
		projects = append(projects, x)
	}
	return toJSON(map[string]any{"hardware": orNull(s.gpu()), "projects": projects})
}

// orNull is a text, or null for none.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// toJSON writes what the protocol's codec does not know.
func toJSON(v any) (protocol.LSPAny, error) {
	raw, err := json.Marshal(v)
	return protocol.LSPAny(raw), err
}

func showRequirements(s *server, ctx context.Context, argument json.RawMessage, _ progress) (any, error) {
	var a struct {
		Folder string `json:"folder"`
		Format string `json:"format"`
		Show   bool   `json:"show"`
	}
	if err := decode(argument, &a); err != nil {
		return nil, err
	}
	formats := []string{requirements.HTML, requirements.Markdown, requirements.JSON, requirements.Text}
	if a.Format != "" && !slices.Contains(formats, a.Format) {
		return nil, invalid("there is no format %q: use html, markdown, json or text", a.Format)
	}
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	views, err := st.chosen(a.Folder)
	if err != nil {
		return nil, err
	}
	type projectView struct {
		Root         uri.URI           `json:"root"`
		Name         string            `json:"name"`
		Met          int               `json:"met"`
		Of           int               `json:"of"`
		Requirements []requirementView `json:"requirements"`
	}
	projects, cards := []projectView{}, []requirements.Named{}
	for _, v := range views {
		if !v.alone {
			projects = append(projects, projectView{uri.File(v.root), v.name(), v.card().MetCount, len(v.card().Requirements), v.requirements()})
			cards = append(cards, requirements.Named{Project: v.name(), Card: v.card()})
		}
	}
	out := map[string]any{"projects": projects}
	if a.Show && a.Format == "" {
		a.Format = requirements.HTML
	}
	if a.Format != "" {
		var content bytes.Buffer
		if err := requirements.Write(&content, a.Format, cards); err != nil {
			return nil, err
		}
		out["format"], out["content"] = a.Format, content.String()
		if a.Show {
			if err := s.show(ctx, "requirements", a.Format, content.Bytes()); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
