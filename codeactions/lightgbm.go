package codeactions

import "strings"

func init() { register(lightgbmDeterministic, "MLF210") }

// lightgbmDeterministic fixes the layout of LightGBM's histograms, in the
// arguments of the model or in its dict of settings.
func lightgbmDeterministic(c *context) []Fix {
	parameter := c.f.Data["parameter"]
	if parameter == "" {
		return nil
	}
	names := []string{"force_row_wise"}
	if parameter == "deterministic" && c.in("lightgbm", ">=3.1") {
		names = []string{"deterministic", "force_row_wise"}
	}
	var e Edit
	ok := false
	if strings.HasPrefix(c.f.Symbol, "lightgbm.LGBM") {
		e, ok = c.lightgbmArguments(names)
	} else if pg, n, found := c.settings(); found {
		e, ok = pg.withSettings(n, names)
	}
	if !ok {
		return nil
	}
	return []Fix{{Title: "Pass " + strings.Join(names, "=True and ") + "=True", Edits: []Edit{e}}}
}

func (c *context) lightgbmArguments(names []string) (Edit, bool) {
	pg, n, call, ok := c.operation()
	if !ok || spread(call) {
		return Edit{}, false
	}
	var args []string
	for _, name := range names {
		if _, given := keyword(call, name); given {
			return Edit{}, false // as something else than True
		}
		args = append(args, name+"=True")
	}
	return pg.appended(n, call, args...)
}
