package codeactions

import "strings"

func init() { register(lightgbmDeterministic, "MLF210") }

// lightgbmDeterministic fixes the layout of LightGBM's histograms where its
// parameters are arguments of the model.
func lightgbmDeterministic(c *context) []Fix {
	pg, n, call, ok := c.operation()
	parameter := c.f.Data["parameter"]
	if !ok || parameter == "" || spread(call) || !strings.HasPrefix(c.f.Symbol, "lightgbm.LGBM") {
		return nil
	}
	var args []string
	for _, name := range []string{"deterministic", "force_row_wise"} {
		if _, given := keyword(call, name); given {
			if name != "deterministic" || parameter == "deterministic" {
				return nil // given as something else than True
			}
			continue
		}
		if name == "deterministic" && !c.in("lightgbm", ">=3.1") {
			continue
		}
		args = append(args, name+"=True")
	}
	e, ok := pg.appended(n, call, args...)
	if !ok || len(args) == 0 {
		return nil
	}
	return []Fix{{Title: "Pass " + strings.Join(args, " and "), Edits: []Edit{e}}}
}
