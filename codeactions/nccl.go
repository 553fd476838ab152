package codeactions

import "strings"

func init() { register(ncclAlgorithm, "MLF502") }

// ncclAlgorithm fixes the algorithm by which NCCL adds gradients: the order of
// additions is one fewer thing that differs between machines.
func ncclAlgorithm(c *context) []Fix {
	e := c.entry()
	if e == nil || c.f.Data["variable"] != "NCCL_ALGO" || strings.HasSuffix(c.f.Symbol, ".DataParallel") || strings.Contains(c.f.Symbol, "ParameterServer") {
		return nil
	}
	s := &seeding{context: c, entry: e, run: c.p.Run(e)}
	return s.variable(setting{"NCCL_ALGO", "Ring"}, "", Fix{Safety: Safe})
}
