package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/hardware"
)

// packages are the versions that the Pythons of all runs told; several versions
// of one package are joined.
func packages(records []*Record) map[string]string {
	seen := map[string]map[string]bool{}
	add := func(name, version string) {
		if seen[name] == nil {
			seen[name] = map[string]bool{}
		}
		seen[name][version] = true
	}
	for _, rec := range records {
		for _, p := range rec.Processes {
			add("python", p.Python)
			for name, version := range p.Packages {
				add(name, version)
			}
		}
	}
	out := map[string]string{}
	for name, versions := range seen {
		out[name] = strings.Join(slices.Sorted(maps.Keys(versions)), ", ")
	}
	return out
}

// compareMachines says whether the records' machines can be expected to agree.
func compareMachines(r *Report, records []*Record) {
	var kinds []*hardware.Report
	for _, rec := range records {
		if rec.Hardware == nil {
			continue
		}
		same := func(h *hardware.Report) bool {
			return h == rec.Hardware || hardware.Diff(h, rec.Hardware).Verdict == hardware.Possible
		}
		if !slices.ContainsFunc(kinds, same) {
			kinds = append(kinds, rec.Hardware)
		}
	}
	r.Machines = len(kinds)
	if len(kinds) < 2 {
		return
	}
	diff := hardware.Diff(kinds[0], kinds[1])
	for _, d := range diff.Differences {
		if d.Effect != hardware.Harmless {
			r.Hardware = append(r.Hardware, d)
		}
	}
	r.Notes = append(r.Notes, fmt.Sprintf("The records are of %d kinds of machines. %s", len(kinds), diff.Sentence()))
}
