package hardware

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Effect is what a difference does to numbers.
type Effect string

const (
	Changes  Effect = "changes" // results differ, or differ for some operations
	May      Effect = "may"     // results may differ
	Harmless Effect = "none"    // results do not depend on it
)

// Verdict says whether results of two machines may be compared to the bit.
type Verdict string

const (
	Possible    Verdict = "possible"
	NotPossible Verdict = "not possible"
	Undecided   Verdict = "undecided" // something that matters is unknown or may matter
)

// Difference is one fact in which two reports differ. An empty value is one that
// the report does not have.
type Difference struct {
	Part   Scope  `json:"part"`
	Name   string `json:"name"`
	A      string `json:"a"`
	B      string `json:"b"`
	Effect Effect `json:"effect"`
	Why    string `json:"why"`
}

// Comparison is the result of Diff.
type Comparison struct {
	Verdict     Verdict      `json:"verdict"`
	Differences []Difference `json:"differences"`
}

// fact is one value of a report. It is unknown when the report does not say.
type fact struct {
	part        Scope
	name, value string
	unknown     bool
	effect      Effect
	why         string
}

// Diff compares two reports: first what changes numbers, then the rest.
func Diff(a, b *Report) Comparison {
	gpus := hasGPU(a) || hasGPU(b)
	left, right := facts(a, gpus), facts(b, gpus)
	c := Comparison{Verdict: Possible, Differences: []Difference{}}
	for _, name := range union(left, right) {
		x, y := left[name], right[name]
		if x.name == "" {
			x = absent(y, a)
		}
		if y.name == "" {
			y = absent(x, b)
		}
		if x.value == y.value && !x.unknown && !y.unknown || x.effect == Harmless && (x.unknown || y.unknown) {
			continue
		}
		d := Difference{Part: x.part, Name: x.name, A: x.value, B: y.value, Effect: x.effect, Why: x.why}
		if x.unknown || y.unknown {
			d.Effect, d.Why = May, "not recorded, and it matters: "+x.why
		}
		c.Differences = append(c.Differences, d)
		switch {
		case d.Effect == Changes:
			c.Verdict = NotPossible
		case d.Effect == May && c.Verdict == Possible:
			c.Verdict = Undecided
		}
	}
	settleThreads(&c, left, right)
	order := []Effect{Changes, May, Harmless}
	slices.SortStableFunc(c.Differences, func(a, b Difference) int { return slices.Index(order, a.Effect) - slices.Index(order, b.Effect) })
	return c
}

func hasGPU(r *Report) bool { return r.GPU != nil && len(r.GPU.Devices) > 0 }

// absent is the counterpart of a fact that a report does not have: unknown when
// the report lacks the whole part, else known not to be there.
func absent(f fact, r *Report) fact {
	f.value = ""
	switch f.part {
	case ScopePython:
		f.unknown = r.Python == nil || len(r.Python.Environments) == 0
	case ScopeVariables:
		f.unknown = r.Variables == nil
	case ScopeSoftware:
		f.unknown = r.Software == nil || r.Tool.Name != "mlf-lsp"
	}
	return f
}

// union are the names of both, in the order of the report.
func union(a, b map[string]fact) []string {
	var out []string
	for name := range a {
		out = append(out, name)
	}
	for name := range b {
		if _, both := a[name]; !both {
			out = append(out, name)
		}
	}
	part := func(name string) int {
		f := a[name]
		if f.name == "" {
			f = b[name]
		}
		return slices.Index(scopes, f.part)
	}
	slices.SortFunc(out, func(x, y string) int {
		if p, q := part(x), part(y); p != q {
			return p - q
		}
		return strings.Compare(x, y)
	})
	return out
}

// settleThreads takes the number of cores back as a reason where both sides fix
// the number of threads.
func settleThreads(c *Comparison, a, b map[string]fact) {
	const threads = "OMP_NUM_THREADS"
	if v := a[threads].value; v == "" || v != b[threads].value {
		return
	}
	c.Verdict = Possible
	for i := range c.Differences {
		d := &c.Differences[i]
		if d.Name == usableCores {
			d.Effect, d.Why = Harmless, "both fix the number of threads with OMP_NUM_THREADS"
		}
		switch {
		case d.Effect == Changes:
			c.Verdict = NotPossible
		case d.Effect == May && c.Verdict == Possible:
			c.Verdict = Undecided
		}
	}
}

// Sentence is the verdict in one sentence.
func (c Comparison) Sentence() string {
	switch c.Verdict {
	case Possible:
		return "Bit-exact comparison is possible: nothing that numbers depend on differs."
	case Undecided:
		return "Whether bit-exact comparison is possible cannot be decided: " + c.names(May) + "."
	}
	differ := " differ."
	if list := c.names(Changes); !strings.Contains(list, " and ") && !strings.HasSuffix(list, "s") {
		differ = " differs."
	}
	return "Bit-exact comparison is not possible, because " + c.names(Changes) + differ
}

// Phrases are the differences that change numbers: "driver was 535.1 and is
// 580.159".
func (c Comparison) Phrases() []string {
	var out []string
	for _, d := range c.Differences {
		if d.Effect == Changes {
			out = append(out, fmt.Sprintf("%s was %s and is %s", d.Name, orElse(d.A, "not there"), orElse(d.B, "not there")))
		}
	}
	return out
}

func (c Comparison) names(e Effect) string {
	var out []string
	for _, d := range c.Differences {
		if d.Effect != e {
			continue
		}
		name := d.Name
		if e == May && strings.HasPrefix(d.Why, "not recorded") {
			name += " is not known of both"
		} else if e == May {
			name += " differs"
		}
		out = append(out, name)
	}
	if len(out) > 6 {
		out = append(out[:5], fmt.Sprintf("%d more", len(out)-5))
	}
	if n := len(out); n > 1 {
		out = []string{strings.Join(out[:n-1], ", ") + " and " + out[n-1]}
	}
	return strings.Join(out, "")
}

// WriteText prints a comparison for people; nameA and nameB are the reports'.
func (c Comparison) WriteText(w io.Writer, nameA, nameB string) error {
	var out strings.Builder
	out.WriteString(c.Sentence() + "\n")
	titles := map[Effect]string{Changes: "Changes numbers", May: "May change numbers", Harmless: "Does not matter"}
	last := Effect("")
	for _, d := range c.Differences {
		if d.Effect != last {
			fmt.Fprintf(&out, "\n%s:\n", titles[d.Effect])
			last = d.Effect
		}
		fmt.Fprintf(&out, "  %s: %s\n    %s: %s\n    %s: %s\n", d.Name, d.Why, nameA, orElse(d.A, "-"), nameB, orElse(d.B, "-"))
	}
	_, err := io.WriteString(w, out.String())
	return err
}
