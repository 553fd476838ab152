package environ

import (
	"regexp"
	"strings"
)

// condaNamesOnPyPI are packages that PyPI calls otherwise; everything else has
// the same name in both worlds, or does not matter to the rules.
var condaNamesOnPyPI = map[string]string{
	"pytorch":             "torch",
	"pytorch-cpu":         "torch",
	"pytorch-gpu":         "torch",
	"tensorflow-gpu-base": "tensorflow",
	"tensorflow-base":     "tensorflow",
	"tensorflow-gpu":      "tensorflow",
	"tensorflow-mkl":      "tensorflow",
	"py-xgboost":          "xgboost",
	"py-xgboost-cpu":      "xgboost",
	"py-xgboost-gpu":      "xgboost",
	"py-opencv":           "opencv-python",
	"opencv":              "opencv-python",
	"msgpack-python":      "msgpack",
	"pytables":            "tables",
	"faiss":               "faiss-cpu",
	"jaxlib-cuda":         "jaxlib",
	"dask-core":           "dask",
	"matplotlib-base":     "matplotlib",
	"ray-core":            "ray",
	"ray-default":         "ray",
	"huggingface-hub":     "huggingface-hub",
	"pytorch-geometric":   "torch-geometric",
	"pyg":                 "torch-geometric",
	"ignite":              "pytorch-ignite",
	"cupy-core":           "cupy",
}

func pypiName(conda string) string {
	name := NormaliseName(conda)
	if other, ok := condaNamesOnPyPI[name]; ok {
		return other
	}
	return name
}

