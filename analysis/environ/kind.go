package environ

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// fixedNames are files known by their whole base name, in lower case.
var fixedNames = map[string]Kind{
	"pyproject.toml":          Pyproject,
	"poetry.lock":             PoetryLock,
	"uv.lock":                 UvLock,
	"pdm.lock":                PdmLock,
	"pipfile":                 Pipfile,
	"pipfile.lock":            PipfileLock,
	"setup.cfg":               SetupCfg,
	"setup.py":                SetupPy,
	"mlproject":               MLproject,
	"python_env.yaml":         PythonEnv,
	"python_env.yml":          PythonEnv,
	".gitlab-ci.yml":          GitLabCI,
	".gitlab-ci.yaml":         GitLabCI,
	".travis.yml":             OtherCI,
	"azure-pipelines.yml":     OtherCI,
	"azure-pipelines.yaml":    OtherCI,
	".python-version":         PythonVersion,
	"runtime.txt":             PythonVersion,
	"makefile":                Makefile,
	"gnumakefile":             Makefile,
	".env":                    DotEnv,
	".envrc":                  Shell,
	"meta.yaml":               None, // conda recipes are build scripts, not environments
	"meta.yml":                None,
	"manifest.in":             None,
	"makefile.in":             None,
	"configure.in":            None,
	"dockerfile.dockerignore": None,
}

// namePatterns are tried in order on the lower-case base name.
var namePatterns = []struct {
	re   *regexp.Regexp
	kind Kind
}{
	{regexp.MustCompile(`^pylock(\.[^.]+)?\.toml$`), PylockToml},
	{regexp.MustCompile(`\.dockerignore$`), None},
	{regexp.MustCompile(`^(dockerfile|containerfile)([-_.].*)?$|\.(dockerfile|containerfile)$`), Dockerfile},
	{regexp.MustCompile(`^(singularity|apptainer)([-_.].*)?$|\.(singularity|apptainer|def)$`), Apptainer},
	{regexp.MustCompile(`^(docker-)?compose([-_.].*)?\.ya?ml$`), Compose},
	{regexp.MustCompile(`^(.*[-_.])?conda-lock(\.[^.]+)?\.ya?ml$`), CondaLock},
	{regexp.MustCompile(`^conda-.*\.lock$|^(explicit|spec-?(file|list)|conda-?(spec|list|explicit|linux|osx|win))([-_.].*)?\.txt$`), CondaExplicit},
	{regexp.MustCompile(`^env(ironment)?s?([-_.].*)?\.ya?ml$|[-_.]env(ironment)?\.ya?ml$|conda.*\.ya?ml$`), Conda},
	{regexp.MustCompile(`(requirement|constraint).*\.(txt|in)$|^(pip-)?(req|reqs|deps)([-_.].*)?\.(txt|in)$`), Requirements},
	{regexp.MustCompile(`^(dev|tests?|docs?|lint|main|base|prod|production|local|ci|app|build|typing|extras|all)\.in$`), Requirements},
	{regexp.MustCompile(`\.(sh|bash|slurm|sbatch)$`), Shell},
	{regexp.MustCompile(`\.(mk|mak|make)$|^makefile\.(am|inc)$`), Makefile},
	{regexp.MustCompile(`^\.env\.(.*[-_.])?(example|sample|template|dist|tmpl)$|\.(example|sample|template)\.env$`), None},
	{regexp.MustCompile(`^\.env\.[^.]+|\.env$`), DotEnv},
}

// requirementFolders hold one requirements file for each purpose.
var requirementFolders = []string{"requirements", "requirement", "reqs", "constraints"}

// condaFolders hold one conda environment for each purpose.
var condaFolders = []string{"envs", "conda", "environments"}

// Recognise tells from a slash path what kind of environment file it names;
// None for every other file. It never looks at the content.
func Recognise(p string) Kind {
	dir, name := path.Split(strings.ToLower(p))
	parent := path.Base(path.Clean("/" + dir))
	if kind, ok := fixedNames[name]; ok {
		return kind
	}
	if kind, ok := recogniseByFolder(dir, parent, name); ok {
		return kind
	}
	for _, pattern := range namePatterns {
		if pattern.re.MatchString(name) {
			return pattern.kind
		}
	}
	return None
}

func recogniseByFolder(dir, parent, name string) (Kind, bool) {
	ext := path.Ext(name)
	yaml := ext == ".yml" || ext == ".yaml"
	slashed := "/" + dir
	switch {
	case yaml && strings.HasSuffix(slashed, "/.github/workflows/"):
		return GitHubWorkflow, true
	case yaml && (strings.HasSuffix(slashed, "/.circleci/") && strings.TrimSuffix(name, ext) == "config"),
		yaml && strings.HasSuffix(slashed, "/.azure-pipelines/"):
		return OtherCI, true
	case yaml && strings.Contains(slashed, "/.gitlab/ci/"):
		return GitLabCI, true
	case (ext == ".txt" || ext == ".in") && slices.Contains(requirementFolders, parent):
		return Requirements, true
	case yaml && slices.Contains(condaFolders, parent):
		return Conda, true
	case yaml && configured(slashed, strings.TrimSuffix(name, ext)):
		return Settings, true
	}
	return None, false
}

// configFolders hold what programs are configured with.
var configFolders = []string{"conf", "confs", "config", "configs", "cfg", "cfgs", "experiments", "hparams"}

// configured tells whether a YAML file is one that programs read, by its folder
// or its name.
func configured(dir, stem string) bool {
	switch stem {
	case "config", "configs", "cfg", "hparams", "default", "defaults", "params", "train", "training", "trainer":
		return true
	}
	return strings.HasPrefix(stem, "config_") || strings.HasSuffix(stem, "_config") || strings.HasSuffix(stem, "_cfg") ||
		slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool { return slices.Contains(configFolders, part) })
}
