package check

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

// Rule is one rule. Run looks at a linked program and reports; it keeps no
// state. Severities it reports are the catalogue's: configuration is applied
// by the caller.
type Rule struct {
	Meta
	// Also lists codes that the same reasoning decides (a rule that gives way
	// to a more specific one is decided together with it).
	Run func(*Pass)
	// Last rules run after all others: they look at what those found.
	Last bool
}

// Pass is one run of one rule over one program.
type Pass struct {
	*project.Program
	rule   *Rule
	shared *Shared
	out    *[]Finding
}

// Shared holds what several rules need to know and is worked out once per
// program; see its methods.
type Shared struct {
	p     *project.Program
	cache map[string]any
	ctx   context.Context
}

// once computes a value that several rules share.
func once[T any](s *Shared, key string, make func() T) T {
	if v, ok := s.cache[key]; ok {
		return v.(T)
	}
	v := make()
	s.cache[key] = v
	return v
}

// Report adds a finding. Code, name and severity are the rule's unless set.
func (p *Pass) Report(f Finding) {
	if f.Code == "" {
		f.Code, f.Name = p.rule.Code, p.rule.Name
	}
	*p.out = append(*p.out, f)
}

var registry []*Rule

// register adds a rule; each rule's file calls it once at start-up.
func register(r *Rule) *Rule {
	registry = append(registry, r)
	return r
}

// Rules are all rules, by code.
func Rules() []*Rule {
	out := slices.Clone(registry)
	slices.SortFunc(out, func(a, b *Rule) int { return compareCodes(a.Code, b.Code) })
	return out
}

func compareCodes(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Run judges a program by the rules for which enabled says yes and returns the
// findings in order, without duplicates. It gives up when the context ends.
func Run(ctx context.Context, p *project.Program, enabled func(Meta) bool) (found []Finding, ended bool) {
	defer func() {
		if r := recover(); r == errEnded {
			found, ended = nil, true
		} else if r != nil {
			panic(r)
		}
	}()
	shared := &Shared{p: p, cache: map[string]any{}, ctx: ctx}
	for _, last := range []bool{false, true} {
		for _, r := range Rules() {
			if r.Run != nil && r.Last == last && enabled(r.Meta) {
				shared.proceed()
				(&Pass{Program: p, rule: r, shared: shared, out: &found}).run()
			}
		}
	}
	confirm(found, p.Options.Observed)
	return Settle(found), false
}

var errEnded = errors.New("the judgement was given up")

// proceed gives up judging when nobody waits for it any more. It is called
// where the program is in no half-done state.
func (s *Shared) proceed() {
	if s.ctx.Err() != nil {
		panic(errEnded)
	}
}

// run keeps a defect of one rule from taking the others' findings along.
func (p *Pass) run() {
	defer func() {
		if r := recover(); r == errEnded {
			panic(r)
		} else if r != nil {
			p.Program.Break()
			p.Report(failed(p.Program, p.rule.Meta, r))
		}
	}()
	p.rule.Run(p)
}

// failed is the finding that tells of a rule's defect. It stands at the start
// of the program's first file, as it concerns them all.
func failed(p *project.Program, m Meta, reason any) Finding {
	f := Finding{
		Code: UnreadableFile.Code, Name: UnreadableFile.Name, Severity: UnreadableFile.Severity, Key: m.Code,
		Message: fmt.Sprintf("The findings of %s (%s) are missing because the rule failed (%v); please report this.", m.Code, m.Name, reason),
	}
	if len(p.Modules) > 0 {
		f.File = p.Modules[0].Path
	}
	return f
}

// Settle sorts findings and drops equal ones.
func Settle(list []Finding) []Finding {
	slices.SortStableFunc(list, Compare)
	return slices.CompactFunc(list, func(a, b Finding) bool { return Compare(a, b) == 0 })
}

// JudgedBy says which version of a library findings are decided by.
func JudgedBy(v rules.Versions) Judgement { return *judged(v) }
