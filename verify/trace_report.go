package verify

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/observed"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/verify/quantity"
	"github.com/mlf-core/mlf-lsp/verify/trace"
)

// TraceReport is the first divergence inside of a program.
type TraceReport struct {
	// Text says what happened in one clause; "" when nothing recorded differs.
	Text   string `json:"text,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Code is the rule that it is a case of, MLF390 for none.
	Code string `json:"code,omitempty"`
	// Runs are the two that part earliest, counted as in their mode.
	Runs     []int  `json:"runs,omitempty"`
	Step     int    `json:"step,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Function string `json:"function,omitempty"`
	// Statement is the code there.
	Statement string `json:"statement,omitempty"`
	MadeAt    string `json:"made_at,omitempty"`
	Module    string `json:"module,omitempty"`
	Operation string `json:"operation,omitempty"`
	Process   string `json:"process,omitempty"`
	// Shows is where a computed value differs first because of it.
	Shows string `json:"first_shows,omitempty"`
	// Events and Bytes are those of all runs, Seconds the time that recording
	// took of Wall.
	Events  int      `json:"events"`
	Bytes   int64    `json:"bytes"`
	Seconds float64  `json:"recording_seconds"`
	Wall    float64  `json:"traced_seconds"`
	Notes   []string `json:"notes,omitempty"`

	places []trace.Site
	equal  bool // what the runs printed and wrote
}

// Traced compares the traces of runs of the strictest mode and adds what they
// show to a report. root is the folder of the project.
func (r *Report) Traced(records []*Record, root string) error {
	t := &TraceReport{equal: r.Verdict == Equal}
	mode := r.Modes[len(r.Modes)-1].Mode
	records = slices.DeleteFunc(slices.Clone(records), func(x *Record) bool { return x.Mode != mode })
	traces := make([]*trace.Trace, len(records))
	for i, rec := range records {
		var err error
		if traces[i], err = rec.Trace(); err != nil {
			return err
		}
		t.add(traces[i])
	}
	if t.Events == 0 {
		t.Notes = append(t.Notes, "Nothing was traced: the command started no Python, or one that ignores PYTHONPATH (python -I, -E).")
	}
	var best *trace.Divergence
	for i := 1; i < len(records); i++ {
		d := trace.Compare(traces[0], traces[i], os.DirFS(root))
		if d != nil && (best == nil || earlier(d, best)) {
			best, t.Runs = d, []int{records[0].Run, records[i].Run}
		}
	}
	if best != nil {
		t.fill(best, root)
	}
	r.Trace = t
	return nil
}

// earlier prefers what shows in computed values, then the earlier step.
func earlier(a, b *trace.Divergence) bool {
	if (a.Effect == nil) != (b.Effect == nil) {
		return b.Effect == nil
	}
	return a.Step < b.Step
}

func (t *TraceReport) add(tr *trace.Trace) {
	c := tr.Cost()
	t.Events += c.Events
	t.Bytes += c.Bytes
	t.Seconds += c.Seconds
	t.Wall += c.Wall
	for _, p := range tr.Processes {
		for _, f := range p.Faults {
			if note := "A part could not be recorded (" + f + ")."; !slices.Contains(t.Notes, note) {
				t.Notes = append(t.Notes, note)
			}
		}
	}
}

func (t *TraceReport) fill(d *trace.Divergence, root string) {
	t.Text, t.Reason, t.Code, t.Step = d.String(), d.Reason(), d.Code, d.Step
	t.File, t.Line, t.Function = d.Site.File, d.Site.Line, d.Site.Function
	t.Module, t.Operation, t.Process = d.Module, d.Op, d.Process
	t.Statement = trace.Statement(os.DirFS(root), d.Site)
	t.places = []trace.Site{d.Site}
	if !d.Made.IsZero() && d.Made != d.Site {
		t.MadeAt = d.Made.String()
		t.places = append(t.places, d.Made)
	}
	if e := d.Effect; e != nil && e.Site != d.Site && !e.Site.IsZero() {
		t.Shows = fmt.Sprintf("%s at %s", e.Kind, e.Site)
		if e.Step > 0 && e.Step != d.Step {
			t.Shows += fmt.Sprintf(", step %d", e.Step)
		}
	}
}

