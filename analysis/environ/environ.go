// Package environ reads the files that surround Python code and decide what it
// runs with: requirements, conda environments, pyproject.toml, lock files,
// setup.cfg and setup.py, Dockerfiles, compose files, MLproject, CI YAML,
// shell scripts and Makefiles. Every reader is pure, tolerates constructs it
// does not know, and keeps exact byte ranges.
package environ

import "slices"

// Kind tells what a file is.
type Kind uint8

const (
	None Kind = iota
	Requirements
	Conda
	Pyproject
	PoetryLock
	UvLock
	Pipfile
	PipfileLock
	CondaLock
	SetupCfg
	SetupPy
	Dockerfile
	Compose
	MLproject
	GitHubWorkflow
	GitLabCI
	OtherCI // CircleCI, Azure, Travis
	Shell
	Makefile
	DotEnv
	PythonVersion
	PdmLock
	PylockToml    // pylock.toml, PEP 751
	CondaExplicit // "conda list --explicit" and "conda list --export" files
	PythonEnv     // MLflow's python_env.yaml
	Notebook      // the magics and shell escapes of a notebook; see ParseNotebook
	Settings      // YAML that programs are configured with
	Apptainer     // definition files of Apptainer and Singularity
)

// Span is a half-open range of bytes in the file.
type Span struct{ Start, End int }

// Strength says how much a pin binds; stronger pins win.
type Strength uint8

const (
	Loose  Strength = iota // no version at all
	Range                  // >=1.0, ~=2.1, conda "=1.2" is a prefix range ==1.2.*
	Exact                  // ==1.2.3
	Locked                 // from a lock file or a fully resolved export
)

// Pin is a requirement on a distribution. Package is normalised as PEP 503
// wants it (lower case, runs of "-_." become "-"); conda's "pytorch" is given
// as "torch", and so on for the known differences between conda and PyPI
// names. Specifier is a PEP 440 specifier set, "" for any version. Specifier is
// also "" where the restriction cannot be said in PEP 440 ("1.2|1.4", a shell
// variable, a Git commit); Strength then still tells that there is one.
type Pin struct {
	Package   string
	Specifier string
	Strength  Strength
	Marker    string   // PEP 508 environment marker, "" for none
	Extras    []string // sorted
	Group     string   // "", "dev", an extra's or dependency group's name
	URL       string   // direct reference or VCS address as written, "" for an index
	Span      Span     // the requirement as written
	Line      int      // 1-based line of Span.Start
}

// Var is an environment variable that a file sets.
type Var struct {
	Name  string
	Value string
	Known bool // Value is literal; false when it comes from an expansion
	// Scope names the part of the file the variable acts on: a Docker build
	// stage (its name, or its number from 0), compose service, CI job ("train")
	// or step ("train/2", from 1), Makefile target; "" is the file.
	// A shell assignment in front of a command ("A=1 python x.py") is in the
	// Command instead.
	Scope string
	// Exported is false for shell variables that child processes do not see.
	Exported bool
	Span     Span
	Line     int
}

// Command is a program that a file starts. Only commands that run Python code
// are kept: "python …", "python3 -m …", "torchrun …", "accelerate launch …",
// "mlflow run", "uv run …", "poetry run …", "srun/mpirun/time/env … python …",
// and console scripts as bare words (Script is then the bare word).
type Command struct {
	// Script is the .py or .ipynb file, or the bare word, as written; "" with
	// Module. Every bare word that is no well-known system tool is kept, since
	// only the linker knows the console scripts of the project.
	Script  string
	Module  string   // with -m
	Args    []string // what follows
	Env     []Var    // assignments in front, and variables of its own scope (inherited ones included)
	Scope   string
	Entry   string // MLproject entry point, compose service, CI job
	WorkDir string // slash path relative to the repository root if known, else ""
	Span    Span
	Line    int
}

// Sets tells whether a variable is set for the command.
func (c *Command) Sets(name string) bool {
	return slices.ContainsFunc(c.Env, func(v Var) bool { return v.Name == name })
}

// ConsoleScript is a declared command: [project.scripts], entry_points.
type ConsoleScript struct {
	Name, Module, Func string
	Span               Span
	Line               int
}

// Image is a base image of a Dockerfile stage, compose service or CI job.
type Image struct {
	Ref   string // as written, ARG expanded where literal
	Stage string
	Span  Span
	Line  int
}

// Param is a parameter that an MLproject entry point declares.
type Param struct {
	Entry, Name, Type, Default string
	HasDefault                 bool
	Used                       bool // the entry point's command has a place for it
	Span                       Span // the whole declaration
	Line                       int
}

// Problem is something in the file that cannot be read as what the file
// claims to be; one clear sentence.
type Problem struct {
	Message string
	Span    Span
	Line    int
}

// File is what one environment file says.
type File struct {
	Path     string
	Kind     Kind
	Pins     []Pin
	Vars     []Var
	Commands []Command
	Scripts  []ConsoleScript
	Images   []Image
	Params   []Param
	Settings []Setting
	Problems []Problem
	// Includes are other files it pulls in (-r, -c, env_file, conda_env,
	// Dockerfile "pip install -r"), relative to this file's folder, as written.
	Includes []string
	// PackageDirs are the folders that hold import roots ("src"), slash paths
	// relative to the file's folder.
	PackageDirs []string
	// RequiresPython is the requires-python specifier or the like.
	RequiresPython string
}
