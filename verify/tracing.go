package verify

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/rules"
	"github.com/mlf-core/mlf-lsp/verify/trace"
)

// TraceHook has a run write down what it does.
func TraceHook(s trace.Settings) (Hook, error) {
	env, err := s.Env()
	return Hook{Name: trace.Module, Files: trace.Files(), Env: env}, err
}

// Trace reads what a run with the trace's hook wrote down.
func (r *Record) Trace() (*trace.Trace, error) { return trace.Read(filepath.Join(r.Dir, "trace")) }

// FirstDivergence finds where two runs with the trace's hook part first; nil
// when nothing that was recorded differs. root is the folder of the project.
func FirstDivergence(a, b *Record, root string) (*trace.Divergence, error) {
	ta, err := a.Trace()
	if err != nil {
		return nil, err
	}
	tb, err := b.Trace()
	if err != nil {
		return nil, err
	}
	return trace.Compare(ta, tb, os.DirFS(root)), nil
}

// TracedFunctions are the functions of PyTorch whose results vary in some
// version, on some device: those that a trace records when user code calls them.
func TracedFunctions(kb *rules.Base) []string {
	var out []string
	for _, l := range kb.Libraries() {
		for _, op := range l.Ops {
			for _, name := range op.Symbols {
				if last := name[strings.LastIndexByte(name, '.')+1:]; strings.HasPrefix(name, "torch.") && last == strings.ToLower(last) && !strings.ContainsAny(last, "*") && !strings.HasPrefix(last, "__") {
					out = append(out, name)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