var (
	condaHead     = regexp.MustCompile(`^(?:([^\s:\[\]=<>!~]+(?:/[^\s:]+)?)::?(?:[^\s:]*:)?)?([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*`)
	condaBracket  = regexp.MustCompile(`\[([^\]]*)\]\s*$`)
	bracketPair   = regexp.MustCompile(`([a-z_]+)\s*=\s*(?:'([^']*)'|"([^"]*)"|([^,\s]+))`)
	condaFileSpec = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9_.-]*?)-([^-/]+)-([^-/]+)\.(?:tar\.bz2|conda)$`)
)

// addCondaSpec keeps a conda match specification ("conda-forge::numpy>=1.2",
// "pytorch=1.9=py3.9_cuda11", "scipy 1.7.*").
func (b *builder) addCondaSpec(m mapped, locked bool) {
	m = m.trim()
	if m.text == "" || m.text[0] == '@' || strings.HasPrefix(m.text, "__") { // explicit and virtual packages
		return
	}
	at := m.span(0, len(m.text))
	if strings.Contains(m.text, "://") {
		b.addCondaURL(m.text, at)
		return
	}
	head := condaHead.FindStringSubmatch(m.text)
	if head == nil {
		b.problem(at, "The conda dependency %q does not begin with the name of a package.", clip(m.text))
		return
	}
	pin := Pin{Package: pypiName(head[2]), Span: at}
	pin.Specifier, pin.Strength = condaVersion(m.text[len(head[0]):])
	if locked && pin.Strength == Exact {
		pin.Strength = Locked
	}
	b.addPin(pin)
}

// condaVersion turns what follows the name into PEP 440.
func condaVersion(rest string) (string, Strength) {
	if bracket := condaBracket.FindStringSubmatchIndex(rest); bracket != nil {
		for _, pair := range bracketPair.FindAllStringSubmatch(rest[bracket[2]:bracket[3]], -1) {
			if pair[1] == "version" {
				return condaVersion(" " + pair[2] + pair[3] + pair[4])
			}
		}
		rest = rest[:bracket[0]]
	}
	rest = strings.TrimSpace(rest)
	if rest == "" || rest == "*" {
		return "", Loose
	}
	if strings.ContainsAny(rest[:1], "<>!~=") {
		return condaOperator(rest)
	}
	version, _, _ := strings.Cut(rest, " ") // "1.2.3 build"
	version, _, _ = strings.Cut(version, "=")
	return condaBare(version)
}

// condaOperator reads "=1.2", "=1.2=build", "==1.2", ">=1,<2".
func condaOperator(rest string) (string, Strength) {
	if strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") {
		version, build, built := strings.Cut(strings.TrimSpace(rest[1:]), "=")
		if !built {
			version, build, built = strings.Cut(version, " ")
		}
		if strings.ContainsAny(version, "|,<>") {
			return condaBare(version)
		}
		if built && strings.TrimSpace(build) != "" && !strings.Contains(version, "*") {
			return exactly(version)
		}
		return condaFuzzy(version)
	}
	operator := rest[:len(rest)-len(strings.TrimLeft(rest, "<>=!~"))]
	body := strings.TrimSpace(rest[len(operator):])
	if cut := strings.IndexByte(body, ' '); cut >= 0 && !strings.ContainsAny(body[cut:], "<>=!~") {
		body = body[:cut] // a build string
	}
	if operator == "==" {
		body, _, _ = strings.Cut(body, "=")
	}
	return condaClauses(operator + body)
}

// condaFuzzy reads the version of "name=version". That is a prefix, but below
// three numbers releases hardly ever differ, so it counts as exact from there.
func condaFuzzy(version string) (string, Strength) {
	version = strings.TrimSpace(version)
	if strings.HasSuffix(version, "*") {
		return prefixed(strings.TrimSuffix(strings.TrimSuffix(version, "*"), "."))
	}
	if len(strings.Split(version, ".")) >= 3 {
		return exactly(version)
	}
	return prefixed(version)
}

// condaBare reads a version without an operator in front: exact, or a pattern.
func condaBare(version string) (string, Strength) {
	switch {
	case strings.Contains(version, "|"):
		return "", Range
	case strings.ContainsAny(version, "<>,"):
		return condaClauses(version)
	case version == "*":
		return "", Loose
	case strings.HasSuffix(version, "*"):
		return prefixed(strings.TrimSuffix(strings.TrimSuffix(version, "*"), "."))
	}
	return exactly(version)
}

func condaClauses(text string) (string, Strength) {
	if strings.Contains(text, "|") {
		return "", Range
	}
	var clauses []string
	strength := Range
	for _, clause := range strings.Split(text, ",") {
		clause = strings.TrimSpace(clause)
		specifier, s := clause, Range
		switch {
		case clause == "" || clause == "*":
			continue
		case !strings.ContainsAny(clause[:1], "<>=!~"):
			specifier, s = condaBare(clause)
		case strings.HasPrefix(clause, "=") && !strings.HasPrefix(clause, "=="):
			specifier, s = condaFuzzy(clause[1:])
		}
		if specifier == "" {
			return "", s
		}
		clauses = append(clauses, specifier)
		strength = max(strength, s)
	}
	if len(clauses) == 0 {
		return "", Loose
	}
	specifier, s, err := readSpecifier(strings.Join(clauses, ","))
	if err != nil {
		return "", strength
	}
	return specifier, s
}

// addCondaURL reads a line of an explicit file: the address of a package.
func (b *builder) addCondaURL(address string, at Span) {
	plain, _, _ := strings.Cut(address, "#")
	base := plain[strings.LastIndexByte(plain, '/')+1:]
	match := condaFileSpec.FindStringSubmatch(base)
	if match == nil {
		return
	}
	pin := Pin{Package: pypiName(match[1]), URL: address, Span: at, Strength: Locked}
	pin.Specifier, _ = exactly(match[2])
	b.addPin(pin)
}

// readCondaExplicit reads "conda list --explicit" and "conda list --export".
func readCondaExplicit(b *builder) {
	for _, line := range b.physicalLines() {
		line = line.trim()
		if line.text == "" || line.text[0] == '#' || line.text[0] == '@' {
			continue
		}
		if name, rest, ok := strings.Cut(line.text, "="); ok && strings.HasSuffix(rest, "=pypi_0") {
			pin := Pin{Package: NormaliseName(name), Span: line.span(0, len(line.text)), Strength: Locked}
			pin.Specifier, _ = exactly(strings.TrimSuffix(rest, "=pypi_0"))
			b.addPin(pin)
			continue
		}
		b.addCondaSpec(line, true)
	}
}
