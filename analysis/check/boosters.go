package check

import (
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// settingsKey is where a call has its settings from: a dict that several calls
// may share, else the call itself.
type settingsKey struct {
	unit *project.Unit
	id   facts.ID
	what string
}

// settingsOf identifies the settings of a call, for findings of one kind.
func settingsOf(c *project.Call, s *rules.Symbol, what string) settingsKey {
	if s.Parameters != nil && s.Parameters.Dict != "" {
		if it := c.Setting(s, s.Parameters.Dict); it.Unit != nil {
			if v := it.Unit.Val(it.ID); v.Unit != nil && (v.Kind == project.Map || v.Kind == project.Instance) {
				return settingsKey{v.Unit, v.ID, what}
			}
		}
	}
	return settingsKey{c.Unit, c.ID, what}
}

// perSettings collects findings, one for each dict of settings: a model that
// is cross-validated and trained with one dict has one cause.
type perSettings struct {
	at   map[settingsKey]int
	list []Finding
}

func (l *perSettings) add(key settingsKey, f Finding) {
	if l.at == nil {
		l.at = map[settingsKey]int{}
	}
	if i, ok := l.at[key]; ok {
		l.list[i].Related = append(l.list[i].Related, Related{f.Place, "the same settings are used here"})
		return
	}
	l.at[key] = len(l.list)
	l.list = append(l.list, f)
}

func (l *perSettings) report(p *Pass) {
	for _, f := range l.list {
		f.Related = limit(f.Related, 6)
		p.Report(f)
	}
}

// codedOps visits the calls of operations that a rule of their own reports,
// where they hold in a version of the project.
func (p *Pass) codedOps(code string, visit func(opCall)) {
	coded := once(p.shared, "coded operations", func() map[string][]opCall {
		out := map[string][]opCall{}
		p.knownCalls(func(c *project.Call, s *rules.Symbol) {
			for _, op := range s.Ops {
				if op.Code != "" {
					out[op.Code] = append(out[op.Code], opCall{call: c, op: op, name: s.Name})
				}
			}
		})
		return out
	})
	for _, o := range coded[code] {
		s := o.call.Symbol()
		o.versions = p.VersionsFor(s, o.call.Unit.Mod)
		if o.verdict = o.op.Judge(o.versions); o.verdict.Deterministic() {
			continue
		}
		if o.truth, o.open = opHolds(o.call, opCallee{s, rules.Yes, nil}, o.op, o.versions); o.truth != rules.No {
			visit(o)
		}
	}
}
