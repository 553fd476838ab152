package existing

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// Requirement is a distribution that the program imports.
type Requirement struct {
	Name      string
	Specifier string // as PEP 440 has it, "" for any
	From      string // where the version is from, for people
}

//go:embed stdlib.txt
var stdlib string

// distributions are those that are called otherwise than their modules, besides
// what the knowledge base has.
var distributions = map[string]string{
	"cv2": "opencv-python", "PIL": "pillow", "yaml": "pyyaml", "skimage": "scikit-image", "sklearn": "scikit-learn", "dotenv": "python-dotenv",
	"bs4": "beautifulsoup4", "Bio": "biopython", "hydra": "hydra-core", "attr": "attrs", "dateutil": "python-dateutil", "git": "gitpython",
	"mpl_toolkits": "matplotlib", "pylab": "matplotlib", "umap": "umap-learn", "OpenSSL": "pyopenssl", "serial": "pyserial", "usb": "pyusb",
	"Crypto": "pycryptodome", "jwt": "pyjwt", "tensorboardX": "tensorboardx", "google": "protobuf", "pkg_resources": "setuptools",
	"community": "python-louvain", "cairo": "pycairo", "magic": "python-magic", "SimpleITK": "simpleitk", "osgeo": "gdal",
}

// requirements are the distributions of what the program's files import, with
// the versions that the files around it pin.
func requirements(p *project.Program, r *project.Run, reached map[string]bool) []Requirement {
	standard := strings.Fields(stdlib)
	own := map[string]bool{}
	for _, m := range p.Modules {
		for part := range strings.SplitSeq(strings.TrimSuffix(m.Path, ".py"), "/") {
			own[part] = true
		}
	}
	byName := map[string]Requirement{}
	for _, m := range p.Modules {
		if !reached[m.Path] {
			continue
		}
		for _, u := range m.All {
			for i := range u.Values {
				v := &u.Values[i]
				if v.Op != facts.OpModule && (v.Op != facts.OpImport || v.Index != 0) || v.Str == "" {
					continue
				}
				top, _, _ := strings.Cut(v.Str, ".")
				if top == "" || slices.Contains(standard, top) || strings.HasPrefix(top, "_") || own[top] && p.KB.Library(top) == nil {
					continue
				}
				x := requirement(p, v.Str, top)
				byName[x.Name] = x
			}
		}
	}
	out := make([]Requirement, 0, len(byName))
	for _, x := range byName {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Requirement) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// requirement is the distribution of a module.
func requirement(p *project.Program, module, top string) Requirement {
	names := []string{environ.NormaliseName(top)}
	if d, ok := distributions[top]; ok {
		names = []string{d}
	}
	lib := p.KB.Library(module)
	if lib != nil {
		names = append([]string{environ.NormaliseName(lib.Name)}, lib.Distributions...)
		if d := environ.NormaliseName(top); slices.Contains(names, d) {
			names = append([]string{d}, names...)
		}
	}
	var best *environ.Pin
	where := ""
	for _, f := range p.Env.Files {
		for i := range f.Pins {
			pin := &f.Pins[i]
			if slices.Contains(names, pin.Package) && pin.Group == "" && (best == nil || pin.Strength > best.Strength) {
				best, where = pin, f.Path
			}
		}
	}
	switch {
	case best != nil && best.Specifier != "":
		return Requirement{best.Package, exact(best.Specifier), where}
	case lib != nil && len(lib.Releases) > 0:
		return Requirement{names[0], "==" + lib.Releases[len(lib.Releases)-1], "the newest that mlf-lsp knows; nothing pinned it"}
	}
	return Requirement{names[0], "", "nothing pinned it"}
}

// exact makes a pin of conda's package=1.2.3, which is ==1.2.3.* in PEP 440.
func exact(specifier string) string {
	if rest, ok := strings.CutPrefix(specifier, "=="); ok && strings.HasSuffix(rest, ".*") && strings.Count(rest, ".") >= 3 {
		return "==" + strings.TrimSuffix(rest, ".*")
	}
	return specifier
}
