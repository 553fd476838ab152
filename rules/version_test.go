package rules_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

var releases = &rules.Library{Name: "torch", Releases: []string{"1.7.0", "1.8.0", "1.9.0", "1.13.0", "2.0.0", "2.1.0", "2.10.0"}}

func TestAdmit(t *testing.T) {
	for _, c := range []struct {
		specifiers string // separated by ;
		want       string
		exact      bool
		conflict   bool
	}{
		{"", "2.10.0", false, false},
		{">=1.8,<2", "1.8.0 1.9.0 1.13.0", false, false},
		{">=1.8.1,<2", "1.8.1 1.9.0 1.13.0", false, false},
		{"==2.1.0", "2.1.0", true, false},
		{"==2.1.3", "2.1.3", true, false},
		{"==2.1.0+cu118", "2.1.0+cu118", true, false},
		{"===2.1.0+cu118", "2.1.0+cu118", true, false},
		{"==2.1.*", "2.1.0", false, false},
		{"==1.11.*", "1.11", false, false},
		{"~=2.0", "2.0.0 2.1.0 2.10.0", false, false},
		{"~=1.13.0", "1.13.0", false, false},
		{"!=2.10.0,>=2", "2.0.0 2.1.0", false, false},
		{"!=2.1.*,>=2.0.0", "2.0.0 2.10.0", false, false},
		{">=2.0; <2.1", "2.0.0", false, false},
		{"==2.0.0; <2", "", false, true},
		{">=2; <1.9", "", false, true},
		{">=3", "3", false, false},
		{">2.0,<2.0.5", "2.0.1", false, false},
		{"<1.0", "", false, false},
		{"==2.2.0rc1", "2.2.0rc1", true, false},
		{">=2.2.0rc1", "2.10.0", false, false},
		{"nonsense", "2.10.0", false, false},
		{"==2.1.0; nonsense", "2.1.0", true, false},
	} {
		var specifiers []string
		for s := range strings.SplitSeq(c.specifiers, ";") {
			specifiers = append(specifiers, strings.TrimSpace(s))
		}
		v := releases.Admit(specifiers, "requirements.txt:1")
		if got := strings.Join(v.Candidates, " "); got != c.want || v.Exact != c.exact || v.Conflict != c.conflict {
			t.Errorf("%q: got %q exact %v conflict %v", c.specifiers, got, v.Exact, v.Conflict)
		}
		if v.From != "requirements.txt:1" || v.Library != "torch" {
			t.Errorf("%q: got %+v", c.specifiers, v)
		}
	}
}

func TestIn(t *testing.T) {
	for _, c := range []struct {
		candidates, specifier string
		want                  rules.Truth
	}{
		{"1.9.0", "", rules.Yes},
		{"1.9.0", ">=1.8", rules.Yes},
		{"1.9.0 2.0.0", "<2", rules.Maybe},
		{"1.9.0 2.0.0", ">=2.1", rules.No},
		{"", ">=2.1", rules.Maybe},
		{"", "", rules.Yes},
		{"2.1.0+cu118", "==2.1.0", rules.Yes},
		{"2.1.0+cu118", "<=2.1", rules.Yes},
		{"2.1.0+cu118", ">2.1", rules.No},
		{"2.0.0rc1", "<2.0", rules.No},
		{"2.0.0rc1", ">=1.13", rules.Yes},
		{"2.0.0.dev20230101", "<2.0", rules.No},
		{"2.1", "==2.1.0.*", rules.Yes},
		{"2.10.0", "==2.1.*", rules.No},
		{"2.10", ">=2.9", rules.Yes},
		{"1!1.0", ">=2", rules.Yes},
		{"not a version", ">=2", rules.No},
	} {
		v := rules.Versions{Candidates: strings.Fields(c.candidates)}
		if c.candidates == "not a version" {
			v.Candidates = []string{c.candidates}
		}
		if got := v.In(c.specifier); got != c.want {
			t.Errorf("%q in %q: got %v, want %v", c.candidates, c.specifier, got, c.want)
		}
	}
}

func TestJudge(t *testing.T) {
	op := &rules.Op{Status: []rules.Status{
		{Versions: "<1.8", Default: "varies", Mode: "varies"},
		{Versions: ">=1.8,<2.1", Default: "varies", Mode: "raises"},
		{Versions: ">=2.1,<2.10", Default: "varies", Mode: "deterministic"},
	}}
	for _, c := range []struct {
		specifier string
		want      rules.Verdict
	}{
		{"==1.7.0", rules.Verdict{Default: "varies", Mode: "varies"}},
		{"==1.9.0", rules.Verdict{Default: "varies", Mode: "raises"}},
		{"==2.1.0", rules.Verdict{Default: "varies", Mode: "deterministic"}},
		{"==2.10.0", rules.Verdict{Default: "deterministic", Mode: "deterministic"}},
		{">=1.7", rules.Verdict{Default: "varies", Mode: "raises", Mixed: true, Part: "torch < 2.1.0"}},
		{">=2.1", rules.Verdict{Default: "varies", Mode: "deterministic", Mixed: true, Part: "torch < 2.10.0"}},
		{"<1.9", rules.Verdict{Default: "varies", Mode: "raises"}},
	} {
		if got := op.Judge(releases.Admit([]string{c.specifier}, "")); got != c.want {
			t.Errorf("%q: got %+v", c.specifier, got)
		}
	}
	middle := &rules.Op{Status: []rules.Status{{Versions: ">=1.8,<2.0", Default: "varies", Mode: "raises"}, {Versions: ">=2.10", Default: "varies", Mode: "raises"}}}
	if got := middle.Judge(releases.Admit([]string{">=1.7"}, "")).Part; got != "torch >= 1.8.0, < 2.0.0 or >= 2.10.0" {
		t.Errorf("got %q", got)
	}
	always := &rules.Op{Status: []rules.Status{{Default: "varies"}}}
	if got := always.Judge(rules.Versions{}); got.Default != "varies" || got.Mixed || got.Deterministic() {
		t.Errorf("got %+v", got)
	}
}

func FuzzVersions(f *testing.F) {
	f.Add(">=1.8,<2.10", "2.1.0+cu118")
	f.Add("~=1", "1!2.3.post4.dev5")
	f.Add("==99999999999999999999.*", "99999999999999999999999999")
	f.Add("!=2.*", "v2.0")
	f.Fuzz(func(t *testing.T, specifier, version string) {
		rules.Versions{Candidates: []string{version}}.In(specifier)
		releases.Admit([]string{specifier, "==" + version}, "")
	})
}
