package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/verify/quantity"
)

// LockSchema is the number in Lock.Schema, as for records.
const LockSchema = 1

// lockedData is up to how many bytes the values of a quantity are kept in a lock,
// so that it can be said how far a later run is from it.
const lockedData = 256

// Lock says what was equal over several runs, on which hardware and with which
// versions: a file to commit. The same runs give the same bytes.
type Lock struct {
	Schema  int      `json:"schema"`
	Version string   `json:"mlf_lsp"`
	Command []string `json:"command"`
	Mode    string   `json:"mode,omitempty"`
	Seed    uint32   `json:"seed,omitempty"` // of the mode
	Runs    int      `json:"runs"`
	// Packages are the versions that the program imported.
	Packages map[string]string `json:"packages,omitempty"`
	// Hardware is without names, serial numbers and paths.
	Hardware *hardware.Report `json:"hardware,omitempty"`
	// Different are quantities that were not equal; nothing is promised of them.
	Different []string `json:"different,omitempty"`
	// Equal are those that were, with their digests.
	Equal []Source `json:"equal"`
}

// NewLock makes a lock of runs in the strictest mode of a report. It fails when
// nothing was equal.
func NewLock(r *Report, records []*Record, seed uint32) (*Lock, error) {
	if len(r.Modes) == 0 || r.Verdict == Failed {
		return nil, errors.New("no lock was written: the command could not run")
	}
	m := r.Modes[len(r.Modes)-1]
	records = slices.DeleteFunc(slices.Clone(records), func(rec *Record) bool { return rec.Mode != m.Mode })
	l := &Lock{Schema: LockSchema, Version: r.Version, Command: r.Command, Mode: m.Mode, Runs: len(m.Runs), Packages: packages(records)}
	if m.Mode == ModeSeeds || m.Mode == ModeDeterministic {
		l.Seed = seed
	}
	l.Hardware = withoutNames(records[0].Hardware)
	for _, s := range m.Sources {
		l.add(s, records[0])
	}
	if len(l.Equal) == 0 {
		return nil, errors.New("no lock was written: nothing was equal in all runs")
	}
	return l, nil
}

// add takes up what is equal of a source.
func (l *Lock) add(s SourceReport, rec *Record) {
	src := rec.source(s.Path)
	if len(s.Missing) > 0 || src == nil {
		l.Different = append(l.Different, s.Path)
		return
	}
	out := Source{Path: s.Path, Format: s.Format}
	var different []string
	for _, q := range s.Quantities {
		i := slices.IndexFunc(src.Quantities, func(x quantity.Quantity) bool { return x.Name == q.Name })
		switch {
		case q.Aside != "":
		case q.Verdict != Equal:
			different = append(different, s.Path+": "+q.Name)
		case i >= 0:
			kept := src.Quantities[i]
			if len(kept.Data) > lockedData {
				kept.Data, kept.Steps = nil, nil
			}
			out.Quantities = append(out.Quantities, kept)
		}
	}
	switch {
	case len(out.Quantities) > 0:
		l.Equal, l.Different = append(l.Equal, out), append(l.Different, different...)
	case different != nil:
		l.Different = append(l.Different, s.Path)
	}
}

// withoutNames is a report of what numbers depend on, without what tells whose
// machine it was.
func withoutNames(h *hardware.Report) *hardware.Report {
	if h == nil {
		return nil
	}
	text, err := hardware.JSON(h)
	if err != nil {
		return nil
	}
	out, err := hardware.Parse(text)
	if err != nil {
		return nil
	}
	hardware.Redact(out)
	out.Created = ""
	out.Host, out.Disks, out.Network, out.Job, out.Swap, out.Memory, out.Problems = nil, nil, nil, nil, nil, nil, nil
	return out
}

// Save writes a lock.
func (l *Lock) Save(path string) error {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(l); err != nil {
		return err
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("the lock cannot be written to %s: %w", path, loading.Cause(err))
	}
	return nil
}

// LoadLock reads a lock.
func LoadLock(path string) (*Lock, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the lock %s cannot be read: %w; --write-lock %s writes it", path, loading.Cause(err), path)
	}
	var l Lock
	if err := json.Unmarshal(text, &l); err != nil || l.Schema == 0 || l.Equal == nil {
		return nil, fmt.Errorf("%s is no lock of mlf-lsp verify; --write-lock %s writes it", path, path)
	}
	if l.Schema > LockSchema {
		return nil, fmt.Errorf("%s was written by a later version of mlf-lsp (%s); update mlf-lsp", path, l.Version)
	}
	return &l, nil
}

// Against compares runs with a lock, as if the lock were one more run. What was
// different then does not count now.
func (l *Lock) Against(records []*Record, o CompareOptions) *Report {
	locked := &Record{Schema: RecordSchema, Version: l.Version, Command: l.Command, Mode: l.Mode, Sources: l.Equal, Hardware: l.Hardware, lock: true}
	var known []*Record
	for _, rec := range records {
		known = append(known, rec.only(l))
	}
	r := Compare(append([]*Record{locked}, known...), o)
	for _, rec := range records {
		if now := packages([]*Record{rec}); rec == records[0] {
			r.Packages = now
			for _, name := range sortedKeys(now) {
				if was := l.Packages[name]; was != "" && was != now[name] {
					r.Notes = append(r.Notes, fmt.Sprintf("The lock was written with %s %s, and %s runs now.", name, was, now[name]))
				}
			}
		}
	}
	return r
}

// only is a record without what a lock promises nothing of.
func (r *Record) only(l *Lock) *Record {
	out := *r
	out.Sources = nil
	for _, s := range r.Sources {
		if slices.Contains(l.Different, s.Path) {
			continue
		}
		s.Quantities = slices.DeleteFunc(slices.Clone(s.Quantities), func(q quantity.Quantity) bool {
			return slices.Contains(l.Different, s.Path+": "+q.Name) || s.Path == Stderr && q.Type == quantity.Text
		})
		if len(s.Quantities) > 0 {
			out.Sources = append(out.Sources, s)
		}
	}
	return &out
}
