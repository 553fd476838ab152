package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/codeactions"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// fixAllKind is that of the action for all safe fixes of a document.
const fixAllKind protocol.CodeActionKind = "source.fixAll.mlf"

// task is what an action does. It goes to the client as the data of an action
// and comes back when the action is chosen, so that edits need not be worked
// out for actions that nobody takes.
type task struct {
	Do    string     `json:"do"` // one of the constants below
	URI   uri.URI    `json:"uri"`
	Of    *findingID `json:"of,omitempty"`
	Near  int        `json:"near,omitempty"` // offset of the finding in its file
	Title string     `json:"title,omitempty"`
}

const (
	doFix      = "fix"      // apply the fix of a finding with the title
	doFixRule  = "fixRule"  // fix all findings of a rule in the document
	doFixAll   = "fixAll"   // fix all that is safe in the document
	doSilence  = "silence"  // silence a finding
	doSilence2 = "silence2" // silence a finding and give the reason
)

// CodeAction offers the fixes of the findings in a range, to silence them, and
// to fix all of a document.
func (s *server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	out := []protocol.CommandOrCodeAction{}
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotAt(p.TextDocument.URI, p.Range)
	if !ok {
		return out, nil
	}
	o := &offers{server: s, spot: at, uri: uri.URI(strings.Clone(string(p.TextDocument.URI))), context: &p.Context, fixer: at.view.fixer()}
	if o.wants(protocol.CodeActionKindQuickFix) {
		for _, f := range at.findings() {
			o.forFinding(f)
		}
	}
	if o.wants(fixAllKind) && (len(p.Context.Only) > 0 || p.Context.TriggerKind != protocol.CodeActionTriggerKindAutomatic) {
		o.forAll()
	}
	for _, a := range o.list {
		if ctx.Err() != nil {
			return nil, protocol.ErrRequestCancelled
		}
		if s.can.literals {
			out = append(out, a)
		} else if s.can.applies && a.Data != nil { // a client from before there were actions
			out = append(out, &protocol.Command{Title: a.Title, Command: applyCommand, Arguments: []protocol.LSPAny{a.Data}})
		}
	}
	return out, nil
}

// applyCommand carries out an action for clients that know commands alone.
const applyCommand = "mlf.applyAction"

func applyAction(s *server, ctx context.Context, argument json.RawMessage, _ progress) (any, error) {
	var t task
	if err := decode(argument, &t); err != nil {
		return nil, err
	}
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotOf(t.URI)
	if !ok {
		return nil, invalid("the document %s is not open", t.URI)
	}
	edit := s.carryOut(at, t)
	if edit == nil {
		return nil, errors.New("the text has changed so that the action no longer fits")
	}
	applied, reason, err := s.makeEdit(ctx, "Fix what mlf-lsp found", edit)
	if err == nil && !applied {
		err = fmt.Errorf("the editor did not make the edit %s", reason)
	}
	return struct{}{}, err
}

// findings are those not silenced that touch the spot.
func (p spot) findings() []check.Finding {
	var out []check.Finding
	for _, f := range p.view.ws.Check().Findings {
		if f.File == p.file && !f.Suppressed && f.Start <= p.end && p.start <= f.End {
			out = append(out, f)
		}
	}
	return out
}

// offers collects the actions of a request.
type offers struct {
	*server
	spot
	uri     uri.URI
	context *protocol.CodeActionContext
	fixer   *codeactions.Fixer
	list    []*protocol.CodeAction
	rules   []string // offered to be fixed as a whole
}

// wants tells whether the client asked for actions of a kind: kinds are
// hierarchical.
func (o *offers) wants(kind protocol.CodeActionKind) bool {
	return len(o.context.Only) == 0 || slices.ContainsFunc(o.context.Only, func(only protocol.CodeActionKind) bool {
		return only == "" || kind == only || strings.HasPrefix(string(kind), string(only)+".")
	})
}

func (o *offers) forFinding(f check.Finding) {
	fixes := o.fixer.For(f)
	for _, fix := range fixes {
		a := o.action(fix.Title, protocol.CodeActionKindQuickFix, &f)
		if fix.Preferred && o.can.preferred {
			a.IsPreferred = &fix.Preferred
		}
		if created(fix) && !(o.can.versions && o.can.creates) {
			continue
		}
		o.add(a, task{Do: doFix, Title: fix.Title}, f)
	}
	if o.fixable(fixes) && !slices.Contains(o.rules, f.Code) {
		if n := o.ofRule(f.Code); n > 1 {
			o.rules = append(o.rules, f.Code)
			o.add(o.action(fmt.Sprintf("Fix all %d findings of %s in this file", n, f.Code), protocol.CodeActionKindQuickFix, &f), task{Do: doFixRule}, f)
		}
	}
	fix, ok := codeactions.Suppress(o.view.ws, f)
	if !ok {
		return
	}
	if !o.view.cfg.RequireReasons {
		o.add(o.action(fix.Title, protocol.CodeActionKindQuickFix, &f), task{Do: doSilence}, f)
	}
	if takesReason(fix) {
		o.add(o.action(fix.Title+", with a reason", protocol.CodeActionKindQuickFix, &f), task{Do: doSilence2}, f)
	}
}

