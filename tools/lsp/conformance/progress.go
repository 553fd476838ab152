package conformance

import "github.com/mlf-core/mlf-lsp/tools/lsp/wire"

// tokens are those that a request offers for its progress.
func tokens(params any) (out []any) {
	for _, name := range []string{"workDoneToken", "partialResultToken"} {
		if t := at(params, name); t != nil {
			out = append(out, t)
		}
	}
	return out
}

// over ends the tokens of a request that is answered.
func (s *session) over(params any) {
	for _, t := range tokens(params) {
		if s.progress[key(t)] == "begun" {
			s.fault(wire.FromServer, "$/progress", "the request of %s is answered before its progress ended", key(t))
		}
		delete(s.progress, key(t))
	}
}

// progressed follows what a token tells: begun once, then ended once.
func (s *session) progressed(by string, params any) {
	token := key(at(params, "token"))
	state, known := s.progress[token]
	kind := str(at(params, "value.kind"))
	switch {
	case !known:
		s.fault(by, "$/progress", "the token %s was never offered, or its request is answered", token)
	case kind == "begin" && state != "offered", (kind == "report" || kind == "end") && state != "begun":
		s.fault(by, "$/progress", "%s of %s when it is %s", kind, token, state)
	}
	switch kind {
	case "begin":
		s.progress[token] = "begun"
	case "end":
		s.progress[token] = "ended"
	}
	types := map[string]string{"begin": "WorkDoneProgressBegin", "report": "WorkDoneProgressReport", "end": "WorkDoneProgressEnd"}
	if t := types[kind]; t != "" {
		if p := s.m.reference(t, at(params, "value"), "value"); p != "" {
			s.fault(by, "$/progress", "%s", p)
		}
	}
}
