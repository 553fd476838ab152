package check

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/rules"
)

var conflictingPins = register(&Rule{
	Meta: Meta{
		Code: "MLF604", Name: "conflicting-pins", Severity: Warning,
		Summary: "the environment files disagree on the version of a framework",
	},
	Run: runConflictingPins,
})

func runConflictingPins(p *Pass) {
	for _, lib := range p.importedLibraries() {
		for _, names := range sameVersions(lib) {
			p.conflicts(lib, names)
		}
	}
	p.imageConflicts()
	p.cudaConflicts()
}

// sameVersions are the distributions of a library by their numbering: gym and
// gymnasium, jax and jaxlib count on their own.
func sameVersions(lib *rules.Library) [][]string {
	switch lib.Name {
	case "torch", "tensorflow", "xgboost", "lightning":
		return [][]string{namesOf(lib)}
	}
	var out [][]string
	for _, n := range namesOf(lib) {
		out = append(out, []string{n})
	}
	return out
}

// conflicts reports the files of a project of which no pins of a distribution
// can hold together.
func (p *Pass) conflicts(lib *rules.Library, names []string) {
	byFile := map[*environ.File][]placedPin{}
	var files []*environ.File
	for _, pin := range p.requirements(names, "") {
		if pin.Specifier == "" || pin.Marker != "" || pin.Group != "" || !describes(pin.file) {
			continue
		}
		if byFile[pin.file] == nil {
			files = append(files, pin.file)
		}
		byFile[pin.file] = append(byFile[pin.file], pin)
	}
	reported := map[*environ.File]bool{}
	for i, a := range files {
		if x, y, ok := contradiction(lib, byFile[a]); ok {
			p.Report(p.conflictFinding(lib, x, y))
			reported[a] = true
		}
		for _, b := range files[i+1:] {
			if !together(a, b) || agree(lib, byFile[a], byFile[b]) {
				continue
			}
			x, y := byFile[a][0], byFile[b][0]
			if x.Strength < y.Strength || x.Strength == y.Strength && authority(x.file) > authority(y.file) {
				x, y = y, x // y is the one to mend
			}
			if !reported[y.file] {
				reported[y.file] = true
				p.Report(p.conflictFinding(lib, x, y))
			}
		}
	}
}

// describes tells whether a file says what an environment holds, and not what
// somebody may install by hand.
func describes(f *environ.File) bool {
	switch f.Kind {
	case environ.Shell, environ.Makefile, environ.Notebook, environ.DotEnv, environ.Compose:
		return false
	}
	return true
}

// contradiction finds two pins of one file that exclude each other. Lock files and
// Dockerfiles with stages hold several environments.
func contradiction(lib *rules.Library, pins []placedPin) (x, y placedPin, ok bool) {
	switch pins[0].file.Kind {
	case environ.Requirements, environ.Conda, environ.Pyproject, environ.SetupCfg, environ.SetupPy:
	default:
		return x, y, false
	}
	for i, a := range pins {
		for _, b := range pins[i+1:] {
			if a.Strength != environ.Locked && !compatible(lib, a.Specifier, b.Specifier) {
				return a, b, true
			}
		}
	}
	return x, y, false
}

// variants are parts of the names of files that stand for a choice of several.
var variants = regexp.MustCompile(`(?i)(^|[-_.])(cpu|gpu|cuda?\d*|cu\d+|rocm\d*|mps|mac(os)?|osx|win(dows)?|linux|arm(64)?|aarch64|min(imal|imum)?|low(est)?|legacy|old|latest|next|test(s|ing)?|dev(el(op(ment)?)?)?|docs?|lint|ci|tf\d*|tensorflow\d*|torch\d*|pt\d*|py\d+|v?\d+(\.\d+)*|tpu|jetson|colab)([-_.]|$)`)

