package codeactions

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/syntax"
)

func init() { register(recordHardware, "MLF505") }

// recordHardware logs a report of the machine with a run of MLflow, where the
// run begins. The program then needs mlf-lsp where it trains.
func recordHardware(c *context) []Fix {
	pg := c.page(c.f.File)
	if pg == nil || len(pg.file.Cells) > 0 {
		return nil
	}
	for _, n := range pg.nodes {
		w, ok := n.Node.(*syntax.With)
		if !ok || len(w.Items) == 0 || !strings.Contains(pg.src(n, w.Items[0].Context), "start_run(") {
			continue
		}
		b, ok := pg.bodyOf(n, w.Body)
		if !ok {
			return nil
		}
		im := &imports{pg: pg}
		q := func(words ...string) string {
			for i, w := range words {
				words[i] = pg.quote(w)
			}
			return strings.Join(words, ", ")
		}
		lines := []string{
			im.module("subprocess", "") + ".run([" + q("mlf-lsp", "hardware", "report", "--output", "hardware.json") + "], check=True)",
			im.module("mlflow", "") + ".log_artifact(" + q("hardware.json") + ")",
		}
		if im.clash {
			return nil
		}
		return []Fix{{
			Title: "Log a report of the machine with the run: mlf-lsp has to be installed where it trains", Safety: Unsafe,
			Edits: append(im.edits(), pg.linesBefore(pg.withComments(b.stmts[0].start), b.indent, lines)),
		}}
	}
	return nil
}
