package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// frameOrders reports operations on tables whose rows come in any order, where
// the order of the rows is used without having been sorted.
func (p *Pass) frameOrders() {
	p.knownCalls(func(c *project.Call, s *rules.Symbol) {
		if s.Order == nil || s.Order.Kind != "rows" || c.Callee().Guess || c.Handler {
			return
		}
		if s.Order.When.Eval(c.Bind(s, p.VersionsFor(s, c.Unit.Mod))) != rules.Yes {
			return
		}
		f := frameFlow{seen: map[flowKey]bool{}}
		f.uses(c.Unit, c.ID, 0)
		if f.how == "" {
			return
		}
		severity := Warning
		if f.written {
			severity = Info
		}
		p.Report(Finding{
			Place: callPlace(c), Severity: p.severityAt(c.Fn, severity), Symbol: s.Name, Key: "rows " + s.Name, Why: s.Order.Why, Help: s.Order.Help,
			Message: short(s.Name) + " " + s.Order.What + ", and here " + f.how,
			Related: []Related{{f.at, "the order is used here"}},
		})
	})
}

// keepRows are methods whose result has the rows of their receiver in the same
// order.
var keepRows = []string{"agg", "len", "count", "filter", "select", "with_columns", "drop", "rename", "lazy", "collect", "cast", "fill_null", "fill_nan", "drop_nulls",
	"explode", "clone", "to_frame", "get_column", "to_series", "hstack", "vstack", "pipe", "alias"}

// rowReaders are methods that use the order of the rows.
var rowReaders = map[string]string{
	"to_numpy": "the rows become an array in that order", "to_torch": "the rows become a tensor in that order", "to_jax": "the rows become an array in that order",
	"to_dicts": "the rows are listed in that order", "to_list": "the values are listed in that order", "rows": "the rows are listed in that order",
	"iter_rows": "the rows are gone over in that order", "head": "the first rows are taken", "tail": "the last rows are taken",
	"limit": "the first rows are taken", "slice": "rows are taken by their place", "row": "a row is taken by its place", "first": "the first row is taken",
	"last": "the last row is taken", "gather": "rows are taken by their place", "gather_every": "rows are taken by their place",
	"with_row_index": "the rows are numbered in that order", "with_row_count": "the rows are numbered in that order",
	"sample": "rows are sampled by their place", "shuffle": "the rows are shuffled from that order", "to_pandas": "the rows become a table in that order",
	"cum_sum": "sums run in that order", "shift": "each row gets that of its neighbour", "diff": "each row is compared with its neighbour",
}

// rowWriters write the rows to a file in their order.
var rowWriters = []string{"write_csv", "write_parquet", "write_json", "write_ndjson", "write_ipc", "sink_csv", "sink_parquet"}

// frameFlow follows a table through the methods that keep its rows to the first
// that uses their order.
type frameFlow struct {
	seen    map[flowKey]bool
	how     string
	at      Place
	written bool
}

func (f *frameFlow) uses(u *project.Unit, id facts.ID, depth int) {
	if f.seen[flowKey{u, id}] || depth > 12 || f.how != "" && !f.written {
		return
	}
	f.seen[flowKey{u, id}] = true
	for _, use := range u.Uses(id) {
		switch {
		case use.Step != nil:
			if use.Step.Kind == facts.StepBind && use.Fn.Index == 0 && u.Class == nil {
				eachReader(u, use.Step.Str, func(other *project.Unit, x facts.ID) { f.uses(other, x, depth+1) })
			}
		case u.Values[use.User].Op == facts.OpPhi:
			f.uses(u, use.User, depth+1)
		case u.Values[use.User].Op == facts.OpAttr:
			f.method(u, use.User, depth)
		}
	}
}

// method follows the calls of a method of the table.
func (f *frameFlow) method(u *project.Unit, attr facts.ID, depth int) {
	name := u.Values[attr].Str
	for _, use := range u.Uses(attr) {
		if use.Step != nil || u.Values[use.User].Op != facts.OpCall || u.Values[use.User].X != attr {
			continue
		}
		switch {
		case slices.Contains(keepRows, name):
			f.uses(u, use.User, depth+1)
		case rowReaders[name] != "":
			f.found(u, attr, rowReaders[name], false)
		case slices.Contains(rowWriters, name):
			f.found(u, attr, "the rows are written in that order", true)
		}
	}
}

// found keeps the first use; computing weighs more than writing.
func (f *frameFlow) found(u *project.Unit, at facts.ID, how string, written bool) {
	if f.how == "" || f.written && !written {
		f.how, f.at, f.written = how, PlaceOf(u, u.Values[at].Span), written
	}
}
