package server

import (
	"context"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/source"
	"github.com/mlf-core/mlf-lsp/codeactions"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Hover shows the card of the findings under the cursor.
func (s *server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	var cards []string
	err := s.at(ctx, p.TextDocument.URI, protocol.Range{Start: p.Position, End: p.Position}, func(_ *project, _ string, _ *text, f check.Finding) {
		cards = append(cards, card(f))
	})
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: strings.Join(cards, "\n\n---\n\n")}}, nil
}

// card is a finding with its cause and its way out, in Markdown.
func card(f check.Finding) string {
	parts := []string{"**" + f.Code + " " + f.Name + "**", f.Message}
	if f.Why != "" {
		parts = append(parts, f.Why)
	}
	if f.Help != "" {
		parts = append(parts, f.Help)
	}
	if j := f.Judged; j != nil {
		parts = append(parts, "Judged by "+j.Package+" "+j.Version+" ("+j.From+").")
	}
	parts = append(parts, "[About this rule]("+check.Meta{Code: f.Code, Name: f.Name}.URL()+")")
	return strings.Join(parts, "\n\n")
}

// CodeAction offers the fixes of the findings in a range, and to silence them.
func (s *server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	out := []protocol.CommandOrCodeAction{}
	if only := p.Context.Only; len(only) > 0 && !slices.Contains(only, protocol.CodeActionKindQuickFix) {
		return out, nil
	}
	err := s.at(ctx, p.TextDocument.URI, p.Range, func(pr *project, _ string, _ *text, f check.Finding) {
		fixes := codeactions.For(pr.ws, f)
		if fix, ok := codeactions.Suppress(pr.ws, f); ok {
			fixes = append(fixes, fix)
		}
		for _, fix := range fixes {
			if a := s.action(pr, f, fix); a != nil {
				out = append(out, a)
			}
		}
	})
	return out, err
}

// action is a fix as the client takes it; nil when it cannot be one.
func (s *server) action(p *project, f check.Finding, fix codeactions.Fix) *protocol.CodeAction {
	texts := map[string]*text{}
	byFile := map[uri.URI][]protocol.TextEdit{}
	versions := map[uri.URI]*int32{}
	for _, e := range fix.Edits {
		if source.KindOf(e.File) == source.Notebook {
			return nil
		}
		u := s.uriOf(p, e.File)
		if l := p.laid[e.File]; l != nil {
			v := l.doc.version
			versions[u] = &v
		}
		byFile[u] = append(byFile[u], protocol.TextEdit{Range: textOf(p, texts, e.File).span(e.Start, e.End, s.enc), NewText: e.NewText})
	}
	kind, preferred := protocol.CodeActionKindQuickFix, fix.Preferred
	return &protocol.CodeAction{
		Title: fix.Title, Kind: &kind, IsPreferred: &preferred,
		Diagnostics: []protocol.Diagnostic{s.diagnostic(p, texts, f)},
		Edit:        s.workspaceEdit(byFile, versions),
	}
}

func (s *server) workspaceEdit(byFile map[uri.URI][]protocol.TextEdit, versions map[uri.URI]*int32) *protocol.WorkspaceEdit {
	if !s.versions {
		return &protocol.WorkspaceEdit{Changes: byFile}
	}
	out := &protocol.WorkspaceEdit{}
	var uris []uri.URI
	for u := range byFile {
		uris = append(uris, u)
	}
	slices.Sort(uris)
	for _, u := range uris {
		change := &protocol.TextDocumentEdit{}
		change.TextDocument.URI, change.TextDocument.Version = u, versions[u]
		for _, e := range byFile[u] {
			change.Edits = append(change.Edits, &e)
		}
		out.DocumentChanges = append(out.DocumentChanges, change)
	}
	return out
}
