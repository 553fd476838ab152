package rules_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
	"gopkg.in/yaml.v3"
)

// The tests in this file hold the knowledge base against what was seen in real
// frameworks. `make check-knowledge` records it below testdata/knowledge.
const evidence = "../testdata/knowledge"

// seen is what tools/knowledge/names.py found of one library in one
// environment.
type seen struct {
	Version    string             `json:"version"`
	Signatures map[string]*string `json:"signatures"` // null where Python cannot tell
	Missing    []string           `json:"missing"`
	OtherAlias []string           `json:"aliases of something else"`
	where      string
}

// sightings are the evidence on a library, by environment.
func sightings(t *testing.T) map[string][]seen {
	paths, _ := filepath.Glob(evidence + "/names-*.json")
	if len(paths) == 0 {
		t.Fatal("no evidence; run make check-knowledge")
	}
	out := map[string][]seen{}
	for _, path := range paths {
		var file struct {
			Environment string          `json:"environment"`
			Libraries   map[string]seen `json:"libraries"`
		}
		readJSON(t, path, &file)
		for library, s := range file.Libraries {
			s.where = file.Environment
			out[library] = append(out[library], s)
		}
	}
	return out
}

func readJSON(t *testing.T, path string, into any) {
	text, err := os.ReadFile(path)
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		err = d.Decode(into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// excused are disagreements with a reason, by "kind name" or "kind name version".
func excused(t *testing.T) map[string]string {
	text, err := os.ReadFile(evidence + "/excused.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	if err := yaml.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// disagreements collects what evidence and knowledge say differently.
type disagreements struct {
	t       *testing.T
	excused map[string]string
	used    map[string]bool
}

func (d *disagreements) report(kind, name, version, format string, args ...any) {
	for key, why := range d.excused {
		prefix, wild := strings.CutSuffix(key, "*")
		if why != "" && (key == kind+" "+name || key == kind+" "+name+" "+version || wild && strings.HasPrefix(kind+" "+name, prefix)) {
			d.used[key] = true
			return
		}
	}
	d.t.Errorf("%s %s %s: "+format, append([]any{kind, name, version}, args...)...)
}

// TestEvidenceOfNames compares names, versions and signatures.
func TestEvidenceOfNames(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	d := &disagreements{t, excused(t), map[string]bool{}}
	for library, all := range sightings(t) {
		lib := base.LibraryOf(library)
		if lib == nil {
			t.Errorf("evidence on %s, which the knowledge base does not have", library)
			continue
		}
		ever := map[string]bool{}
		for _, s := range all {
			v := lib.Admit([]string{"==" + s.Version}, s.where)
			d.newest(lib, s)
			for name, signature := range s.Signatures {
				ever[name] = true
				d.present(base, name, v, s.Version)
				d.signature(base, name, signature, v, s.Version)
			}
			for _, alias := range s.OtherAlias {
				d.report("alias", alias, s.Version, "is another object than %s", base.Canonical(alias))
			}
		}
		for _, s := range all {
			for _, name := range s.Missing {
				if !ever[name] {
					d.report("name", name, "", "exists in none of the environments (%s %s)", library, s.Version)
				}
				if x := base.Symbol(name); x != nil && x.Removed != nil && x.Removed.Versions != "" {
					if lib.Admit([]string{"==" + s.Version}, s.where).In(x.Removed.Versions) == rules.No && ever[name] {
						d.report("removed", name, s.Version, "does not exist, but is said to be missing in %s only", x.Removed.Versions)
					}
				}
			}
		}
	}
	d.unused(t, "name", "alias", "removed", "release", "signature")
}

// unused tells of excuses of some kinds that nothing needs any more.
func (d *disagreements) unused(t *testing.T, kinds ...string) {
	for _, key := range slices.Sorted(maps.Keys(d.excused)) {
		kind, _, _ := strings.Cut(key, " ")
		if !d.used[key] && slices.Contains(kinds, kind) {
			t.Errorf("excused.yaml: %q excuses nothing", key)
		}
	}
}

// newest asks that no release is newer than the newest known, beyond its last
// number.
func (d *disagreements) newest(lib *rules.Library, s seen) {
	if len(lib.Releases) == 0 {
		return
	}
	minor := func(v string) string {
		parts := strings.Split(v, ".")
		return strings.Join(parts[:min(2, len(parts))], ".")
	}
	known := lib.Releases[len(lib.Releases)-1]
	if minor(known) != minor(s.Version) && lib.Admit([]string{">" + known}, "").In("=="+s.Version) == rules.Yes {
		d.report("release", lib.Name, s.Version, "is newer than the newest known, %s", known)
	}
	if lib.Newest().In("<"+minor(s.Version)) == rules.Yes {
		d.report("release", lib.Name, s.Version, "is newer than the newest known, %s", known)
	}
}

// present asks that a name that exists is not said to be removed.
func (d *disagreements) present(base *rules.Base, name string, v rules.Versions, version string) {
	if x := base.Symbol(name); x != nil && x.Removed != nil && v.In(x.Removed.Versions) == rules.Yes {
		d.report("removed", name, version, "exists, but is said to be missing in %s", x.Removed.Versions)
	}
}

// signature compares parameters: those that the base names exist, at their
// place and with their default.
func (d *disagreements) signature(base *rules.Base, name string, text *string, v rules.Versions, version string) {
	x := base.Symbol(name)
	if text == nil || x == nil {
		return
	}
	i := slices.IndexFunc(x.Signatures, func(s *rules.Signature) bool { return s.Versions == "" || v.In(s.Versions) != rules.No })
	if i < 0 {
		return
	}
	is, err := rules.ParseSignature(*text)
	if err != nil {
		d.report("signature", name, version, "%s cannot be read: %v", *text, err)
		return
	}
	if problem := compareParams(x.Signatures[i].Params, is); problem != "" {
		d.report("signature", name, version, "%s; it is %s, known as %s", problem, *text, x.Signatures[i].Text)
	}
}

func compareParams(known, is []rules.Param) string {
	open := slices.ContainsFunc(is, func(p rules.Param) bool { return p.Kind == rules.VarKeyword })
	star := slices.ContainsFunc(is, func(p rules.Param) bool { return p.Kind == rules.VarPositional })
	for i, p := range known {
		if p.Kind == rules.VarKeyword || p.Kind == rules.VarPositional {
			continue
		}
		j := slices.IndexFunc(is, func(q rules.Param) bool { return q.Name == p.Name })
		switch {
		case j < 0 && (open || star && p.Kind != rules.KeywordOnly):
			continue // passed on to something that may have it
		case j < 0 && p.Default.Kind != rules.Absent && (p.Kind == rules.KeywordOnly || i >= len(is)):
			continue // one signature for several releases: in some it does not exist
		case j < 0:
			return "there is no parameter " + p.Name
		case p.Kind != rules.KeywordOnly && i != j && is[j].Kind != rules.KeywordOnly:
			return p.Name + " stands elsewhere"
		}
		a, b := p.Default, is[j].Default
		literal := func(v rules.Value) bool { return v.Kind != rules.Unknown && v.Kind != rules.Absent }
		switch {
		case (a.Kind == rules.Absent) != (b.Kind == rules.Absent):
			return p.Name + " has a default in one of them only"
		case literal(a) && literal(b) && a.Equal(b) != rules.Yes:
			return p.Name + " defaults to " + b.String() + ", not " + a.String()
		}
	}
	return ""
}
