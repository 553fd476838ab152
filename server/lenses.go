package server

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	program "github.com/mlf-core/mlf-lsp/analysis/project"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// CodeLens shows above the programs that train how many requirements of
// deterministic training each meets, and on what they run here.
func (s *server) CodeLens(ctx context.Context, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	out := []protocol.CodeLens{}
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotOf(p.TextDocument.URI)
	if !ok || at.view.alone || !at.view.settings.codeLens {
		return out, nil
	}
	v := at.view
	for _, e := range v.ws.Check().Entries {
		if e.Module.Path != at.file {
			continue
		}
		where := v.location(at.file, e.Start, e.Start)
		if where.URI != at.doc.uri {
			continue
		}
		card := v.programCard(e)
		if card == nil {
			continue
		}
		title := fmt.Sprintf("%d of %d requirements of deterministic training met", card.MetCount, len(card.Requirements))
		out = append(out, protocol.CodeLens{Range: where.Range, Command: showing(title, "mlf.showRequirements", map[string]any{"folder": uri.File(v.root), "show": true})})
		if line := s.gpu(); line != "" && v.settings.hardware {
			if against := s.against(v); against != "" {
				line += ": " + against
			}
			out = append(out, protocol.CodeLens{Range: where.Range, Command: showing("This machine: "+line, "mlf.hardwareReport", map[string]any{"show": true})})
		}
	}
	return out, nil
}

func showing(title, name string, argument any) protocol.Command {
	raw, _ := json.Marshal(argument) // strings and booleans can be written
	return protocol.Command{Title: title, Command: name, Arguments: []protocol.LSPAny{raw}}
}

// DocumentLink links rules that are named in suppressions and configurations to
// their pages, and files that a configuration names.
func (s *server) DocumentLink(ctx context.Context, p *protocol.DocumentLinkParams) ([]protocol.DocumentLink, error) {
	out := []protocol.DocumentLink{}
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotOf(p.TextDocument.URI)
	if !ok || at.json() {
		return out, nil
	}
	start, end := at.bounds()
	text := at.view.ws.File(at.file).Text()[start:end]
	offset := 0
	for line := range strings.Lines(text) {
		from := 0
		if !isConfiguration(at.file) {
			m := suppression.FindStringIndex(line)
			if m == nil {
				offset += len(line)
				continue
			}
			from = m[1]
		}
		for _, m := range wordPattern.FindAllStringIndex(line[from:], -1) {
			word := line[from+m[0] : from+m[1]]
			target, tip := s.linked(at, word)
			if target == "" {
				continue
			}
			r := at.doc.text.span(offset+from+m[0], offset+from+m[1], st.enc)
			link := protocol.DocumentLink{Range: r, Target: &target}
			if s.can.linkTooltips {
				link.Tooltip = &tip
			}
			out = append(out, link)
		}
		offset += len(line)
	}
	return out, nil
}

// linked is what a word of a suppression or configuration points to, "" for
// nothing.
func (s *server) linked(at spot, word string) (target uri.URI, tip string) {
	if i := slices.IndexFunc(s.metas, func(m check.Meta) bool { return m.Code == word || m.Name == word }); i >= 0 {
		return uri.URI(s.metas[i].URL()), s.metas[i].Code + " " + s.metas[i].Name
	}
	if isConfiguration(at.file) && strings.ContainsAny(word, "/.") {
		file := path.Join(path.Dir(at.file), word)
		if at.view.ws.File(file) != nil || slices.Contains(at.view.cfg.Packs, file) || file == at.view.cfg.Baseline {
			return at.view.uriOf(file), file
		}
	}
	return "", ""
}

// InlayHint shows beside imports by which version of a library the project is
// judged. It is off unless the user turns it on.
func (s *server) InlayHint(ctx context.Context, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	out := []protocol.InlayHint{}
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotAt(p.TextDocument.URI, p.Range)
	if !ok || !at.view.settings.inlayHints || at.json() {
		return out, nil
	}
	v := at.view
	v.ws.Linked(func(linked *program.Program) {
		if linked == nil {
			return
		}
		m := linked.Module(at.file)
		if m == nil {
			return
		}
		for _, x := range importsOf(linked, m) {
			if x.end < at.start || x.end > at.end {
				continue
			}
			place, ok := v.placeOf(at.file, x.end)
			if !ok || place.uri != at.doc.uri {
				continue
			}
			yes := true
			out = append(out, protocol.InlayHint{
				Position: place.span(x.end, x.end, st.enc).Start, Label: protocol.String(x.label), PaddingLeft: &yes, Tooltip: protocol.String(x.tip),
			})
		}
	})
	return out, nil
}

// imported is the first import of a library in a file.
type imported struct {
	end        int // of the line
	label, tip string
}

func importsOf(p *program.Program, m *program.Module) []imported {
	var out []imported
	seen := map[string]bool{}
	for _, u := range m.Units {
		for i := range u.Values {
			x := &u.Values[i]
			if x.Op != facts.OpModule && (x.Op != facts.OpImport || x.Index != 0) {
				continue
			}
			lib := p.KB.Library(x.Str)
			if lib == nil || seen[lib.Name] || len(lib.Releases) == 0 {
				continue
			}
			seen[lib.Name] = true
			j := check.JudgedBy(p.Env.Versions(lib, m.Path))
			start, _ := u.Place(x.Span)
			_, end := m.File.LineSpan(m.File.LineOf(start))
			out = append(out, imported{end, j.Package + " " + j.Version, "judged by " + j.Package + " " + j.Version + " (" + j.From + ")"})
		}
	}
	return out
}
