package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

// settings is where the dict of settings of the call of a finding is written:
// a display or a call of dict().
func (c *context) settings() (*page, node, bool) {
	sym := c.p.KB.Symbol(c.f.Symbol)
	call := c.projectCall(c.f.File, c.f.Start, c.f.End)
	if sym == nil || call == nil || sym.Parameters == nil || sym.Parameters.Dict == "" {
		return nil, node{}, false
	}
	it := call.Setting(sym, sym.Parameters.Dict)
	if it.Unit == nil {
		return nil, node{}, false
	}
	v := it.Unit.Val(it.ID)
	if v.Unit == nil || v.Kind != project.Map && v.Kind != project.Instance {
		return nil, node{}, false
	}
	pg := c.page(v.Unit.Mod.Path)
	if pg == nil {
		return nil, node{}, false
	}
	start, end := v.Unit.Place(v.Unit.Values[v.ID].Span)
	for _, n := range pg.nodes {
		if n.start != start || n.end != end {
			continue
		}
		switch x := n.Node.(type) {
		case *syntax.Dict:
			return pg, n, true
		case *syntax.Call:
			f, ok := x.Func.(*syntax.Name)
			return pg, n, ok && f.ID == "dict"
		}
	}
	return nil, node{}, false
}

// withSettings is the edit that adds names, each with the value True, to a
// dict of settings; false where one is there already.
func (pg *page) withSettings(n node, names []string) (Edit, bool) {
	if call, ok := n.Node.(*syntax.Call); ok {
		var args []string
		for _, name := range names {
			if _, given := keyword(call, name); given || spread(call) {
				return Edit{}, false
			}
			args = append(args, name+"=True")
		}
		return pg.appended(n, call, args...)
	}
	d := n.Node.(*syntax.Dict)
	quote := `"`
	for _, e := range d.Entries {
		key, ok := e.Key.(*syntax.Str)
		if !ok {
			return Edit{}, false
		}
		for _, name := range names {
			if key.Value == name {
				return Edit{}, false
			}
		}
		quote = pg.src(n, key)[:1]
	}
	if quote != `"` && quote != "'" {
		return Edit{}, false
	}
	var entries []string
	for _, name := range names {
		entries = append(entries, quote+name+quote+": True")
	}
	if len(d.Entries) == 0 {
		return pg.edit(n.start+1, n.start+1, strings.Join(entries, ", ")), pg.text[n.start:n.end] == "{}"
	}
	last := d.Entries[len(d.Entries)-1]
	start, _ := pg.abs(n, last.Key)
	_, end := pg.abs(n, last.Value)
	separator := " "
	if pg.startsLine(start) {
		separator = pg.eol() + pg.indentAt(start)
	}
	text := strings.Join(entries, ","+separator)
	rest := pg.text[end : n.end-1]
	if before, _, comma := strings.Cut(rest, ","); comma && strings.TrimSpace(before) == "" {
		at := end + len(before) + 1
		if separator != " " {
			text += ","
			at = pg.behindComment(at)
		}
		return pg.edit(at, at, separator+text), true
	}
	return pg.edit(end, end, ","+separator+text), strings.TrimSpace(rest) == ""
}
