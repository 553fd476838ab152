package server

import (
	"context"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"go.lsp.dev/protocol"
)

// Hover shows the card of the findings under the cursor.
func (s *server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotAt(p.TextDocument.URI, protocol.Range{Start: p.Position, End: p.Position})
	if !ok {
		return nil, nil
	}
	var cards []string
	for _, f := range at.findings() {
		cards = append(cards, card(f))
	}
	if len(cards) == 0 {
		return nil, nil
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
