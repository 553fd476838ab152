package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
)

// Fault is one thing that is against the protocol.
type Fault struct {
	Entry  int    // of the recording, from 1
	By     string // wire.FromClient or wire.FromServer
	Method string // of the request or notification, "" for none
	Text   string
}

func (f Fault) String() string {
	return fmt.Sprintf("entry %d, %s, %s: %s", f.Entry, f.By, f.Method, f.Text)
}

// request is one that waits for its answer.
type request struct {
	method   string
	params   any
	entry    int
	versions map[string]int // of the documents that were open when it was sent
}

type session struct {
	m      *model
	faults []Fault
	entry  int

	pending  map[string]map[string]request // by who asked, by id
	ready    bool                          // initialize was answered
	shut     bool                          // shutdown was answered
	exiting  bool                          // the client said exit
	offered  any                           // the client's capabilities
	granted  any                           // the server's
	docs     documents
	pushed   map[string]bool // documents with published diagnostics
	pulled   map[string]bool
	progress map[string]string // state by token: offered, begun, ended
}

// Check gives what in a recording is against the protocol, in order.
func Check(entries []wire.Entry) []Fault {
	s := &session{
		m:       loadModel(),
		pending: map[string]map[string]request{wire.FromClient: {}, wire.FromServer: {}},
		docs:    documents{encoding: "utf-16", texts: map[string][]text{}, open: map[string]bool{}},
		pushed:  map[string]bool{}, pulled: map[string]bool{}, progress: map[string]string{},
	}
	for i, e := range entries {
		s.entry = i + 1
		switch {
		case e.Fault != "":
			s.fault(e.From, "", "%s", e.Fault)
		case e.From == wire.Exit:
			s.exited(string(e.Message))
		default:
			s.message(e)
		}
	}
	if s.exiting && s.shut {
		for _, r := range s.pending[wire.FromClient] {
			s.faults = append(s.faults, Fault{r.entry, wire.FromServer, r.method, "was never answered"})
		}
	}
	slices.SortStableFunc(s.faults, func(a, b Fault) int { return a.Entry - b.Entry })
	return s.faults
}

// ByServer keeps the faults of the server; those of editors are theirs.
func ByServer(list []Fault) []Fault {
	return slices.DeleteFunc(slices.Clone(list), func(f Fault) bool { return f.By != wire.FromServer })
}

func (s *session) fault(by, method, format string, args ...any) {
	s.faults = append(s.faults, Fault{s.entry, by, method, fmt.Sprintf(format, args...)})
}

func (s *session) exited(status string) {
	switch {
	case s.exiting && s.shut && status != "0":
		s.fault(wire.FromServer, "exit", "the exit status is %s after shutdown and exit", status)
	case s.exiting && !s.shut && status == "0":
		s.fault(wire.FromServer, "exit", "the exit status is 0 without shutdown")
	}
}

func other(side string) string {
	if side == wire.FromClient {
		return wire.FromServer
	}
	return wire.FromClient
}

func (s *session) message(e wire.Entry) {
	v, err := decode(e.Message)
	m, ok := v.(map[string]any)
	if err != nil || !ok {
		s.fault(e.From, "", "no message: %s", e.Message)
		return
	}
	if m["jsonrpc"] != "2.0" {
		s.fault(e.From, str(m["method"]), "jsonrpc is %v", m["jsonrpc"])
	}
	for _, k := range sortedKeys(m) {
		if !slices.Contains([]string{"jsonrpc", "id", "method", "params", "result", "error"}, k) {
			s.fault(e.From, str(m["method"]), "a message has no %q", k)
		}
	}
	_, called := m["id"]
	switch {
	case m["method"] == nil:
		s.response(e.From, m)
	case called:
		s.request(e.From, m)
	default:
		s.notification(e.From, str(m["method"]), m["params"])
	}
}

// extensions are methods of mlf-lsp beyond the protocol, with what a client
// that takes them offers.
var extensions = map[string]string{"mlf/status": "experimental.mlfStatus", "mlf/overview": ""}

// known finds a method and holds its direction and parameters.
func (s *session) known(by, name string, params any, methods, others map[string]method, otherKind string) *method {
	d, ok := methods[name]
	if !ok {
		offer, ours := extensions[name]
		switch _, wrong := others[name]; {
		case wrong:
			s.fault(by, name, "is a %s", otherKind)
		case ours && (by == wire.FromClient || at(s.offered, offer) == true):
		case !strings.HasPrefix(name, "$/"):
			s.fault(by, name, "unknown to the protocol")
		}
		return nil
	}
	if want := map[string]string{wire.FromClient: "clientToServer", wire.FromServer: "serverToClient"}[by]; d.MessageDirection != "both" && d.MessageDirection != want {
		s.fault(by, name, "goes the wrong way")
	}
	switch {
	case d.Params != nil:
		if p := s.m.check(d.Params, params, "params"); p != "" {
			s.fault(by, name, "%s", p)
		}
	case params != nil && len(object(params)) > 0:
		s.fault(by, name, "has no parameters")
	}
	return &d
}