// together tells whether two files are about one environment.
func together(a, b *environ.File) bool {
	if slices.Contains(b.Includes, path.Base(a.Path)) || slices.Contains(a.Includes, path.Base(b.Path)) {
		return path.Dir(a.Path) == path.Dir(b.Path) || projectDir(a) == projectDir(b)
	}
	if projectDir(a) != projectDir(b) {
		return false
	}
	if a.Kind == b.Kind {
		return stem(a) == stem(b) // requirements.in and requirements.txt
	}
	return !variants.MatchString(stem(a)) && !variants.MatchString(stem(b))
}

// stem is the name of a file without its extension; Dockerfiles have none.
func stem(f *environ.File) string {
	base := path.Base(f.Path)
	if f.Kind == environ.Dockerfile || strings.HasPrefix(base, ".") {
		return base
	}
	return strings.TrimSuffix(base, path.Ext(base))
}

// agree tells whether some pin of one file holds together with one of the other.
func agree(lib *rules.Library, x, y []placedPin) bool {
	for _, a := range x {
		for _, b := range y {
			if compatible(lib, a.Specifier, b.Specifier) {
				return true
			}
		}
	}
	return false
}

// localPart is the build of a version: the "+cu118" of 2.1.0+cu118.
var localPart = regexp.MustCompile(`\+[A-Za-z0-9._]+`)

func compatible(lib *rules.Library, a, b string) bool {
	v := lib.Admit([]string{localPart.ReplaceAllString(a, ""), localPart.ReplaceAllString(b, "")}, "")
	return !v.Conflict
}

// authority ranks files by how directly they decide what is installed.
func authority(f *environ.File) int {
	switch f.Kind {
	case environ.Conda:
		return 0
	case environ.Requirements:
		return 1
	case environ.Dockerfile:
		return 2
	}
	return 3
}

func (p *Pass) conflictFinding(lib *rules.Library, first, second placedPin) Finding {
	where := "in line " + strconv.Itoa(first.Line)
	if first.file != second.file {
		where = "in " + first.file.Path + ":" + strconv.Itoa(first.Line)
	}
	return Finding{
		Place: second.place(), Severity: Warning, Symbol: lib.Name, Key: "pins " + lib.Name + " " + first.file.Path,
		Message: second.written() + " contradicts " + first.written() + " " + where + ": which release a run gets depends on the file that its environment was made from",
		Why:     "No release satisfies both. Results made from one file cannot be repeated from the other, since releases compute other numbers.",
		Help:    "Pin one release in both files, or let one of them include the other.",
		Related: []Related{{first.place(), "the other requirement is here"}},
	}
}

// imageConflicts compares the images of frameworks with what is pinned.
func (p *Pass) imageConflicts() {
	for _, f := range p.Env.Files {
		if f.Kind != environ.Dockerfile || variants.MatchString(stem(f)) {
			continue
		}
		for _, image := range f.Images {
			name, specifier, ok := image.Framework()
			lib := p.KB.LibraryOf(name)
			if !ok || lib == nil || !p.imports(lib) {
				continue
			}
			release := strings.TrimSuffix(strings.TrimPrefix(specifier, "=="), ".*")
			if pin, ok := p.against(f, lib, specifier); ok {
				p.Report(Finding{
					Place: filePlace(f, image.Span), Severity: Warning, Symbol: lib.Name, Key: "image " + lib.Name + " " + pin.file.Path,
					Message: "the image brings " + lib.Name + " " + release + ", and " + pin.file.Path + ":" + strconv.Itoa(pin.Line) + " asks for " + pin.written() + ": a run in the image and one outside of it use different releases, unless the image is installed over",
					Why:     "The image holds a build of the framework with its own CUDA and cuDNN. A requirement that contradicts it is either ignored, or replaces that build by another.",
					Help:    "Take the image of the pinned release, or pin the release of the image.",
					Related: []Related{{pin.place(), "the requirement is here"}},
				})
			}
		}
	}
}

