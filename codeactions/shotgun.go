package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(coordinateDescent, "MLF105") }

// coordinateDescent takes XGBoost's linear updater whose threads do not race,
// where the other one is written in sight.
func coordinateDescent(c *context) []Fix {
	if c.f.Data["op"] != "xgb-shotgun" {
		return nil
	}
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	fix := Fix{Title: "Use coord_descent, whose threads do not race", Safety: Unsafe}
	if s, ok := literal(call, "updater"); ok && s.Value == "shotgun" {
		return pg.respell(n, s, "coord_descent", fix)
	}
	if at, d, ok := c.settings(); ok {
		if x, is := d.Node.(*syntax.Dict); is {
			for _, e := range x.Entries {
				if s, ok := e.Value.(*syntax.Str); ok && s.Value == "shotgun" {
					return at.respell(d, s, "coord_descent", fix)
				}
			}
		}
		return nil
	}
	if booster, ok := literal(call, "booster"); !ok || booster.Value != "gblinear" {
		return nil
	}
	e, ok := pg.withKeyword(n, call, "updater", pg.quote("coord_descent"))
	if _, given := keyword(call, "updater"); !ok || given {
		return nil
	}
	fix.Edits = []Edit{e}
	return []Fix{fix}
}
