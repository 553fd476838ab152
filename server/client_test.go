package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/server"
	"github.com/mlf-core/mlf-lsp/tools/lsp/conformance"
	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
	"go.lsp.dev/uri"
	"golang.org/x/tools/txtar"
)

// patience is how long a test waits for the server before it gives up.
const patience = 20 * time.Second

// client is an editor that speaks JSON over a connection, on its own account:
// it shares no code with the server.
type client struct {
	t    *testing.T
	conn net.Conn
	dir  string
	done chan error // what Serve gave

	hardware    *hardware.Options // what the server is told of the machine
	recording   sync.Mutex
	entries     []wire.Entry // of the session
	faulty      bool         // the client itself breaks the protocol in ways that make the server's part look wrong
	started     sync.Once
	deaf        sync.Mutex // held while nothing is read
	serve       func()
	writing     sync.Mutex
	mu          sync.Mutex
	changed     *sync.Cond
	next        int
	answers     map[int]answer
	diagnostics map[string]published                 // by path relative to dir, or URI
	asked       []string                             // methods of the server's own requests and notifications
	sent        map[string][]json.RawMessage         // their parameters, by method
	answer      map[string]func(json.RawMessage) any // what is answered to the server's requests
	closed      bool
	options     object // of initialize
	versions    map[string]int
	texts       map[string]string
}

type answer struct {
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
}

type published struct {
	Version     int
	Diagnostics []diagnostic
}

type position struct{ Line, Character int }

type diagnostic struct {
	Range struct{ Start, End position }
	Code, Source,
	Message string
	Severity        int
	CodeDescription struct{ Href string }
	Data            json.RawMessage
	Related         []struct{ Message string } `json:"relatedInformation"`
	Tags            []int
}

type object = map[string]any

// start writes the files of an archive and starts a server for them.
func start(t *testing.T, files string, capabilities object) *client {
	t.Helper()
	c := connect(t, files)
	c.initialize(capabilities)
	return c
}

func connect(t *testing.T, files string) *client {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(files)).Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ours, theirs := net.Pipe()
	c := &client{
		t: t, conn: ours, dir: dir, done: make(chan error, 1), answers: map[int]answer{},
		diagnostics: map[string]published{}, versions: map[string]int{}, texts: map[string]string{},
		sent: map[string][]json.RawMessage{}, answer: map[string]func(json.RawMessage) any{},
	}
	c.changed = sync.NewCond(&c.mu)
	c.serve = func() {
		go func() {
			c.done <- server.Serve(context.Background(), theirs, server.Options{Version: "test", Hardware: c.hardware})
		}()
		go c.read()
	}
	t.Cleanup(func() {
		ours.Close()
		c.conforms()
	})
	return c
}

// maxRecorded bounds the messages of a session that are held against the
// protocol; those of storms are all alike.
const maxRecorded = 2000

func (c *client) record(from string, body []byte) {
	c.recording.Lock()
	defer c.recording.Unlock()
	if len(c.entries) < maxRecorded {
		c.entries = append(c.entries, wire.Entry{Micros: time.Now().UnixMicro(), From: from, Message: body})
	}
}

// conforms holds what the server said against the protocol's meta-model.
func (c *client) conforms() {
	c.recording.Lock()
	defer c.recording.Unlock()
	if c.faulty || c.t.Failed() || len(c.entries) == maxRecorded {
		return
	}
	faults := conformance.ByServer(conformance.Check(c.entries))
	for _, f := range faults[:min(len(faults), 10)] {
		c.t.Errorf("against the protocol: %s", f)
	}
}

func (c *client) initialize(capabilities object) json.RawMessage {
	c.t.Helper()
	if capabilities == nil {
		capabilities = object{}
	}
	result := c.must("initialize", object{
		"processId": nil, "rootUri": c.uri(""), "capabilities": capabilities,
		"workspaceFolders":      []object{{"uri": c.uri(""), "name": "project"}},
		"initializationOptions": c.options,
	})
	c.notify("initialized", object{})
	return result
}

// uri is that of a file of the project.
func (c *client) uri(path string) string {
	if strings.Contains(path, ":") {
		return path
	}
	return string(uri.File(filepath.Join(c.dir, filepath.FromSlash(path))))
}

func (c *client) read() {
	r := textproto.NewReader(bufio.NewReader(c.conn))
	defer func() {
		c.mu.Lock()
		c.closed = true
		c.changed.Broadcast()
		c.mu.Unlock()
	}()
	for {
		header, err := r.ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r.R, body); err != nil {
			return
		}
		c.record(wire.FromServer, body)
		c.deaf.Lock()
		c.deaf.Unlock() //nolint:staticcheck // held by tests that stop reading
		c.take(body)
	}
}

