package verify

import (
	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/verify/quantity"
)

// ReportSchema is the number in Report.Schema, as for records.
const ReportSchema = 1

// Verdict is what runs of one kind show.
type Verdict string

const (
	Equal     Verdict = "equal"
	Tolerated Verdict = "equal within the tolerance"
	Different Verdict = "different"
	Failed    Verdict = "could not run"
)

// Report is what several records show together.
type Report struct {
	Schema  int      `json:"schema" doc:"Version of this format."`
	Version string   `json:"mlf_lsp" doc:"Version of mlf-lsp."`
	Command []string `json:"command" doc:"What was run."`
	// Verdict is that of the strictest mode.
	Verdict Verdict `json:"verdict" doc:"That of the strictest mode."`
	// Reason says in one sentence why the verdict is not equal.
	Reason string `json:"reason,omitempty" doc:"Why the verdict is not equal, in a sentence."`
	// Modes are in the order random, seeds, deterministic; one without a name when
	// the program ran as it is.
	Modes []ModeReport `json:"modes" doc:"In the order random, seeds, deterministic; one without a name when the program ran as it is."`
	// Notes are sentences on what limits the verdict.
	Notes []string `json:"notes,omitempty" doc:"Sentences on what limits the verdict."`
	// Machines is how many differ in what numbers depend on.
	Machines int                   `json:"machines" doc:"Kinds of machines that differ in what numbers depend on."`
	Hardware []hardware.Difference `json:"hardware_differences,omitempty" doc:"In what the first two kinds differ."`
	Packages map[string]string     `json:"packages,omitempty" doc:"Versions that the program imported."`
	// Trace is the first divergence inside of the program, when it was traced.
	Trace *TraceReport `json:"trace,omitempty"`
}

// ModeReport compares the runs of one mode.
type ModeReport struct {
	Mode    string      `json:"mode,omitempty"`
	Verdict Verdict     `json:"verdict"`
	Runs    []RunReport `json:"runs"`
	// Lock says that a lock takes part in the comparison, before the runs.
	Lock    bool           `json:"against_lock,omitempty" doc:"A lock takes part in the comparison, before the runs."`
	Seconds Interval       `json:"seconds"`
	CPU     Interval       `json:"cpu_seconds"`
	Over    *Interval      `json:"overhead,omitempty" doc:"Run time relative to the first mode; 1 is the same."` // run time relative to the first mode, 1 is the same
	Sources []SourceReport `json:"sources"`
	Aside   map[string]int `json:"aside,omitempty" doc:"What was not compared, by kind, in all runs."` // what was not compared, by kind, in all runs
}

// RunReport is one run of a mode.
type RunReport struct {
	Run     int     `json:"run"`
	Exit    int     `json:"exit"`
	Stopped string  `json:"stopped,omitempty"`
	Seconds float64 `json:"seconds"`
	Said    string  `json:"said,omitempty"` // the end of standard error, when it failed
}

// Interval is a median and an interval that holds the true median with the given
// confidence, whatever the distribution.
type Interval struct {
	Median     float64 `json:"median"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence" doc:"Chance that the interval holds the true median."`
}

// SourceReport is what one file, or what was printed, shows.
type SourceReport struct {
	Path   string `json:"path"`
	Format string `json:"format"`
	// Distinct is the number of different contents by bytes.
	Distinct int     `json:"distinct_bytes" doc:"Different contents by bytes."`
	Verdict  Verdict `json:"verdict"`
	// Missing are the runs that did not write it.
	Missing    []int            `json:"missing_in_runs,omitempty" doc:"Runs that did not write it; 0 is the lock."`
	Note       string           `json:"note,omitempty"`
	Quantities []QuantityReport `json:"quantities"`
}

// QuantityReport is one quantity over the runs.
type QuantityReport struct {
	Name    string        `json:"name"`
	Type    quantity.Type `json:"type"`
	Shape   []int         `json:"shape,omitempty"`
	Verdict Verdict       `json:"verdict"`
	// Distinct is the number of different values, Values says which run has which,
	// counted from 1; 0 for a run that lacks it.
	Distinct int              `json:"distinct" doc:"Different values."`
	Values   []int            `json:"value_of_run" doc:"Which of them each run has, from 1; 0 for none. The first is that of the lock, if there is one."`
	Digest   string           `json:"digest,omitempty" doc:"SHA-256, when all are equal."` // when all are equal
	Spread   *quantity.Spread `json:"spread,omitempty"`
	// Counter and Step say where runs part first: epoch 3.
	Counter string `json:"counter,omitempty"`
	Step    *int64 `json:"first_step,omitempty" doc:"Where runs part first, in steps of counter."`
	// Texts are two versions of the first line that differs.
	Texts []string `json:"texts,omitempty"`
	Line  int      `json:"line,omitempty"`
	// Last are the last values of each run, Plot the series of each distinct value.
	Last  []float64   `json:"-"`
	Plot  [][]float64 `json:"-"`
	Steps []int64     `json:"-"`
	// Note says why no difference could be computed.
	Note string `json:"note,omitempty"`
	// Lock says that the first value is that of a lock.
	Lock bool `json:"against_lock,omitempty"`
	// Aside says that a difference here does not count, and why.
	Aside string `json:"aside,omitempty"`
}
