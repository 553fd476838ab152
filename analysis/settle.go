package analysis

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/suppress"
	"github.com/mlf-core/mlf-lsp/config"
)

// ownFindings are those about files that cannot be read to their end and about
// the configuration. Syntax errors are told where the file matters: elsewhere
// nothing is missed by them.
func (w *Workspace) ownFindings(need []bool) []check.Finding {
	var out []check.Finding
	for i, f := range w.files {
		switch {
		case f.crashed != "":
			out = append(out, finding(check.UnreadableFile, f.path, 0, 0, f.crashed))
		case f.trouble != nil && !f.trouble.silent:
			t := f.trouble
			x := finding(check.UnreadableFile, f.path, t.start, t.end, t.message)
			if t.skipped {
				x.Severity = check.Info
			}
			out = append(out, x)
		}
		if need[i] {
			for _, e := range f.errors {
				out = append(out, f.syntaxFinding(e))
			}
		}
		out = append(out, f.environmentFindings()...)
	}
	for _, p := range w.opt.Problems {
		out = append(out, finding(check.InvalidConfiguration, p.File, p.Start, p.End, "The configuration is not valid: "+p.Message+"."))
	}
	return out
}

// finding is one of the tool itself. Messages of findings have no full stop.
func finding(m check.Meta, path string, start, end int, message string) check.Finding {
	return check.Finding{
		Place: check.Place{File: path, Start: start, End: end},
		Code:  m.Code, Name: m.Name, Severity: m.Severity, Message: strings.TrimSuffix(message, "."),
	}
}

// syntaxFinding points at the first line of an error: the parser's range may
// be the rest of the file.
func (f *file) syntaxFinding(e syntaxError) check.Finding {
	_, lineEnd := f.text.LineSpan(f.text.LineOf(e.start))
	end := min(max(e.end, e.start), max(lineEnd, e.start))
	return finding(check.SyntaxError, f.path, e.start, end,
		"Syntax error: "+e.message+"; what stands around it is judged only in part.")
}

// environmentFindings are the problems of an environment file that no rule of
// its own kind reports.
func (f *file) environmentFindings() []check.Finding {
	if f.env == nil || f.env.Kind == environ.MLproject || f.env.Kind == environ.Settings {
		return nil
	}
	var out []check.Finding
	for _, p := range f.env.Problems {
		out = append(out, finding(check.UnreadableFile, f.path, p.Span.Start, p.Span.End, p.Message))
	}
	return out
}

// failed is the finding for a crash that is no single file's.
func (w *Workspace) failed(sentence string) check.Finding {
	path := "."
	if len(w.files) > 0 {
		path = w.files[0].path
	}
	return finding(check.UnreadableFile, path, 0, 0, sentence)
}

// settle applies the configuration and the suppressions, and puts the findings
// in order.
func (w *Workspace) settle(list []check.Finding) []check.Finding {
	list = check.Settle(w.configured(list))
	sets := w.suppressions()
	metas := map[string]check.Meta{}
	for _, m := range allMetas() {
		metas[m.Code] = m
	}
	for i := range list {
		f := &list[i]
		if set := sets[f.File]; set != nil {
			f.By, f.Suppressed = set.MatchRange(f.Start, f.End, metas[f.Code])
		}
	}
	for _, f := range w.files {
		if set := sets[f.path]; set != nil {
			list = append(list, w.configured(set.Problems(w.suppressRun(f.path)))...)
		}
	}
	return check.Settle(list)
}

// configured gives findings the severities of the configuration and drops those
// that it turns off. A severity that a rule chose for this one finding stands
// unless the configuration names the rule.
func (w *Workspace) configured(list []check.Finding) []check.Finding {
	aliases := map[string][]string{}
	for _, r := range check.Rules() {
		aliases[r.Code] = r.Aliases
	}
	out := make([]check.Finding, 0, len(list))
	for _, f := range list {
		m := check.Meta{Code: f.Code, Name: f.Name, Severity: f.Severity, Aliases: aliases[f.Code]}
		if sev, on := w.opt.Config.SeverityOf(m, f.File); on {
			f.Severity = sev
			out = append(out, f)
		}
	}
	return out
}

// suppressions reads the suppressions of all files that have some.
func (w *Workspace) suppressions() map[string]*suppress.Set {
	out := map[string]*suppress.Set{}
	for _, f := range w.files {
		if len(f.notes) == 0 || f.text == nil {
			continue
		}
		out[f.path] = suppress.Parse(f.suppressInput())
	}
	return out
}

func (w *Workspace) suppressRun(path string) suppress.Run {
	metas := allMetas()
	return suppress.Run{
		Catalogue:      config.NewCatalogue(metas),
		RequireReasons: w.opt.Config.RequireReasons,
		Enabled: func(selector string) bool {
			for _, m := range metas {
				if selector != "" && config.Match(selector, m) == 0 {
					continue
				}
				if _, on := w.opt.Config.SeverityOf(m, path); !on {
					return false
				}
			}
			return true
		},
	}
}

func allMetas() []check.Meta {
	var out []check.Meta
	for _, r := range check.Rules() {
		out = append(out, r.Meta)
	}
	return out
}
