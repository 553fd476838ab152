package requirements

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

func (a *assessor) trains() bool { return len(a.programs) > 0 }

// seeds: every generator that training draws from is seeded before.
func (a *assessor) seeds() Requirement {
	bad := a.against("MLF1", "MLF404", "MLF405", "MLF406", "MLF409", "MLF708")
	r := Requirement{ID: "seeds", Title: "Random numbers are seeded", Evidence: append(bad, a.seeded...)}
	switch {
	case len(bad) > 0:
		r.Verdict, r.Summary = NotMet, fmt.Sprintf("%s of random numbers %s between runs.", count(len(bad), "source"), verb(len(bad), "differs", "differ"))
	case !a.trains():
		r.Verdict, r.Summary = Nothing, "No program of the project was seen to train."
	case a.undecided > 0:
		r.Verdict, r.Summary = Partly, fmt.Sprintf("The seeding of %s could not be followed to its end.", count(a.undecided, "program"))
	default:
		r.Verdict, r.Summary = Met, "Every generator that training draws from is seeded before."
	}
	return r
}

// deterministic: only algorithms that give the same result again.
func (a *assessor) deterministic() Requirement {
	bad := a.against("MLF2", "MLF3", "MLF401", "MLF402", "MLF403", "MLF407", "MLF408", "MLF410", "MLF5")
	r := Requirement{ID: "deterministic", Title: "Only deterministic algorithms are used", Evidence: append(bad, a.switched...)}
	switch {
	case len(bad) > 0:
		r.Verdict, r.Summary = NotMet, fmt.Sprintf("%s can give another result in another run.", count(len(bad), "place"))
	case !a.trains():
		r.Verdict, r.Summary = Nothing, "No program of the project was seen to train."
	case len(a.switched) > 0:
		r.Verdict, r.Summary = Met, "Deterministic mode is on, and nothing was found that it does not cover."
	default:
		r.Verdict, r.Summary = Met, "Nothing was found that varies on the devices that the project uses."
	}
	return r
}

// container: a fixed environment.
func (a *assessor) container() Requirement {
	r := Requirement{ID: "container", Title: "Training runs in a container", Verdict: Met}
	floating, tagged := 0, 0
	for _, i := range a.images {
		e := i.Evidence
		switch {
		case strings.Contains(i.ref, "@sha256:"):
			e.Text += ", pinned by its digest"
		case floats(i.ref):
			e.For = false
			e.Text += ", which changes without notice: name a version or a digest"
			floating++
		default:
			e.Text += ", by its tag; a digest would fix it for good"
			tagged++
		}
		r.Evidence = append(r.Evidence, e)
	}
	told := map[string]bool{}
	for _, e := range a.against("MLF602") {
		told[fmt.Sprint(e.File, ":", e.Line)] = true
	}
	r.Evidence = slices.DeleteFunc(r.Evidence, func(e Evidence) bool { return !e.For && told[fmt.Sprint(e.File, ":", e.Line)] })
	unpinned := a.against("MLF601", "MLF602", "MLF603", "MLF604", "MLF605", "MLF702", "MLF707")
	r.Evidence = append(r.Evidence, unpinned...)
	switch {
	case len(a.images) == 0:
		r.Verdict, r.Summary = NotMet, "There is no Dockerfile, compose file or image of an MLproject."
	case floating > 0:
		r.Verdict, r.Summary = Partly, fmt.Sprintf("There is a container, but %s of it can change.", count(floating, "base image"))
	case len(unpinned) > 0:
		r.Verdict, r.Summary = Partly, "There is a container, but what is installed in it can change."
	case tagged > 0:
		r.Summary = "There is a container with a named version; pinned by digest it could never change."
	default:
		r.Summary = "There is a container, pinned by digest."
	}
	return r
}

// floats tells whether an image has no tag, or one that moves with every
// release.
func floats(ref string) bool {
	name := ref[strings.LastIndex(ref, "/")+1:]
	_, tag, ok := strings.Cut(name, ":")
	return ref != "scratch" && !strings.Contains(ref, "$") && (!ok || tag == "latest" || tag == "stable" || tag == "main")
}

// hardware: what a run was made on is kept with it.
func (a *assessor) hardware() Requirement {
	r := Requirement{ID: "hardware", Title: "The hardware is recorded", Evidence: a.hardwares}
	switch {
	case len(a.hardwares) > 0:
		r.Verdict, r.Summary = Met, "Runs record what they were made on."
	case slices.ContainsFunc(a.trackers, func(e Evidence) bool { return recordsByItself(e.Text) }):
		r.Verdict, r.Summary = Met, "The tracker of the project records the hardware by itself."
	case !a.trains():
		r.Verdict, r.Summary = Nothing, "No program of the project was seen to train."
	default:
		r.Verdict, r.Summary = NotMet, "No run records the GPU and driver it was made on; results are equal on equal hardware only."
		r.Evidence = append(r.Evidence, Evidence{Text: "nothing asks for the hardware: log what mlf-lsp hardware report writes"})
	}
	return r
}

// tracked: runs, code and documentation are kept.
func (a *assessor) tracked() Requirement {
	r := Requirement{ID: "tracked", Title: "Runs are tracked and documented", Evidence: a.trackers}
	documented := false
	for _, group := range [][]string{{"README.md", "README.rst", "README.txt", "README"}, {"docs", "doc"}, {"CITATION.cff"}, {"LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING"}} {
		for _, name := range group {
			if a.has(name) {
				documented = documented || strings.HasPrefix(name, "README")
				r.Evidence = append(r.Evidence, Evidence{File: name, Text: "is there", For: true})
				break
			}
		}
	}
	if !documented && a.root != nil {
		r.Evidence = append(r.Evidence, Evidence{File: "README.md", Text: "is missing: say how to train and what comes out"})
	}
	tracked := len(a.trackers) > 0
	if !tracked && a.trains() {
		r.Evidence = append(r.Evidence, Evidence{Text: "nothing logs parameters and metrics: use MLflow, TensorBoard or another tracker"})
	}
	switch {
	case !a.trains() && !tracked:
		r.Verdict, r.Summary = Nothing, "No program of the project was seen to train."
	case tracked && documented:
		r.Verdict, r.Summary = Met, "Parameters and metrics are logged, and the project has a README."
	case tracked:
		r.Verdict, r.Summary = Partly, "Parameters and metrics are logged, but there is no README."
	case documented:
		r.Verdict, r.Summary = Partly, "There is a README, but nothing logs parameters and metrics."
	default:
		r.Verdict, r.Summary = NotMet, "Nothing logs parameters and metrics, and there is no README."
	}
	return r
}

func (a *assessor) has(name string) bool {
	if a.root == nil {
		return false
	}
	_, err := fs.Stat(a.root, name)
	return err == nil
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
