package conformance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
)

// recorded is the session of an editor that opens, fixes, breaks, mends and
// saves a file of the demo.
func recorded(t *testing.T) []wire.Entry {
	t.Helper()
	entries, err := wire.ReadRecording("testdata/session.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestRecordingConforms(t *testing.T) {
	for _, f := range Check(recorded(t)) {
		t.Error(f)
	}
}

// find is the number of the first entry of a side that holds a text.
func find(t *testing.T, list []wire.Entry, from, text string) int {
	t.Helper()
	i := slices.IndexFunc(list, func(e wire.Entry) bool { return e.From == from && strings.Contains(string(e.Message), text) })
	if i < 0 {
		t.Fatalf("the recording has no %q of the %s", text, from)
	}
	return i
}

// swap replaces a text in the first entry of a side that holds it.
func swap(from, old, now string) func(*testing.T, []wire.Entry) []wire.Entry {
	return func(t *testing.T, list []wire.Entry) []wire.Entry {
		i := find(t, list, from, old)
		list[i].Message = json.RawMessage(strings.Replace(string(list[i].Message), old, now, 1))
		return list
	}
}

// say puts a message of the server before the first entry that holds a text.
func say(before, message string) func(*testing.T, []wire.Entry) []wire.Entry {
	return func(t *testing.T, list []wire.Entry) []wire.Entry {
		return slices.Insert(list, find(t, list, wire.FromClient, before), wire.Entry{From: wire.FromServer, Message: json.RawMessage(message)})
	}
}

func drop(text string) func(*testing.T, []wire.Entry) []wire.Entry {
	return func(t *testing.T, list []wire.Entry) []wire.Entry {
		i := find(t, list, wire.FromServer, text)
		return slices.Delete(list, i, i+1)
	}
}

func twice(text string) func(*testing.T, []wire.Entry) []wire.Entry {
	return func(t *testing.T, list []wire.Entry) []wire.Entry {
		i := find(t, list, wire.FromServer, text)
		return slices.Insert(list, i, list[i])
	}
}

// both does one after the other.
func both(first, second func(*testing.T, []wire.Entry) []wire.Entry) func(*testing.T, []wire.Entry) []wire.Entry {
	return func(t *testing.T, list []wire.Entry) []wire.Entry { return second(t, first(t, list)) }
}

// TestFaultsAreFound puts one fault at a time into a good recording.
func TestFaultsAreFound(t *testing.T) {
	const (
		server, client = wire.FromServer, wire.FromClient
		opened         = `"method":"textDocument/didSave"`
		configuration  = `{"jsonrpc":"2.0","id":91,"method":"workspace/configuration","params":{"items":[]}}`
	)
	for name, c := range map[string]struct {
		mutate func(*testing.T, []wire.Entry) []wire.Entry
		want   string
	}{
		"severity":              {swap(server, `"severity":2`, `"severity":9`), "want a value of DiagnosticSeverity, have 9"},
		"unknown member":        {swap(server, `"severity":2`, `"severity":2,"colour":"red"`), "colour: unknown to the protocol"},
		"missing member":        {swap(server, `"diagnostics":`, `"diagnostic":`), `"diagnostics" is missing`},
		"null for a list":       {swap(server, `"diagnostics":[]`, `"diagnostics":null`), "want an array"},
		"negative line":         {swap(server, `"line":18`, `"line":-1`), "want uinteger, have -1"},
		"fraction":              {swap(server, `"line":18`, `"line":18.5`), "want uinteger, have 18.5"},
		"path for a URI":        {swap(server, `"uri":"file:///home/`, `"uri":"/home/`), "want DocumentUri"},
		"outside the text":      {swap(server, `"end":{"line":18,"character":34}`, `"end":{"line":18,"character":99}`), "is outside the text"},
		"outside, in an edit":   {swap(server, `"newText":`, `"newText":"x"},{"range":{"start":{"line":900,"character":0},"end":{"line":900,"character":0}},"newText":`), "is outside the text"},
		"backwards":             {swap(server, `"end":{"line":18,"character":34}`, `"end":{"line":18,"character":2}`), "ends before it starts"},
		"a version to come":     {swap(server, `"version":1`, `"version":77`), "version 77 of"},
		"edits of no version":   {swap(server, `"version":1},"edits"`, `"version":5},"edits"`), "edits version 5"},
		"edits overlap":         {swap(server, `"newText":`, `"newText":"x"},{"range":{"start":{"line":18,"character":0},"end":{"line":19,"character":0}},"newText":`), "edits overlap"},
		"result of another":     {swap(server, `"kind":"markdown"`, `"kind":"html"`), "want a value of MarkupKind"},
		"encoding":              {swap(server, `"positionEncoding":"utf-16"`, `"positionEncoding":"utf-8"`), "was not offered"},
		"no answer":             {drop(`"contents":{"kind"`), "was never answered"},
		"answered twice":        {twice(`"contents":{"kind"`), "is to no request that waits"},
		"result and error":      {swap(server, `"result":{"contents"`, `"error":{"code":1,"message":"x"},"result":{"contents"`), "either a result or an error"},
		"jsonrpc":               {swap(server, `"jsonrpc":"2.0"`, `"jsonrpc":"1.0"`), "jsonrpc is 1.0"},
		"early":                 {say(`"method":"initialize"`, `{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"file:///a","diagnostics":[]}}`), "before initialize was answered"},
		"id in use":             {both(say(opened, configuration), say(opened, configuration)), "the id 91 is in use"},
		"wrong way":             {say(opened, `{"jsonrpc":"2.0","method":"textDocument/didSave","params":{"textDocument":{"uri":"file:///a"}}}`), "goes the wrong way"},
		"unknown method":        {say(opened, `{"jsonrpc":"2.0","method":"ours/news","params":{}}`), "unknown to the protocol"},
		"extension not offered": {say(opened, `{"jsonrpc":"2.0","method":"mlf/status","params":{}}`), "unknown to the protocol"},
		"request as message":    {say(opened, `{"jsonrpc":"2.0","method":"workspace/applyEdit","params":{"edit":{}}}`), "is a request"},
		"progress of nobody":    {say(opened, `{"jsonrpc":"2.0","method":"$/progress","params":{"token":"t","value":{"kind":"begin","title":"x"}}}`), "was never offered"},
		"progress too late": {both(swap(client, `"method":"textDocument/hover","params":{`, `"method":"textDocument/hover","params":{"workDoneToken":"h",`),
			say(opened, `{"jsonrpc":"2.0","method":"$/progress","params":{"token":"h","value":{"kind":"begin","title":"x"}}}`)), "or its request is answered"},
		"nothing to show": {say(opened, `{"jsonrpc":"2.0","id":92,"method":"workspace/semanticTokens/refresh"}`), "offers no workspace.semanticTokens"},
		"not to be registered": {say(opened, `{"jsonrpc":"2.0","id":93,"method":"client/registerCapability","params":{"registrations":[{"id":"1","method":"textDocument/rename"}]}}`),
			"offers no textDocument.rename.dynamicRegistration"},
		"wrong options": {say(opened, `{"jsonrpc":"2.0","id":94,"method":"client/registerCapability","params":{"registrations":[{"id":"1","method":"workspace/didChangeWatchedFiles","registerOptions":{}}]}}`),
			`"watchers" is missing`},
		"kind not asked for":   {swap(server, `"kind":"quickfix"`, `"kind":"refactor"`), `"refactor" was not asked for`},
		"Markdown for a plain": {swap(client, `"contentFormat":["markdown","plaintext"]`, `"contentFormat":["plaintext"]`), "takes no Markdown"},
		"related for nobody":   {both(swap(client, `"relatedInformation":true,`, ``), swap(client, `"relatedInformation":true,`, ``)), "takes no relatedInformation"},
		"versions for nobody":  {swap(client, `"documentChanges":true,`, ``), "takes no edits of versions"},
		"status":               {swap(wire.Exit, "0", "3"), "the exit status is 3"},
	} {
		t.Run(name, func(t *testing.T) {
			list := Check(c.mutate(t, recorded(t)))
			if !slices.ContainsFunc(list, func(f Fault) bool { return strings.Contains(f.Text, c.want) }) {
				t.Errorf("no fault is %q; faults are %v", c.want, list)
			}
		})
	}
}

// TestFraming tells of bytes that are no message.
func TestFraming(t *testing.T) {
	list := Check(append(recorded(t), wire.Entry{From: wire.FromServer, Fault: `no line of a header: "log\n"`}))
	if len(list) != 1 || !strings.Contains(list[0].Text, "no line of a header") {
		t.Errorf("faults are %v", list)
	}
}
