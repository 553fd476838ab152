package environ

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// What a file may cost. Real files stay far below; beyond, the file is refused
// or cut with a Problem rather than read slowly.
const (
	maxLockBytes = 16 << 20 // lock files
	maxFileBytes = 2 << 20  // everything people write by hand
	maxCommands  = 1000     // commands of one file
	maxEnv       = 200      // variables of one command
	maxProblems  = 50       // problems of one file
)

type reader func(b *builder)

var readers = map[Kind]reader{
	Requirements:   readRequirements,
	Conda:          readConda,
	Pyproject:      readPyproject,
	PoetryLock:     readPoetryLock,
	UvLock:         readUvLock,
	PdmLock:        readPdmLock,
	PylockToml:     readPylock,
	Pipfile:        readPipfile,
	PipfileLock:    readPipfileLock,
	CondaLock:      readCondaLock,
	CondaExplicit:  readCondaExplicit,
	SetupCfg:       readSetupCfg,
	SetupPy:        readSetupPy,
	Dockerfile:     readDockerfile,
	Compose:        readCompose,
	MLproject:      readMLproject,
	PythonEnv:      readPythonEnv,
	GitHubWorkflow: readGitHub,
	GitLabCI:       readGitLab,
	OtherCI:        readOtherCI,
	Shell:          readShellFile,
	Makefile:       readMakefile,
	DotEnv:         readDotEnv,
	PythonVersion:  readPythonVersion,
	Settings:       readSettings,
	Apptainer:      readApptainer,
}

// Parse reads one environment file. The path is a slash path, relative to the
// repository root if that is known; it decides how the text is read, as
// Recognise says. The answer is never nil: what cannot be read is told in
// Problems, and a path of no known kind gives an empty File of kind None.
// Everything in it is ordered by place in the file.
func Parse(path string, text string) *File {
	b := newBuilder(path, text)
	read, ok := readers[b.file.Kind]
	if !ok || !b.acceptable() {
		return b.file
	}
	b.guarded(read)
	b.finish()
	return b.file
}

// guarded keeps a defect of a reader or of a library beneath it from ending
// the program: what was read until then is kept.
func (b *builder) guarded(read reader) {
	defer func() {
		if r := recover(); r != nil {
			b.problem(Span{}, "This file could not be read to its end (%v); simplify it, or report it with the file attached.", r)
		}
	}()
	read(b)
}

// acceptable refuses what is no text, or too much of it.
func (b *builder) acceptable() bool {
	text := b.text
	limit := maxFileBytes
	switch b.file.Kind {
	case PoetryLock, UvLock, PdmLock, PylockToml, PipfileLock, CondaLock, Requirements, CondaExplicit:
		limit = maxLockBytes
	}
	switch {
	case len(text) > limit:
		b.problem(Span{}, "This file is larger than %d MiB and is not read; is it what its name says?", limit>>20)
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		b.problem(Span{}, "This file is encoded in UTF-16; save it as UTF-8.")
	case strings.IndexByte(text, 0) >= 0:
		at := strings.IndexByte(text, 0)
		b.problem(Span{at, at + 1}, "This file holds binary bytes; it must be plain UTF-8 text.")
	case !utf8.ValidString(text):
		at := invalidUTF8(text)
		b.problem(Span{at, at + 1}, "This file is not valid UTF-8 here; save it as UTF-8.")
	default:
		return true
	}
	return false
}

func invalidUTF8(text string) int {
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return i
		}
	}
	return 0
}

// builder collects what a reader finds.
type builder struct {
	file  *File
	text  string
	start int   // bytes of a byte order mark
	lines []int // offsets of line starts
}

func newBuilder(path, text string) *builder {
	b := &builder{file: &File{Path: path, Kind: Recognise(path)}, text: text}
	if b.file.Kind == None {
		return b
	}
	if strings.HasPrefix(text, "\ufeff") {
		b.start = len("\ufeff")
	}
	b.lines = lineStarts(text)
	return b
}

