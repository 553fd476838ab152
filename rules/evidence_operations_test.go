package rules_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

// operated is what tools/gpu-oracle saw on one machine.
type operated struct {
	Version      string `json:"version"`
	Torchvision  string `json:"torchvision"`
	Device       string `json:"device"`
	Observations []struct {
		Op       string `json:"op"`
		Call     string `json:"call"`
		Pass     string `json:"pass"`
		Mode     string `json:"mode"`
		Outcome  string `json:"outcome"`
		Distinct int    `json:"distinct"`
	} `json:"observations"`
}

// TestEvidenceOfOperations compares which calls raise in deterministic mode,
// and which gave different results. That a call gave one result alone proves
// nothing.
func TestEvidenceOfOperations(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	ops := map[string]*rules.Op{}
	for _, name := range []string{"torch", "torchvision"} {
		for i := range base.LibraryOf(name).Ops {
			ops[base.LibraryOf(name).Ops[i].ID] = &base.LibraryOf(name).Ops[i]
		}
	}
	paths, _ := filepath.Glob(evidence + "/operations-*.json")
	if len(paths) == 0 {
		t.Fatal("no evidence; run tools/gpu-oracle --device cpu")
	}
	for _, path := range paths {
		var seen operated
		readJSON(t, path, &seen)
		entries := map[string][]string{} // by call: several entries can speak of one
		for _, o := range seen.Observations {
			if o.Op != "" && ops[o.Op] == nil {
				t.Fatalf("%s: there is no entry %q", path, o.Op)
			}
			entries[o.Call] = append(entries[o.Call], o.Op)
		}
		for _, o := range seen.Observations {
			if o.Outcome == "unavailable" {
				continue
			}
			raises, varies := seen.expected(base, ops, entries[o.Call], o.Pass, o.Mode)
			if (o.Outcome == "raises") != raises {
				t.Errorf("%s: %s (%s pass, mode %s): %s, but raising is said to be %t", filepath.Base(path), o.Call, o.Pass, o.Mode, o.Outcome, raises)
			}
			if o.Distinct > 1 && !varies {
				t.Errorf("%s: %s (%s pass, mode %s): %d different results, but is said to be deterministic", filepath.Base(path), o.Call, o.Pass, o.Mode, o.Distinct)
			}
		}
	}
}

// expected is what the base says of a call on the device of a machine. A
// gradient comes after a forward pass, and shares its fate.
func (s operated) expected(base *rules.Base, ops map[string]*rules.Op, ids []string, pass, mode string) (raises, varies bool) {
	for _, id := range ids {
		op := ops[id]
		if op == nil || !slices.Contains(op.Devices, s.Device) || pass == "forward" && op.Pass == "backward" {
			continue
		}
		version := s.Version
		if base.Symbol(op.Symbols[0]).Library.Name == "torchvision" {
			version = s.Torchvision
		}
		v := op.Judge(base.Symbol(op.Symbols[0]).Library.Admit([]string{"==" + version}, "evidence"))
		is := v.Default
		if mode == "on" && v.Mode != "" {
			is = v.Mode
		}
		raises = raises || is == "raises"
		varies = varies || is == "varies"
	}
	return raises, varies
}
