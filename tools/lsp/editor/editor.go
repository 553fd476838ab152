// Package editor is an editor without a screen: it starts a language server,
// opens, edits and saves documents as editors do, and asks. It shares no code
// with the server.
package editor

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
)

// Object is a JSON object.
type Object = map[string]any

// Options are what an editor starts with.
type Options struct {
	Command      []string
	Env          []string // beside the process's own
	Root         string   // the folder that is open, absolute
	Capabilities Object
	Init         any                                // initializationOptions
	Settings     func(scope, section string) any    // what workspace/configuration is answered with
	Asked        func(method string, params Object) // each request and notification of the server, as it comes
	Recording    io.Writer                          // of both directions, nil for none
	Stderr       io.Writer
}

// Editor is one session with a server.
type Editor struct {
	opt   Options
	cmd   *exec.Cmd
	in    io.WriteCloser
	rec   *wire.Recorder
	ended chan struct{} // what the server sends has ended

	mu          sync.Mutex
	heard       *sync.Cond
	last        int
	answers     map[int]Answer
	diagnostics map[string]Published // by URI
	asked       map[string]int       // times that the server asked or told something, by method
	registered  map[string]bool      // methods that the server registered after it was started
	docs        map[string]*Document // by URI
	over        bool

	Server Object // the server's capabilities
}

// Answer is that of the server to a request.
type Answer struct {
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
	At time.Time // it came
}

// Published are the diagnostics that the server sent of one document.
type Published struct {
	Version     int // 0 for none
	Diagnostics []Diagnostic
	Times       int       // that some were sent
	At          time.Time // the last came
}

// Start starts the server and initializes it.
func Start(ctx context.Context, opt Options) (*Editor, error) {
	e := &Editor{
		opt: opt, ended: make(chan struct{}), answers: map[int]Answer{}, diagnostics: map[string]Published{},
		asked: map[string]int{}, registered: map[string]bool{}, docs: map[string]*Document{},
	}
	e.heard = sync.NewCond(&e.mu)
	if opt.Recording != nil {
		e.rec = wire.NewRecorder(opt.Recording)
	}
	e.cmd = exec.CommandContext(ctx, opt.Command[0], opt.Command[1:]...)
	e.cmd.Env = append(os.Environ(), opt.Env...)
	e.cmd.Dir, e.cmd.Stderr = opt.Root, opt.Stderr
	in, err := e.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	e.in = in
	if err := e.cmd.Start(); err != nil {
		return nil, err
	}
	go e.listen(out)
	root := URI(opt.Root)
	result, err := e.Call("initialize", Object{
		"processId": os.Getpid(), "clientInfo": Object{"name": "editor without a screen", "version": "1"}, "rootUri": root,
		"capabilities": opt.Capabilities, "initializationOptions": opt.Init,
		"workspaceFolders": []Object{{"uri": root, "name": filepath.Base(opt.Root)}},
	})
	if err != nil {
		return nil, err
	}
	var r struct{ Capabilities Object }
	if err := json.Unmarshal(result, &r); err != nil {
		return nil, err
	}
	e.Server = r.Capabilities
	return e, e.Notify("initialized", Object{})
}

// Pid is the number of the server's process.
func (e *Editor) Pid() int { return e.cmd.Process.Pid }