// lineStarts counts "\n", "\r\n" and a lone "\r" as the end of a line.
func lineStarts(text string) []int {
	starts := []int{0}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// line gives the 1-based line of an offset.
func (b *builder) line(offset int) int {
	at, found := slices.BinarySearch(b.lines, offset)
	if found {
		return at + 1
	}
	return at
}

func (b *builder) problem(at Span, format string, args ...any) {
	if len(b.file.Problems) >= maxProblems {
		return
	}
	at = b.clamp(at)
	b.file.Problems = append(b.file.Problems, Problem{Message: fmt.Sprintf(format, args...), Span: at, Line: b.line(at.Start)})
}

func (b *builder) clamp(at Span) Span {
	at.Start = min(max(at.Start, 0), len(b.text))
	at.End = min(max(at.End, at.Start), len(b.text))
	return at
}

// addPin keeps a pin; one without a name says nothing and is dropped.
func (b *builder) addPin(pin Pin) {
	if pin.Package == "" {
		return
	}
	pin.Span = b.clamp(pin.Span)
	pin.Line = b.line(pin.Span.Start)
	b.file.Pins = append(b.file.Pins, pin)
}

func (b *builder) addVar(v Var) Var {
	v.Span = b.clamp(v.Span)
	v.Line = b.line(v.Span.Start)
	b.file.Vars = append(b.file.Vars, v)
	return v
}

func (b *builder) addCommand(c Command) {
	if len(b.file.Commands) == maxCommands {
		b.problem(c.Span, "This file starts more than %d commands; those from here on are not read.", maxCommands)
		b.file.Commands = append(b.file.Commands, Command{})
	}
	if len(b.file.Commands) > maxCommands {
		return
	}
	c.Span = b.clamp(c.Span)
	c.Line = b.line(c.Span.Start)
	b.file.Commands = append(b.file.Commands, c)
}

func (b *builder) addImage(ref, stage string, at Span) {
	if ref == "" {
		return
	}
	at = b.clamp(at)
	b.file.Images = append(b.file.Images, Image{Ref: ref, Stage: stage, Span: at, Line: b.line(at.Start)})
}

func (b *builder) addScript(name, target string, at Span) {
	target, _, _ = strings.Cut(target, "[") // extras of an entry point
	module, function, _ := strings.Cut(strings.TrimSpace(target), ":")
	if name = strings.TrimSpace(name); name == "" || module == "" {
		return
	}
	at = b.clamp(at)
	b.file.Scripts = append(b.file.Scripts, ConsoleScript{
		Name: name, Module: strings.TrimSpace(module), Func: strings.TrimSpace(function), Span: at, Line: b.line(at.Start),
	})
}

func (b *builder) include(name string) {
	name = strings.TrimSpace(name)
	if name == "" || slices.Contains(b.file.Includes, name) {
		return
	}
	b.file.Includes = append(b.file.Includes, name)
}

func (b *builder) packageDir(dir string) {
	dir = strings.Trim(strings.TrimPrefix(strings.TrimSpace(dir), "./"), "/")
	if dir == "" {
		dir = "."
	}
	if !slices.Contains(b.file.PackageDirs, dir) {
		b.file.PackageDirs = append(b.file.PackageDirs, dir)
	}
}

// finish puts everything in the order of the file.
func (b *builder) finish() {
	f := b.file
	if len(f.Commands) > maxCommands {
		f.Commands = f.Commands[:maxCommands]
	}
	slices.SortStableFunc(f.Pins, func(x, y Pin) int { return bySpan(x.Span, y.Span) })
	slices.SortStableFunc(f.Vars, func(x, y Var) int { return bySpan(x.Span, y.Span) })
	slices.SortStableFunc(f.Commands, func(x, y Command) int { return bySpan(x.Span, y.Span) })
	slices.SortStableFunc(f.Scripts, func(x, y ConsoleScript) int { return bySpan(x.Span, y.Span) })
	slices.SortStableFunc(f.Images, func(x, y Image) int { return bySpan(x.Span, y.Span) })
	slices.SortStableFunc(f.Problems, func(x, y Problem) int { return bySpan(x.Span, y.Span) })
}

func bySpan(x, y Span) int {
	return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
}
