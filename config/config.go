// Package config turns defaults, mlf-lsp.yaml, [tool.mlf-lsp] in
// pyproject.toml, editor settings and command-line flags into one resolved,
// validated value.
package config

import "github.com/mlf-core/mlf-lsp/analysis/check"

// Device is the device a project is meant to run on.
type Device string

const (
	DeviceAuto Device = "auto" // decided by the code
	DeviceCPU  Device = "cpu"
	DeviceCUDA Device = "cuda"
)

// Config is the resolved configuration of one folder tree. The zero value is
// not usable; start from Default.
type Config struct {
	// Select and Ignore hold codes (MLF301), family prefixes (MLF3), names
	// (nondeterministic-op) or ids of the ancestor (mlflow-pytorch-3). Select
	// empty means all. The longest match wins; Ignore wins between equals.
	Select, Ignore []string
	// Severity overrides severities by selector.
	Severity map[string]check.Severity
	// Off holds selectors whose severity is "off". It counts as an override:
	// the longest match of Severity and Off together wins.
	Off map[string]bool
	// PerFileIgnores maps glob patterns (doublestar) to selectors.
	PerFileIgnores []PerFile
	// Exclude are glob patterns of paths that are not analysed at all, on top
	// of the built-in defaults unless NoDefaultExcludes.
	Exclude           []string
	NoDefaultExcludes bool
	// EntryPoints are scripts or modules that are programs though nothing says
	// so; slash paths relative to Root.
	EntryPoints []string
	// TestFiles are glob patterns of tests, where families 1xx and 2xx are hints.
	TestFiles []string
	Device    Device
	// Pins are versions that override what the project's files say:
	// distribution name (PEP 503) to PEP 440 version.
	Pins map[string]string
	// Packs are rule packs of the user: slash paths relative to Root.
	Packs []string
	// RequireReasons asks for "-- reason" on suppressions (MLF906).
	RequireReasons bool
	// MaxFileSize is the size in bytes above which a file is not analysed.
	MaxFileSize int64
	FailOn      FailLevel
	Baseline    string // path of a baseline file relative to Root, "" for none

	// Root is the folder that paths in the configuration are relative to.
	Root string
	// Origins says where each key was last set, for messages: "mlf-lsp.yaml:3",
	// "--select" or "default". The entries of severity and pins have origins of
	// their own: "pins.torch".
	Origins map[string]string
}

// PerFile silences selectors for files that match a pattern.
type PerFile struct {
	Pattern   string
	Selectors []string
}

// FailLevel is the severity from which on check exits with 1.
type FailLevel string

const (
	FailOnError   FailLevel = "error"
	FailOnWarning FailLevel = "warning"
	FailOnInfo    FailLevel = "info"
	FailOnNever   FailLevel = "never"
)