// Lines are what people are told.
func (t *TraceReport) Lines() []string {
	var out []string
	switch {
	case t.Text != "":
		out = append(out, "First divergence: "+t.Text+"; "+t.Code+".")
		if t.Statement != "" {
			out = append(out, fmt.Sprintf("%6d | %s", t.Line, strings.TrimRight(t.Statement, "\n")))
		}
		if t.Shows != "" {
			out = append(out, "It first shows in the "+t.Shows+".")
		}
	case t.Events > 0 && t.equal:
		out = append(out, "No divergence: the traces of the runs are equal too.")
	case t.Events > 0:
		out = append(out, "No divergence was recorded: what differs lies outside of what tracing sees, or in steps that --trace-every left out.")
	}
	if t.Wall > 0 {
		out = append(out, fmt.Sprintf("Tracing took %.1f s of %.1f s (%.1f %%) and wrote %s: %d events.",
			t.Seconds, t.Wall, 100*t.Seconds/t.Wall, SizeText(t.Bytes), t.Events))
	}
	return append(out, t.Notes...)
}

// Keep writes what the trace showed into the project, for checks and editors,
// or takes out what this command showed before. It gives the path of the file,
// "" when there was nothing to write.
func (r *Report) Keep(root string) (string, error) {
	path := filepath.Join(root, filepath.FromSlash(observed.Path))
	kept := &observed.Results{Schema: observed.Schema}
	raw, err := os.ReadFile(path)
	if err == nil {
		if old, err := observed.Parse(raw); err == nil {
			kept = old
		}
	}
	before := len(kept.Commands)
	result := r.observation(root)
	kept.Set(r.Command, result)
	if result == nil && len(kept.Commands) == before {
		return "", nil
	}
	text, err := kept.Bytes()
	if err != nil {
		return "", err
	}
	dir := filepath.Dir(path)
	if err = os.MkdirAll(dir, 0o755); err == nil {
		if _, missing := os.Lstat(filepath.Join(dir, ".gitignore")); missing != nil {
			err = os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("# What runs on this machine showed; made by mlf-lsp verify --trace.\n*\n"), 0o644)
		}
	}
	if err == nil {
		err = os.WriteFile(path, text, 0o644)
	}
	if err != nil {
		return "", fmt.Errorf("what the runs showed cannot be kept for checks in %s: %w", path, loading.Cause(err))
	}
	return path, nil
}

// observation is what is kept of a report; nil when runs are equal, or part
// outside of the project's files.
func (r *Report) observation(root string) *observed.Result {
	t := r.Trace
	if t == nil || t.Text == "" || r.Verdict != Different {
		return nil
	}
	o := &observed.Result{Command: r.Command, Mode: r.Modes[len(r.Modes)-1].Mode, Seen: r.seen()}
	o.Divergence = observed.Divergence{Code: t.Code, Text: t.Text, Reason: t.Reason}
	for _, s := range t.places {
		raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(s.File)))
		if !filepath.IsLocal(filepath.FromSlash(s.File)) || err != nil {
			continue
		}
		o.Divergence.Places = append(o.Divergence.Places, observed.Place{File: s.File, Line: s.Line, SHA256: observed.Hash(raw)})
	}
	if len(o.Divergence.Places) == 0 || o.Divergence.Places[0].File != t.File {
		return nil
	}
	return o
}

// seen says what differed at the end: a loss, else a metric, else how much did.
func (r *Report) seen() string {
	m := r.Modes[len(r.Modes)-1]
	best, rank := "", 0
	differ := 0
	for _, s := range m.Sources {
		for _, q := range s.Quantities {
			if q.Verdict != Different || q.Aside != "" {
				continue
			}
			differ++
			n := 1
			switch {
			case strings.Contains(strings.ToLower(q.Name), "loss"):
				n = 4
			case s.Path == Stdout && q.Type != quantity.Text:
				n = 3
			case q.Type != quantity.Text && q.Type != quantity.Opaque:
				n = 2
			}
			if n > rank {
				name := q.Name
				if s.Path != Stdout {
					name += " (" + s.Path + ")"
				}
				best, rank = fmt.Sprintf("%d values of %s in %s", q.Distinct, name, runsText(len(m.Runs))), n
			}
		}
	}
	if rank == 1 || best == "" {
		return fmt.Sprintf("%d different results in %s", max(differ, 1), runsText(len(m.Runs)))
	}
	return best
}