// against finds a pin that an image's release does not satisfy.
func (p *Pass) against(f *environ.File, lib *rules.Library, specifier string) (placedPin, bool) {
	var bad []placedPin
	for _, pin := range p.requirements(namesOf(lib), "") {
		if pin.Specifier == "" || pin.Marker != "" || pin.Group != "" || !describes(pin.file) || pin.file != f && !together(f, pin.file) {
			continue
		}
		if compatible(lib, pin.Specifier, specifier) {
			return placedPin{}, false
		}
		bad = append(bad, pin)
	}
	if len(bad) == 0 {
		return placedPin{}, false
	}
	return bad[0], true
}

// cudaOf is a place that names a release of CUDA, as 12.1.
type cudaOf struct {
	file    *environ.File
	span    environ.Span
	line    int
	release string
	what    string
	image   bool
}

var (
	imageCUDA = regexp.MustCompile(`(?i)cuda[:-]?(\d+)\.(\d+)`)
	buildCUDA = regexp.MustCompile(`\+cu(\d{2,3})`)
	condaCUDA = regexp.MustCompile(`^==(\d+)(?:\.(\d+))?`)
)

// cudaConflicts compares the releases of CUDA that images and builds of
// frameworks bring: another major release in one environment is a mistake.
func (p *Pass) cudaConflicts() {
	if len(p.runs()) == 0 {
		return
	}
	all := p.cudaReleases()
	slices.SortStableFunc(all, func(a, b cudaOf) int {
		if a.image != b.image {
			if a.image {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.file.Path, b.file.Path)
	})
	reported := map[*environ.File]bool{}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if major(a.release) == major(b.release) || reported[b.file] || a.file != b.file && !together(a.file, b.file) || a.image && b.image {
				continue
			}
			reported[b.file] = true
			p.Report(Finding{
				Place: filePlace(b.file, b.span), Severity: Warning, Symbol: "CUDA", Key: "cuda " + a.file.Path,
				Message: b.what + " is a build for CUDA " + b.release + ", and " + a.what + " (" + a.file.Path + ":" + strconv.Itoa(a.line) + ") brings CUDA " + a.release + ": extensions are compiled against one and run with the other",
				Why:     "A framework's build carries the libraries of one major release of CUDA. The toolkit of another one beside it is used for what is compiled in the image, which then fails, or links other kernels.",
				Help:    "Choose the build of the framework for the CUDA of the image, or the other way round.",
				Related: []Related{{filePlace(a.file, a.span), "CUDA " + a.release + " is named here"}},
			})
		}
	}
}

func (p *Pass) cudaReleases() (out []cudaOf) {
	for _, f := range p.Env.Files {
		if !describes(f) || isCI(f) || variants.MatchString(stem(f)) {
			continue
		}
		if f.Kind == environ.Dockerfile && len(f.Images) == 1 { // one of several stages may have nothing to do with the rest
			image := f.Images[0]
			if m := imageCUDA.FindStringSubmatch(image.Ref); m != nil {
				out = append(out, cudaOf{f, image.Span, image.Line, m[1] + "." + m[2], image.Ref, true})
			}
		}
		for _, pin := range f.Pins {
			if pin.Marker != "" || pin.Group != "" {
				continue
			}
			if m := buildCUDA.FindStringSubmatch(pin.Specifier); m != nil {
				out = append(out, cudaOf{f, pin.Span, pin.Line, m[1][:len(m[1])-1] + "." + m[1][len(m[1])-1:], pin.Package + pin.Specifier, false})
				continue
			}
			switch pin.Package {
			case "pytorch-cuda", "cudatoolkit", "cuda-toolkit":
				if m := condaCUDA.FindStringSubmatch(pin.Specifier); m != nil {
					out = append(out, cudaOf{f, pin.Span, pin.Line, strings.TrimSuffix(m[1]+"."+m[2], "."), pin.Package + " " + strings.TrimPrefix(pin.Specifier, "=="), false})
				}
			}
		}
	}
	return out
}

func major(release string) string {
	m, _, _ := strings.Cut(release, ".")
	return m
}
