package server_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// modern are the capabilities of a client that pushes and knows the rest.
func modern() object {
	diagnostics := object{
		"relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true, "versionSupport": true,
		"tagSupport": object{"valueSet": []int{1, 2}},
	}
	return object{
		"workspace": object{
			"applyEdit": true, "workspaceEdit": object{"documentChanges": true}, "configuration": false,
			"didChangeWatchedFiles": object{"dynamicRegistration": true},
		},
		"textDocument": object{
			"publishDiagnostics": diagnostics,
			"codeAction": object{
				"codeActionLiteralSupport": object{"codeActionKind": object{"valueSet": []string{"quickfix", "source.fixAll"}}},
				"isPreferredSupport":       true, "disabledSupport": true, "dataSupport": true,
				"resolveSupport": object{"properties": []string{"edit"}},
			},
			"hover": object{"contentFormat": []string{"markdown"}},
		},
	}
}

// with sets a capability by its path.
func with(capabilities object, value any, path ...string) object {
	at := capabilities
	for _, key := range path[:len(path)-1] {
		if at[key] == nil {
			at[key] = object{}
		}
		at = at[key].(object)
	}
	at[path[len(path)-1]] = value
	return capabilities
}

type action struct {
	Title, Kind string
	IsPreferred bool
	Disabled    *struct{ Reason string }
	Diagnostics []diagnostic
	Edit        *workspaceEdit
	Data        json.RawMessage
}

type workspaceEdit struct {
	Changes         map[string][]textEdit
	DocumentChanges []struct {
		Kind, URI    string // of files that are made
		TextDocument struct {
			URI     string
			Version *int
		}
		Edits []textEdit
	}
}

type textEdit struct {
	Range   struct{ Start, End position }
	NewText string
	Snippet *struct{ Kind, Value string }
}

// actions asks for the code actions of the first occurrence of a text.
func (c *client) actions(path, at string, context object) []action {
	c.t.Helper()
	if context == nil {
		context = object{}
	}
	if context["diagnostics"] == nil {
		context["diagnostics"] = []any{}
	}
	place := c.at(path, at)
	raw := c.must("textDocument/codeAction", object{
		"textDocument": object{"uri": c.uri(path)}, "range": object{"start": place, "end": place}, "context": context,
	})
	var out []action
	decode(c.t, raw, &out)
	return out
}

func decode(t *testing.T, raw json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
}

// at is the position of the first occurrence of a text, whose lines are ASCII.
func (c *client) at(path, text string) object {
	c.t.Helper()
	before, _, ok := strings.Cut(c.texts[path], text)
	if !ok {
		c.t.Fatalf("%s does not hold %q", path, text)
	}
	return object{"line": strings.Count(before, "\n"), "character": len(before) - 1 - strings.LastIndex(before, "\n")}
}

// resolve asks for the edit of an action.
func (c *client) resolve(a action) action {
	c.t.Helper()
	var out action
	decode(c.t, c.must("codeAction/resolve", object{"title": a.Title, "kind": a.Kind, "data": a.Data}), &out)
	return out
}

// apply makes an edit in the texts that the client has, and tells the server.
func (c *client) apply(e *workspaceEdit) {
	c.t.Helper()
	if e == nil {
		c.t.Fatal("there is no edit")
	}
	byURI := e.Changes
	if byURI == nil {
		byURI = map[string][]textEdit{}
	}
	for _, d := range e.DocumentChanges {
		name := c.name(d.TextDocument.URI)
		if v, open := c.versions[name]; open && !c.isCell(name) && (d.TextDocument.Version == nil || *d.TextDocument.Version != v) {
			c.t.Errorf("the edit of %s is for version %v, not %d", name, d.TextDocument.Version, v)
		}
		byURI[d.TextDocument.URI] = d.Edits
	}
	for u, edits := range byURI {
		name := c.name(u)
		text, ok := c.texts[name]
		if !ok {
			c.t.Fatalf("an edit of %s, which is not open", name)
		}
		c.rewrite(name, changed(text, edits))
	}
}

func (c *client) isCell(name string) bool { return strings.HasPrefix(name, "cell:") }

// changed is an ASCII text after edits.
func changed(text string, edits []textEdit) string {
	offset := func(p position) int {
		lines := strings.SplitAfter(text, "\n")
		return len(strings.Join(lines[:min(p.Line, len(lines))], "")) + p.Character
	}
	slices.SortStableFunc(edits, func(a, b textEdit) int { return offset(b.Range.Start) - offset(a.Range.Start) })
	for _, e := range edits {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}

// rewrite sends the whole text of a document anew.
func (c *client) rewrite(path, text string) {
	c.versions[path]++
	c.texts[path] = text
	c.notify("textDocument/didChange", object{
		"textDocument": object{"uri": c.uri(path), "version": c.versions[path]}, "contentChanges": []object{{"text": text}},
	})
}

func titled(t *testing.T, list []action, start string) action {
	t.Helper()
	for _, a := range list {
		if strings.HasPrefix(a.Title, start) {
			return a
		}
	}
	var titles []string
	for _, a := range list {
		titles = append(titles, a.Title)
	}
	t.Fatalf("no action begins with %q; there are %q", start, titles)
	return action{}
}
