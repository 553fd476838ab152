package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(booleanOption, "MLF410") }

// booleanOption lets an option read its text, so that command lines stay as
// they are and "False" is false.
func booleanOption(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil {
		return nil
	}
	n, call, ok := find[*syntax.Call](pg, c.f.Start, c.f.End)
	if !ok {
		return nil
	}
	a, ok := keyword(call, "type")
	if !ok {
		return nil
	}
	words := ""
	for i, w := range []string{"1", "true", "t", "yes", "y", "on"} {
		if i > 0 {
			words += ", "
		}
		words += pg.quote(w)
	}
	start, end := pg.abs(n, a.X)
	return []Fix{{
		Title: "Read the text of " + c.f.Data["flag"] + " as true or false",
		Edits: []Edit{pg.edit(start, end, "lambda text: text.lower() in ("+words+")")},
	}}
}
