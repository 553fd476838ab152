package verify

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed hook/mlf_lsp_mode.py
var hookMode string

// deterministicEnv are the variables that deterministic algorithms need.
var deterministicEnv = map[string]string{
	"CUBLAS_WORKSPACE_CONFIG": ":4096:8", "TF_DETERMINISTIC_OPS": "1", "TF_CUDNN_DETERMINISTIC": "1",
}

// ParseModes reads a list of modes and puts them in order.
func ParseModes(list []string) ([]string, error) {
	for _, m := range list {
		if !slices.Contains(Modes, m) {
			return nil, fmt.Errorf("unknown mode %q: use %s", m, strings.Join(Modes, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(Modes), func(m string) bool { return !slices.Contains(list, m) }), nil
}

// ModeRun is a run of a program as it is ("") or in a mode. Seed is the one that
// the modes seeds and deterministic set.
func ModeRun(mode string, n int, seed uint32) Run {
	run := Run{Mode: mode, N: n}
	if mode == "" {
		return run
	}
	text := strconv.FormatUint(uint64(seed), 10)
	run.Hooks = []Hook{{Name: "mlf_lsp_mode", Source: hookMode, Env: map[string]string{"MLF_LSP_MODE": mode, "MLF_LSP_SEED": text}}}
	switch mode {
	case ModeRandom:
		run.Env = map[string]string{"PYTHONHASHSEED": "random"}
	case ModeSeeds:
		run.Env = map[string]string{"PYTHONHASHSEED": text}
	case ModeDeterministic:
		run.Env = map[string]string{"PYTHONHASHSEED": text}
		for k, v := range deterministicEnv {
			run.Env[k] = v
		}
		return run
	}
	for k := range deterministicEnv {
		run.Unset = append(run.Unset, k)
	}
	return run
}

// Schedule is the order in which runs go: round by round, so that what slows
// the machine down for a while hits all modes, and every round begins with
// another mode.
func Schedule(modes []string, runs int, seed uint32) []Run {
	if len(modes) == 0 {
		modes = []string{""}
	}
	var out []Run
	for n := range runs {
		for i := range modes {
			out = append(out, ModeRun(modes[(n+i)%len(modes)], n+1, seed))
		}
	}
	return out
}
