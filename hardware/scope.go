package hardware

import (
	"fmt"
	"slices"
	"strings"
)

// Scope is a part of a report that can be asked for.
type Scope string

// The parts, in the order of the report.
const (
	ScopeCPU       Scope = "cpu"
	ScopeGPU       Scope = "gpu"
	ScopeMemory    Scope = "memory"
	ScopeSwap      Scope = "swap"
	ScopeOS        Scope = "os"
	ScopeHost      Scope = "host"
	ScopeContainer Scope = "container"
	ScopeJob       Scope = "job"
	ScopeDisks     Scope = "disks"
	ScopeNetwork   Scope = "network"
	ScopeSoftware  Scope = "software"
	ScopePython    Scope = "python"
	ScopeVariables Scope = "variables"
)

var scopes = []Scope{
	ScopeCPU, ScopeGPU, ScopeMemory, ScopeSwap, ScopeOS, ScopeHost, ScopeContainer, ScopeJob, ScopeDisks, ScopeNetwork,
	ScopeSoftware, ScopePython, ScopeVariables,
}

// aliases are other names, those of system-intelligence among them.
var aliases = map[string]Scope{"gpus": ScopeGPU, "ram": ScopeMemory, "hdd": ScopeDisks, "env": ScopeVariables, "slurm": ScopeJob}

// Scopes are all parts of a report.
func Scopes() []Scope { return slices.Clone(scopes) }

// ParseScopes reads the parts to report: the named ones, or all when there is
// none or "all" is among them, without the excluded ones. Names may also be
// separated by commas.
func ParseScopes(names, exclude []string) ([]Scope, error) {
	want, all, err := scopeSet(names)
	if err != nil {
		return nil, err
	}
	not, none, err := scopeSet(exclude)
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(Scopes(), func(s Scope) bool {
		return not[s] || !all && len(want) > 0 && !want[s]
	})
	if none || len(out) == 0 {
		return nil, fmt.Errorf("nothing is left to report: exclude fewer parts")
	}
	return out, nil
}

func scopeSet(names []string) (set map[Scope]bool, all bool, err error) {
	set = map[Scope]bool{}
	for _, name := range strings.FieldsFunc(strings.Join(names, ","), func(r rune) bool { return r == ',' || r == ' ' }) {
		s := Scope(strings.ToLower(name))
		if other, ok := aliases[string(s)]; ok {
			s = other
		}
		switch {
		case s == "all":
			all = true
		case slices.Contains(scopes, s):
			set[s] = true
		default:
			return nil, false, fmt.Errorf("there is no part %q of a hardware report: use all, %s", name, joined(scopes))
		}
	}
	return set, all, nil
}

func joined(list []Scope) string {
	var names []string
	for _, s := range list {
		names = append(names, string(s))
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
