package codeactions

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

func init() {
	register(tensorflowDeterminism, "MLF205")
	register(modeForTensorFlow, "MLF303")
}

// modeForTensorFlow turns on the mode in which an operation is deterministic:
// the fix of the finding that says that its program never does.
func modeForTensorFlow(c *context) []Fix {
	if !c.curedByMode() {
		return nil
	}
	if program, ok := c.lacking("MLF205"); ok {
		return tensorflowDeterminism(program)
	}
	return nil
}

// lacking is the finding that says that the program of this one lacks a mode;
// false where several programs could be meant.
func (c *context) lacking(code string) (*context, bool) {
	var found []check.Finding
	for _, f := range c.ws.Check().Findings {
		if f.Code == code && !f.Suppressed && (c.f.Data["entry"] == "" || f.Data["entry"] == c.f.Data["entry"]) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		return nil, false
	}
	return &context{Fixer: c.Fixer, p: c.p, f: found[0]}, true
}

// curedByMode tells whether the operation of a finding is deterministic in
// deterministic mode, in all releases that the project admits.
func (c *context) curedByMode() bool {
	sym := c.p.KB.Symbol(c.f.Symbol)
	module := c.p.Module(c.f.File)
	if sym == nil || module == nil {
		return false
	}
	for _, op := range sym.Ops {
		if op.ID == c.f.Data["op"] {
			return op.Judge(c.p.VersionsFor(sym, module)).Mode == "deterministic"
		}
	}
	return false
}

var deterministicOps = setting{"TF_DETERMINISTIC_OPS", "1"}

// tensorflowDeterminism turns TensorFlow's deterministic operations on, by the
// way that the pinned version has: the call from 2.8 on, the variable from 2.1
// on. Older versions need a patch, which is no fix of ours.
func tensorflowDeterminism(c *context) []Fix {
	e := c.entry()
	if e == nil {
		return nil
	}
	s := &seeding{context: c, entry: e, run: c.p.Run(e)}
	switch {
	case c.in("tensorflow", ">=2.8"):
		return s.opDeterminism()
	case c.in("tensorflow", ">=2.1,<2.8"):
		return s.variable(deterministicOps, "", Fix{Safety: Safe})
	}
	return nil
}

// opDeterminism calls enable_op_determinism. With it operations that draw
// without a seed raise an error, and so do some that have no deterministic
// form.
func (s *seeding) opDeterminism() []Fix {
	pg, im, insert, ok := s.site("tensorflow")
	if !ok {
		return nil
	}
	fix := Fix{Title: "Turn TensorFlow's deterministic operations on", Safety: Unsafe}
	if s.seeds("tensorflow") && !s.stops("MLF303", check.Error) {
		fix.Safety = Safe
	}
	line := im.module("tensorflow", "tf") + ".config.experimental.enable_op_determinism()"
	edit, ok := insert([]string{line})
	if !ok || im.clash || pg == nil {
		return nil
	}
	fix.Edits = append(im.edits(), edit)
	return []Fix{fix}
}

// seeds tells whether the program seeds a generator.
func (s *seeding) seeds(rng string) bool {
	return slices.ContainsFunc(s.run.Events, func(e *project.Event) bool {
		return e.Kind == project.Seeds && !e.Handler && slices.Contains(e.RNGs, rng)
	})
}

// variable sets a variable in the files that start the program, and as second
// choice, or where there are none, in the program. line is what sets it there;
// "" for a plain assignment.
func (s *seeding) variable(v setting, line string, fix Fix) []Fix {
	var out []Fix
	if edits := s.inFiles(s.entry, v); len(edits) > 0 {
		with := fix
		with.Title, with.Edits = "Set "+v.name+" in "+edits[0].File, edits
		out = append(out, with)
	}
	_, im, insert, ok := s.site("")
	if !ok {
		return out
	}
	if line == "" {
		line = im.environLine(v)
	} else {
		im.module("os", "")
	}
	edit, ok := insert([]string{line})
	if !ok || im.clash {
		return out
	}
	fix.Title, fix.Edits = "Set "+v.name+" in the program", append(im.edits(), edit)
	return append(out, fix)
}