// created tells whether a fix makes a file.
func created(fix codeactions.Fix) bool {
	return slices.ContainsFunc(fix.Edits, func(e codeactions.Edit) bool { return e.NewFile })
}

// fixable tells whether one of some fixes may be applied without a look at it.
func (o *offers) fixable(fixes []codeactions.Fix) bool {
	return slices.ContainsFunc(fixes, func(x codeactions.Fix) bool { return x.Safety == codeactions.Safe && within(x, o.file) })
}

// within tells whether a fix changes a file alone.
func within(fix codeactions.Fix, file string) bool {
	return !slices.ContainsFunc(fix.Edits, func(e codeactions.Edit) bool { return e.File != file })
}

// ofRule counts the findings of a rule in the file.
func (o *offers) ofRule(code string) (n int) {
	for _, f := range o.view.ws.Check().Findings {
		if f.File == o.file && f.Code == code && !f.Suppressed {
			n++
		}
	}
	return n
}

func (o *offers) forAll() {
	for _, f := range o.view.ws.Check().Findings {
		if f.File == o.file && !f.Suppressed && o.fixable(o.fixer.For(f)) {
			o.add(o.action("Fix all that mlf-lsp can fix safely in this file", fixAllKind, nil), task{Do: doFixAll}, check.Finding{})
			return
		}
	}
}

func (o *offers) action(title string, kind protocol.CodeActionKind, f *check.Finding) *protocol.CodeAction {
	a := &protocol.CodeAction{Title: title, Kind: &kind}
	if f != nil {
		a.Diagnostics = []protocol.Diagnostic{o.diagnostic(o.view, *f)}
	}
	return a
}

// add offers an action, with its edit unless the client asks for that later.
func (o *offers) add(a *protocol.CodeAction, t task, f check.Finding) {
	t.URI = o.uri
	if f.Code != "" {
		id := idOf(f)
		t.Of, t.Near = &id, f.Start
	}
	if o.can.lazy || !o.can.literals {
		raw, err := json.Marshal(t)
		if err != nil {
			return
		}
		a.Data = raw
	} else if a.Edit = o.carryOut(o.spot, t); a.Edit == nil {
		return
	}
	o.list = append(o.list, a)
}

// CodeActionResolve works out the edit of an action. An action of a text that
// has changed so far that it no longer fits is given back as it came: clients
// resolve actions that nobody asked for.
func (s *server) CodeActionResolve(ctx context.Context, a *protocol.CodeAction) (*protocol.CodeAction, error) {
	var t task
	if a.Data == nil || json.Unmarshal(a.Data, &t) != nil {
		return a, nil
	}
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	at, ok := st.spotOf(t.URI)
	if !ok {
		return a, nil
	}
	if edit := s.carryOut(at, t); edit != nil {
		a.Edit = edit
	}
	return a, nil
}

// carryOut gives the edit of a task, nil when there is none.
func (s *server) carryOut(at spot, t task) *protocol.WorkspaceEdit {
	e := &editor{view: at.view, can: s.can}
	switch t.Do {
	case doFixAll:
		return e.fixAll(at.file, func(check.Finding) bool { return true })
	case doFixRule:
		return e.fixAll(at.file, func(f check.Finding) bool { return t.Of != nil && f.Code == t.Of.Code })
	}
	f, ok := at.recall(t)
	if !ok {
		return nil
	}
	switch t.Do {
	case doFix:
		for _, fix := range at.view.fixer().For(f) {
			if fix.Title == t.Title {
				e.snippet = fix.Safety == codeactions.NeedsInput
				return e.edit(fix.Edits)
			}
		}
	case doSilence, doSilence2:
		if fix, ok := codeactions.Suppress(at.view.ws, f); ok {
			if t.Do == doSilence2 {
				e.snippet = true
				fix = withReason(fix)
			}
			return e.edit(fix.Edits)
		}
	}
	return nil
}

// recall finds the finding of a task in a text that may have changed since.
func (p spot) recall(t task) (best check.Finding, ok bool) {
	if t.Of == nil {
		return best, false
	}
	distance := func(f check.Finding) int { return max(f.Start-t.Near, t.Near-f.Start) }
	for _, f := range p.view.ws.Check().Findings {
		if f.File == p.file && !f.Suppressed && idOf(f) == *t.Of && (!ok || distance(f) < distance(best)) {
			best, ok = f, true
		}
	}
	return best, ok
}

// takesReason tells whether a fix that silences writes a comment of its own,
// behind which a reason can stand.
func takesReason(fix codeactions.Fix) bool {
	return len(fix.Edits) == 1 && strings.HasSuffix(strings.TrimRight(fix.Edits[0].NewText, "\r\n"), "]")
}

// withReason adds a reason to fill in to a comment that silences.
func withReason(fix codeactions.Fix) codeactions.Fix {
	if !takesReason(fix) {
		return fix
	}
	e := fix.Edits[0]
	text := strings.TrimRight(e.NewText, "\r\n")
	e.NewText = text + " -- " + reasonPlaceholder + e.NewText[len(text):]
	fix.Edits = []codeactions.Edit{e}
	return fix
}

// reasonPlaceholder stands where a reason is to be written.
const reasonPlaceholder = "reason"
