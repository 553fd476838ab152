package editor

import (
	"encoding/json"
	"fmt"
	"time"
)

// Pulls tells whether the server is asked for diagnostics instead of sending
// them.
func (e *Editor) Pulls() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.pulls()
}

func (e *Editor) pulls() bool {
	return e.Server["diagnosticProvider"] != nil || e.registered["textDocument/diagnostic"]
}

// Ready waits until the server is known to be asked for diagnostics, which it
// may say late, or sends those of a document.
func (e *Editor) Ready(path string) error {
	uri := e.uri(path)
	return e.Until(Patience, func() bool { return e.pulls() || e.diagnostics[uri].Times > 0 })
}

// Diagnostics are those of a document as it is now: the server is asked, or
// what it sends last within a while of quiet is taken.
func (e *Editor) Diagnostics(path string) ([]Diagnostic, error) {
	uri := e.uri(path)
	if !e.Pulls() {
		return e.settled(uri), nil
	}
	raw, err := e.Call("textDocument/diagnostic", Object{"textDocument": Object{"uri": uri}})
	if err != nil {
		return nil, err
	}
	var r struct {
		Kind  string
		Items []Diagnostic
	}
	return r.Items, json.Unmarshal(raw, &r)
}

// settled waits until the server sent nothing of a document for a while.
func (e *Editor) settled(uri string) []Diagnostic {
	const quiet = time.Second
	e.mu.Lock()
	times := e.diagnostics[uri].Times
	e.mu.Unlock()
	for e.Until(quiet, func() bool { return e.diagnostics[uri].Times != times }) == nil {
		e.mu.Lock()
		times = e.diagnostics[uri].Times
		e.mu.Unlock()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.diagnostics[uri].Diagnostics
}

// Pushed is what the server sent of a document last.
func (e *Editor) Pushed(path string) Published {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.diagnostics[e.uri(path)]
}

// PushedWhere waits for the diagnostics that the server sends of a document to
// be as they should.
func (e *Editor) PushedWhere(path string, patience time.Duration, is func(Published) bool) (Published, error) {
	uri := e.uri(path)
	var p Published
	err := e.Until(patience, func() bool { p = e.diagnostics[uri]; return p.Times > 0 && is(p) })
	return p, err
}

// Asked is how often the server asked or told something.
func (e *Editor) Asked(method string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked[method]
}

// Action is a code action.
type Action struct {
	Title       string
	Kind        string
	IsPreferred bool
	Edit        *WorkspaceEdit
	Disabled    *struct{ Reason string }
	Raw         json.RawMessage
}

// UnmarshalJSON keeps the action as it came, to have it resolved.
func (a *Action) UnmarshalJSON(raw []byte) error {
	type plain Action
	a.Raw = append(json.RawMessage{}, raw...)
	return json.Unmarshal(raw, (*plain)(a))
}

// Actions are the code actions for a range of a document, of some kinds or all.
func (e *Editor) Actions(path string, r Range, found []Diagnostic, only ...string) ([]Action, error) {
	about := []json.RawMessage{}
	for _, d := range found {
		about = append(about, d.Raw)
	}
	context := Object{"diagnostics": about, "triggerKind": 1}
	if len(only) > 0 {
		context["only"] = only
	}
	raw, err := e.Call("textDocument/codeAction", Object{"textDocument": Object{"uri": e.uri(path)}, "range": r, "context": context})
	if err != nil {
		return nil, err
	}
	var out []Action
	return out, json.Unmarshal(raw, &out)
}

// Take carries an action out, after it was resolved where it has no edit.
func (e *Editor) Take(a Action) error {
	if a.Disabled != nil {
		return fmt.Errorf("%q is disabled: %s", a.Title, a.Disabled.Reason)
	}
	if a.Edit == nil {
		raw, err := e.Call("codeAction/resolve", a.Raw)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &a); err != nil {
			return err
		}
	}
	if a.Edit == nil {
		return fmt.Errorf("%q changes nothing", a.Title)
	}
	return e.Apply(*a.Edit)
}

// Hover is the card at a place, "" for none.
func (e *Editor) Hover(path string, p Position) (string, error) {
	raw, err := e.Call("textDocument/hover", Object{"textDocument": Object{"uri": e.uri(path)}, "position": p})
	if err != nil {
		return "", err
	}
	var h struct{ Contents struct{ Value string } }
	return h.Contents.Value, json.Unmarshal(raw, &h)
}
