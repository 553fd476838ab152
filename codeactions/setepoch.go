package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/syntax"

func init() { register(setEpoch, "MLF119") }

// setEpoch tells the sampler the number of the epoch at the start of each.
func setEpoch(c *context) []Fix {
	pg := c.page(c.f.File)
	sampler, epoch := c.f.Data["sampler"], c.f.Data["epoch"]
	if pg == nil || sampler == "" || epoch == "" {
		return nil
	}
	for _, n := range pg.nodes {
		loop, ok := n.Node.(*syntax.For)
		if !ok || n.start != c.f.Start {
			continue
		}
		b, ok := pg.bodyOf(n, loop.Body)
		if !ok {
			return nil
		}
		line := sampler + ".set_epoch(" + epoch + ")"
		return []Fix{{
			Title: "Call " + line + " at the start of each epoch",
			Edits: []Edit{pg.linesBefore(pg.withComments(b.stmts[0].start), b.indent, []string{line})},
		}}
	}
	return nil
}