func (s *session) early(by, name string) {
	allowed := []string{"window/logMessage", "window/showMessage", "window/showMessageRequest", "telemetry/event", "$/progress"}
	if by == wire.FromServer && !s.ready && !slices.Contains(allowed, name) {
		s.fault(by, name, "comes before initialize was answered")
	}
}

func (s *session) request(by string, m map[string]any) {
	name, id := str(m["method"]), key(m["id"])
	s.early(by, name)
	s.known(by, name, m["params"], s.m.requests, s.m.notifications, "notification")
	if _, taken := s.pending[by][id]; taken {
		s.fault(by, name, "the id %s is in use", id)
	}
	r := request{method: name, params: m["params"], entry: s.entry, versions: map[string]int{}}
	for uri := range s.docs.open {
		if v, ok := s.docs.version(uri); ok {
			r.versions[uri] = v
		}
	}
	s.pending[by][id] = r
	if by == wire.FromServer {
		s.fromServer(name, m["params"])
	}
	for _, token := range tokens(m["params"]) {
		s.progress[key(token)] = "offered"
	}
	if name == "initialize" {
		s.offered = at(m["params"], "capabilities")
	}
}

func (s *session) response(by string, m map[string]any) {
	id := key(m["id"])
	asked := s.pending[other(by)]
	r, ok := asked[id]
	if !ok {
		if _, failed := m["error"]; m["id"] != nil || !failed {
			s.fault(by, "", "the answer %s is to no request that waits", id)
		}
		return
	}
	delete(asked, id)
	s.over(r.params)
	result, granted := m["result"]
	failure, failed := m["error"]
	d := s.m.requests[r.method]
	switch {
	case granted == failed:
		s.fault(by, r.method, "an answer has either a result or an error")
	case failed:
		if p := base("integer", at(failure, "code"), "error.code") + base("string", at(failure, "message"), "error.message"); p != "" {
			s.fault(by, r.method, "%s", p)
		}
	default:
		if d.Result != nil {
			if p := s.m.check(d.Result, result, "result"); p != "" {
				s.fault(by, r.method, "%s", p)
				return
			}
		}
		if by == wire.FromServer {
			s.answered(r, result)
		} else if r.method == "window/workDoneProgress/create" {
			s.progress[key(at(r.params, "token"))] = "offered"
		}
	}
}

// answered holds a result of the server to what was asked.
func (s *session) answered(r request, result any) {
	switch r.method {
	case "initialize":
		s.ready, s.granted = true, at(result, "capabilities")
		if enc := str(at(s.granted, "positionEncoding")); enc != "" {
			s.docs.encoding = enc
		}
		offered := list(at(s.offered, "general.positionEncodings"))
		if len(offered) == 0 {
			offered = []any{"utf-16"}
		}
		if !slices.Contains(offered, any(s.docs.encoding)) {
			s.fault(wire.FromServer, r.method, "the encoding %s was not offered", s.docs.encoding)
		}
		return
	case "shutdown":
		s.shut = true
		return
	}
	uri := str(at(r.params, "textDocument.uri"))
	if r.method == "textDocument/diagnostic" {
		s.pulled[uri] = true
		s.bothWays(uri)
	}
	s.places(r.method, result, uri, func(uri string) versions { return versions{r.versions[uri], maxVersion} })
	s.promised(r, result)
}

func (s *session) bothWays(uri string) {
	if s.pushed[uri] && s.pulled[uri] {
		s.fault(wire.FromServer, "", "the diagnostics of %s are both pushed and pulled", uri)
	}
}

func (s *session) notification(by, name string, params any) {
	s.early(by, name)
	s.known(by, name, params, s.m.notifications, s.m.requests, "request")
	switch {
	case name == "$/progress":
		s.progressed(by, params)
	case by == wire.FromClient:
		s.fromClient(name, params)
	case name == "textDocument/publishDiagnostics":
		uri := str(at(params, "uri"))
		within := versions{0, maxVersion}
		if v := at(params, "version"); v != nil {
			within = versions{number(v), number(v)}
			if newest, open := s.docs.version(uri); open && within.first > newest {
				s.fault(by, name, "version %d of %s does not exist", within.first, uri)
			}
		}
		if len(list(at(params, "diagnostics"))) > 0 {
			s.pushed[uri] = true
			s.bothWays(uri)
		}
		s.places(name, params, uri, func(string) versions { return within })
		s.offeredIn(name, params)
	}
}

// key is a value as text: 1 and "1" are different ids.
func key(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
