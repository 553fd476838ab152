package codeactions

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
)

func init() {
	register(deterministicXLA, "MLF211")
	register(xlaForOperation, "MLF304")
}

// xlaForOperation sets the flag that an operation needs, where one program
// lacks it: the fix of the finding that says so.
func xlaForOperation(c *context) []Fix {
	if program, ok := c.lacking("MLF211"); ok {
		return deterministicXLA(program)
	}
	return nil
}

var xlaFlags = setting{"XLA_FLAGS", "--xla_gpu_deterministic_ops=true"}

// deterministicXLA asks XLA for repeatable kernels, where nothing sets its
// flags yet. In the program it keeps the flags of the environment.
func deterministicXLA(c *context) []Fix {
	e := c.entry()
	if e == nil {
		return nil
	}
	s := &seeding{context: c, entry: e, run: c.p.Run(e)}
	if _, _, ok := c.p.Env.VariableSet(xlaFlags.name, e); ok || slices.ContainsFunc(s.run.Events, func(ev *project.Event) bool {
		return ev.Kind == project.SetsEnv && ev.Name == xlaFlags.name
	}) {
		return nil
	}
	pg := c.page(e.Module.Path)
	if pg == nil {
		return nil
	}
	im := &imports{pg: pg}
	environ := im.module("os", "") + ".environ"
	line := environ + "[" + pg.quote(xlaFlags.name) + "] = " + environ + ".get(" + pg.quote(xlaFlags.name) + ", " + pg.quote("") + ") + " + pg.quote(" "+xlaFlags.value)
	return s.variable(xlaFlags, line, Fix{Safety: Safe})
}