func (c *client) take(body []byte) {
	var m struct {
		ID     *int
		Method string
		Params json.RawMessage
		answer
	}
	if err := json.Unmarshal(body, &m); err != nil {
		c.t.Errorf("the server sent %s: %v", body, err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	switch {
	case m.Method == "textDocument/publishDiagnostics":
		var p struct {
			URI string
			published
		}
		if err := json.Unmarshal(m.Params, &p); err != nil || p.Diagnostics == nil {
			c.t.Errorf("diagnostics %s: %v", m.Params, err)
		}
		c.diagnostics[c.name(p.URI)] = p.published
	case m.Method != "" && m.ID != nil:
		c.asked, c.sent[m.Method] = append(c.asked, m.Method), append(c.sent[m.Method], m.Params)
		answer := c.answer[m.Method]
		go func() {
			var result any
			if answer != nil {
				result = answer(m.Params)
			}
			c.write(object{"jsonrpc": "2.0", "id": *m.ID, "result": result})
		}()
	case m.Method != "":
		c.asked, c.sent[m.Method] = append(c.asked, m.Method), append(c.sent[m.Method], m.Params)
	case m.ID != nil:
		c.answers[*m.ID] = m.answer
	}
}

// name is the path of a URI below the project, or the URI.
func (c *client) name(u string) string {
	if rest, ok := strings.CutPrefix(u, c.uri("")+"/"); ok {
		return rest
	}
	return u
}

func (c *client) write(m object) {
	c.started.Do(c.serve)
	c.writing.Lock()
	defer c.writing.Unlock()
	body, err := json.Marshal(m)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.record(wire.FromClient, body)
	_, _ = fmt.Fprintf(c.conn, "Content-Length: %d\r\n\r\n%s", len(body), body) // a server that is gone is seen by wait
}

func (c *client) notify(method string, params any) {
	c.write(object{"jsonrpc": "2.0", "method": method, "params": params})
}

// call sends a request and gives its number.
func (c *client) call(method string, params any) int {
	c.mu.Lock()
	c.next++
	id := c.next
	c.mu.Unlock()
	m := object{"jsonrpc": "2.0", "id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	c.write(m)
	return id
}

// request sends a request and waits for its answer.
func (c *client) request(method string, params any) answer {
	c.t.Helper()
	return c.wait(c.call(method, params))
}

func (c *client) wait(id int) (a answer) {
	c.t.Helper()
	c.until("an answer", func() (ok bool) { a, ok = c.answers[id]; return ok })
	return a
}

// must is a request that has to be granted.
func (c *client) must(method string, params any) json.RawMessage {
	c.t.Helper()
	a := c.request(method, params)
	if a.Error != nil {
		c.t.Fatalf("%s: %s", method, a.Error.Message)
	}
	return a.Result
}

// until waits for something to become true of what the server sent.
func (c *client) until(what string, is func() bool) {
	c.t.Helper()
	late := time.AfterFunc(patience, func() { c.mu.Lock(); c.changed.Broadcast(); c.mu.Unlock() })
	defer late.Stop()
	end := time.Now().Add(patience)
	c.mu.Lock()
	defer c.mu.Unlock()
	for !is() {
		if c.closed || !time.Now().Before(end) {
			c.t.Fatalf("%s did not come; diagnostics are %v", what, c.diagnostics)
		}
		c.changed.Wait()
	}
}

// first are the parameters of the first message with a method.
func (c *client) first(method string) json.RawMessage {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent[method][0]
}

// eventually asks again and again until something is true.
func (c *client) eventually(what string, is func() bool) {
	c.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("%s did not come", what)
		}
	}
}

// open opens a file with the text that it has on disk, or another.
func (c *client) open(path string, texts ...string) {
	c.t.Helper()
	text := strings.Join(texts, "")
	if len(texts) == 0 {
		raw, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(path)))
		if err != nil {
			c.t.Fatal(err)
		}
		text = string(raw)
	}
	c.versions[path], c.texts[path] = 1, text
	c.notify("textDocument/didOpen", object{"textDocument": object{"uri": c.uri(path), "languageId": language(path), "version": 1, "text": text}})
}

func language(path string) string {
	if strings.HasSuffix(path, ".py") || strings.HasPrefix(path, "untitled:") {
		return "python"
	}
	return "plaintext"
}

// replace changes the first occurrence of a text by an incremental change. The
// texts of tests are ASCII before the place.
func (c *client) replace(path, old, now string) {
	c.t.Helper()
	before, after, ok := strings.Cut(c.texts[path], old)
	if !ok {
		c.t.Fatalf("%s does not hold %q", path, old)
	}
	c.versions[path]++
	c.texts[path] = before + now + after
	at := func(text string) object {
		return object{"line": strings.Count(text, "\n"), "character": len(text) - 1 - strings.LastIndex(text, "\n")}
	}
	c.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": c.uri(path), "version": c.versions[path]},
		"contentChanges": []object{{"range": object{"start": at(before), "end": at(before + old)}, "text": now}},
	})
}

func (c *client) close(path string) {
	c.notify("textDocument/didClose", object{"textDocument": object{"uri": c.uri(path)}})
}

// codes waits until the findings of a file have these codes, in order.
func (c *client) codes(path string, want ...string) []diagnostic {
	c.t.Helper()
	var got []diagnostic
	c.until(fmt.Sprintf("findings %v of %s", want, path), func() bool {
		p, ok := c.diagnostics[path]
		got = p.Diagnostics
		var codes []string
		for _, d := range got {
			codes = append(codes, d.Code)
		}
		return ok && slices.Equal(codes, want)
	})
	return got
}
