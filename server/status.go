package server

import (
	"encoding/json"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// statusRest is how long nothing must change before the status is worked out,
// which takes longer than to judge an edit.
const statusRest = 300 * time.Millisecond

// slow is how long judging takes before the user is told of it.
const slow = 500 * time.Millisecond

type met struct {
	Met int `json:"met"`
	Of  int `json:"of"`
}

type projectStatus struct {
	Root         uri.URI `json:"root"`
	Name         string  `json:"name"`
	Findings     counts  `json:"findings"`
	EntryPoints  int     `json:"entryPoints"`
	Requirements met     `json:"requirements"`
}

type status struct {
	State        string          `json:"state"` // working or idle
	Findings     counts          `json:"findings"`
	EntryPoints  int             `json:"entryPoints"`
	Requirements met             `json:"requirements"`
	Hardware     any             `json:"hardware"`
	Projects     []projectStatus `json:"projects"`
}

// tellStatus tells the client how the projects stand, some time after they were
// judged, until the connection ends.
func (s *server) tellStatus() {
	last := status{Projects: []projectStatus{}}
	var sent, lenses string
	send := func() {
		raw, err := json.Marshal(last)
		if err == nil && string(raw) != sent && s.can.status {
			sent = string(raw)
			s.mail.post("mlf/status", protocol.LSPAny(raw))
		}
	}
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.busy:
			last.State = "working"
			send()
			continue
		case <-s.judged:
		}
		if !s.settle() {
			return
		}
		s.judging.Lock()
		st := s.latest
		s.judging.Unlock()
		if st == nil || !s.can.status && !s.can.refreshesLenses {
			continue
		}
		now, ok := s.statusOf(st)
		if !ok {
			continue
		}
		last = now
		send()
		if raw, err := json.Marshal([]any{last.Projects, last.Hardware}); err == nil && string(raw) != lenses && s.can.refreshesLenses {
			if lenses != "" {
				go s.ask("workspace/codeLens/refresh")
			}
			lenses = string(raw)
		}
	}
}

// settle waits until nothing was judged for a while; false when it is over.
func (s *server) settle() bool {
	for {
		select {
		case <-s.ctx.Done():
			return false
		case <-s.judged:
		case <-time.After(statusRest):
			return true
		}
	}
}

func (s *server) statusOf(st *state) (out status, ok bool) {
	defer s.guard("the status could not be worked out")
	out = status{State: "idle", Hardware: orNull(s.gpu()), Projects: []projectStatus{}}
	for _, v := range st.views {
		r := v.ws.Check()
		out.Findings.add(r.Findings)
		if v.alone {
			continue
		}
		p := projectStatus{Root: uri.File(v.root), Name: v.name(), EntryPoints: len(r.Entries), Requirements: met{v.card().MetCount, len(v.card().Requirements)}}
		p.Findings.add(r.Findings)
		if len(out.Projects) == 0 || p.Requirements.Met < out.Requirements.Met {
			out.Requirements = p.Requirements
		}
		out.EntryPoints += p.EntryPoints
		out.Projects = append(out.Projects, p)
	}
	return out, true
}

// signal wakes whoever waits for a channel of size 1.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