// URI is that of a path.
func URI(path string) string {
	if strings.Contains(path, ":") && !filepath.IsAbs(path) {
		return path
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// uri is that of a file, relative to the root or not.
func (e *Editor) uri(path string) string {
	if !strings.Contains(path, ":") && !filepath.IsAbs(path) {
		path = filepath.Join(e.opt.Root, filepath.FromSlash(path))
	}
	return URI(path)
}

func (e *Editor) listen(out io.Reader) {
	defer func() {
		e.mu.Lock()
		e.over = true
		e.heard.Broadcast()
		e.mu.Unlock()
		close(e.ended)
	}()
	r := bufio.NewReader(out)
	for {
		body, raw, err := wire.Read(r)
		if body == nil && raw == nil {
			return
		}
		if e.rec != nil {
			e.rec.Record(wire.FromServer, body, err)
		}
		if err != nil {
			return
		}
		e.take(body)
	}
}

func (e *Editor) take(body []byte) {
	var m struct {
		ID     json.RawMessage
		Method string
		Params json.RawMessage
		Answer
	}
	if json.Unmarshal(body, &m) != nil {
		return // the recording tells
	}
	m.At = time.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	defer e.heard.Broadcast()
	if m.Method == "" {
		var id int
		if json.Unmarshal(m.ID, &id) == nil {
			e.answers[id] = m.Answer
		}
		return
	}
	e.asked[m.Method]++
	if m.Method == "textDocument/publishDiagnostics" {
		var p struct {
			URI string
			Published
		}
		if json.Unmarshal(m.Params, &p) == nil {
			p.Times, p.At = e.diagnostics[p.URI].Times+1, m.At
			e.diagnostics[p.URI] = p.Published
		}
	}
	var params Object
	_ = json.Unmarshal(m.Params, &params) // stays empty where there are none
	if e.opt.Asked != nil {
		e.opt.Asked(m.Method, params)
	}
	if m.ID != nil {
		go func() {
			result := e.reply(m.Method, params, m.Params)
			_ = e.send(Object{"jsonrpc": "2.0", "id": m.ID, "result": result}) // a server that is gone is seen by Wait
		}()
	}
}

// reply answers a request of the server, as editors do.
func (e *Editor) reply(method string, params Object, raw json.RawMessage) any {
	switch method {
	case "client/registerCapability":
		var p struct{ Registrations []struct{ Method string } }
		if json.Unmarshal(raw, &p) == nil {
			e.mu.Lock()
			defer e.mu.Unlock()
			for _, r := range p.Registrations {
				e.registered[r.Method] = true
			}
			e.heard.Broadcast()
		}
	case "workspace/configuration":
		out := []any{}
		items, _ := params["items"].([]any)
		for _, i := range items {
			item, _ := i.(Object)
			scope, _ := item["scopeUri"].(string)
			section, _ := item["section"].(string)
			if e.opt.Settings == nil {
				out = append(out, nil)
				continue
			}
			out = append(out, e.opt.Settings(scope, section))
		}
		return out
	case "workspace/applyEdit":
		var p struct{ Edit WorkspaceEdit }
		if err := json.Unmarshal(raw, &p); err != nil {
			return Object{"applied": false, "failureReason": err.Error()}
		}
		if err := e.Apply(p.Edit); err != nil {
			return Object{"applied": false, "failureReason": err.Error()}
		}
		return Object{"applied": true}
	case "window/showDocument":
		return Object{"success": true}
	}
	return nil
}

func (e *Editor) send(m Object) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.rec != nil {
		e.rec.Record(wire.FromClient, body, nil)
	}
	return wire.Write(e.in, body)
}

// Notify sends a notification.
func (e *Editor) Notify(method string, params any) error {
	return e.send(Object{"jsonrpc": "2.0", "method": method, "params": params})
}

// Ask sends a request and gives its number.
func (e *Editor) Ask(method string, params any) (int, error) {
	e.mu.Lock()
	e.last++
	id := e.last
	e.mu.Unlock()
	m := Object{"jsonrpc": "2.0", "id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	return id, e.send(m)
}

// Wait waits for the answer to a request.
func (e *Editor) Wait(id int) (Answer, error) {
	var a Answer
	err := e.Until(Patience, func() (ok bool) { a, ok = e.answers[id]; delete(e.answers, id); return ok })
	return a, err
}

// Call sends a request and waits for its result.
func (e *Editor) Call(method string, params any) (json.RawMessage, error) {
	id, err := e.Ask(method, params)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	a, err := e.Wait(id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	if a.Error != nil {
		return nil, fmt.Errorf("%s: %s (%d)", method, a.Error.Message, a.Error.Code)
	}
	return a.Result, nil
}

// Patience is how long a server may take for anything.
const Patience = 30 * time.Second

// ErrLate is told when something did not come in time, ErrOver when the server
// went away before it came.
var (
	ErrLate = errors.New("it did not come in time")
	ErrOver = errors.New("the server went away")
)

// Until waits for something to become true of what the server said.
func (e *Editor) Until(patience time.Duration, is func() bool) error {
	end := time.Now().Add(patience)
	late := time.AfterFunc(patience, e.heard.Broadcast)
	defer late.Stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	for !is() {
		if e.over {
			return ErrOver
		}
		if !time.Now().Before(end) {
			return ErrLate
		}
		e.heard.Wait()
	}
	return nil
}

// Close says goodbye and waits for the server to end; the error tells when it
// does not end well.
func (e *Editor) Close() error {
	_, err := e.Call("shutdown", nil)
	if err == nil {
		err = e.Notify("exit", nil)
	}
	<-e.ended
	e.in.Close()
	return errors.Join(err, e.leave())
}

// Kill ends the server without a word.
func (e *Editor) Kill() {
	_ = e.cmd.Process.Kill() // it may be gone already
	<-e.ended
	_ = e.leave()
}

func (e *Editor) leave() error {
	err := e.cmd.Wait()
	if e.rec != nil {
		e.rec.Record(wire.Exit, fmt.Append(nil, e.cmd.ProcessState.ExitCode()), nil)
	}
	return err
}
