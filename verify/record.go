package verify

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/verify/quantity"
)

// RecordSchema is the number in Record.Schema. It grows when a field changes its
// meaning or goes away, not when one is added.
const RecordSchema = 1

// Record is what one run of a command did: a file that runs on several machines
// can write, to be compared later.
type Record struct {
	Schema  int    `json:"schema"`
	Version string `json:"mlf_lsp"`
	// Command is what was run, below the project's folder.
	Command []string `json:"command"`
	// Mode is random, seeds or deterministic; "" when the program ran as it is.
	Mode string `json:"mode,omitempty"`
	// Run counts from 1 within the mode.
	Run     int    `json:"run"`
	Started string `json:"started"` // RFC 3339, UTC
	// Seconds is the time on the wall, CPUSeconds that of all cores.
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpu_seconds"`
	// Exit is the exit status, -1 when the command was stopped; Stopped says why.
	Exit    int    `json:"exit"`
	Stopped string `json:"stopped,omitempty"`
	// Processes are the Pythons of the run; none when the command started none.
	Processes []Process        `json:"processes,omitempty"`
	Hardware  *hardware.Report `json:"hardware,omitempty"`
	// Sources are what was printed and written, by path.
	Sources []Source `json:"sources"`

	// Dir is the run's own folder, MLF_LSP_RUN for hooks; "" for a record that
	// was read from a file. Files lie in Files, below the paths of Sources.
	Dir   string `json:"-"`
	Files string `json:"-"`

	lock bool // it stands for a lock
}

// Process is one Python of a run, as it told itself.
type Process struct {
	Python     string            `json:"python"`
	Executable string            `json:"executable"`
	Packages   map[string]string `json:"packages,omitempty"` // versions of imported packages that compute
	Torch      map[string]any    `json:"torch,omitempty"`
}

// Names of what is no file.
const (
	Stdout = "standard output"
	Stderr = "standard error"
)

// Source is one thing that a run printed or wrote.
type Source struct {
	// Path is relative to the project with slashes, or Stdout or Stderr. What
	// differs from run to run in names (times, identifiers) is replaced.
	Path   string `json:"path"`
	Format string `json:"format"`
	Bytes  int64  `json:"bytes"`
	Digest string `json:"digest"` // SHA-256 of the bytes
	// Note says what was set aside or could not be read.
	Note string `json:"note,omitempty"`
	// Aside counts what was recognised and is not compared, by kind.
	Aside      map[string]int      `json:"aside,omitempty"`
	Quantities []quantity.Quantity `json:"quantities,omitempty"`

	file string // the path as the run wrote it, in Record.Files
}

// readProcesses are those that the hook wrote down, without repetitions.
func readProcesses(dir string) []Process {
	var out []Process
	names, _ := filepath.Glob(filepath.Join(dir, "process-*.json"))
	seen := map[string]bool{}
	var texts []string
	for _, name := range names {
		if text, err := os.ReadFile(name); err == nil && !seen[string(text)] {
			seen[string(text)] = true
			texts = append(texts, string(text))
		}
	}
	slices.Sort(texts)
	for _, text := range texts {
		var p Process
		if json.Unmarshal([]byte(text), &p) == nil {
			out = append(out, p)
		}
	}
	return out
}

// Save writes a record as JSON.
func (r *Record) Save(path string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("the record cannot be written to %s: %w", path, loading.Cause(err))
	}
	return nil
}

// LoadRecord reads a record.
func LoadRecord(path string) (*Record, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the record %s cannot be read: %w", path, loading.Cause(err))
	}
	var r Record
	if err := json.Unmarshal(text, &r); err != nil || r.Schema == 0 || r.Started == "" {
		return nil, fmt.Errorf("%s is no record of mlf-lsp verify; `mlf-lsp verify record` writes them", path)
	}
	if r.Schema > RecordSchema {
		return nil, fmt.Errorf("%s was written by a later version of mlf-lsp (%s); update mlf-lsp", path, r.Version)
	}
	return &r, nil
}

// Title is the command as it would be typed.
func (r *Record) Title() string { return strings.Join(r.Command, " ") }

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
