package environ

import (
	"regexp"
	"slices"
	"strings"
)

var pipValues = []string{
	"-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "--platform", "--python-version",
	"--root", "--prefix", "-b", "--build", "--src", "--upgrade-strategy", "--progress-bar", "--timeout", "--retries", "--proxy",
	"--cache-dir", "--log", "--trusted-host", "--no-binary", "--only-binary", "--abi", "--implementation", "-C",
	"--config-settings", "--global-option", "--install-option", "-p", "--python", "--index", "--default-index", "--index-strategy",
	"--torch-backend", "--exclude-newer", "--extra", "--group", "-G", "--optional", "--source", "-P", "--upgrade-package",
	"--prerelease", "--resolution", "--link-mode", "--report", "--cert", "--client-cert", "--exists-action", "--package",
}

// pip reads the arguments of "pip install".
func (c *commandReader) pip(words []shellWord) {
	words = skipOptions(words, pipValues)
	if len(words) == 0 || words[0].text != "install" {
		return
	}
	c.requirements(words[1:], c.s.b.addInstalled)
}

// requirements walks over arguments of an installer: options, includes, names.
func (c *commandReader) requirements(words []shellWord, add func(shellWord)) {
	for i := 0; i < len(words); i++ {
		text := words[i].text
		name, value, joined := strings.Cut(text, "=")
		next := i + 1
		switch {
		case text == "--":
		case includeOptions[text] && next < len(words):
			c.include(words[next])
			i++
		case joined && includeOptions[name]:
			c.s.includeFile(value)
		case len(text) > 2 && (strings.HasPrefix(text, "-r") || strings.HasPrefix(text, "-c")) && text[2] != '-':
			c.s.includeFile(text[2:])
		case (text == "-e" || text == "--editable") && next < len(words):
			add(words[next])
			i++
		case slices.Contains(pipValues, text):
			i++
		case strings.HasPrefix(text, "-"):
		default:
			add(words[i])
		}
	}
}

var includeOptions = map[string]bool{
	"-r": true, "--requirement": true, "--requirements": true, "-c": true, "--constraint": true, "--constraints": true,
}

func (c *commandReader) include(w shellWord) {
	if w.known {
		c.s.includeFile(w.text)
	}
}

func (s *shellState) includeFile(name string) {
	if strings.Contains(name, "://") || strings.ContainsAny(name, "$`") {
		return
	}
	if s.resolve != nil {
		name = s.resolve(name)
	}
	s.b.include(name)
}

var knownHead = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?\s*(===?|~=|>=|<=|>|<|!=|=|$)`)

// addInstalled keeps a requirement given on a command line.
func (b *builder) addInstalled(w shellWord) {
	text := w.body
	if w.known && !strings.ContainsAny(text.text, "{}*") {
		if looksLikeAddress(text.text) || strings.HasPrefix(text.text, ".[") {
			if pin, ok := parseAddress(text.text); ok {
				pin.Span = text.span(0, len(text.text))
				b.addPin(pin)
			}
			return
		}
		pin, err := ParseRequirement(text.text)
		if err == nil {
			pin.Span = text.span(0, len(text.text))
			b.addPin(pin)
			return
		}
	}
	b.addPartly(text, text.span(0, len(text.text)))
}

// addPartly keeps the name of a requirement whose version is an expansion.
func (b *builder) addPartly(text mapped, at Span) {
	head := knownHead.FindStringSubmatch(text.text)
	if head == nil {
		return
	}
	pin := Pin{Package: NormaliseName(head[1]), Extras: splitExtras(strings.Trim(head[2], "[]")), Span: at, Strength: Range}
	switch head[3] {
	case "==", "===", "=":
		pin.Strength = Exact
	}
	if !strings.HasSuffix(text.text, "*") || pin.Strength != Exact {
		b.addPin(pin)
		return
	}
	if spec, _, err := readSpecifier(text.text[len(head[0])-len(head[3]):]); err == nil {
		pin.Specifier, pin.Strength = spec, Range
		b.addPin(pin)
	}
}

// manager reads uv, poetry, pipenv, pdm, hatch: "run" and "add".
func (c *commandReader) manager(name string, words []shellWord) {
	words = skipOptions(words, []string{"--directory", "-C", "--project", "-p", "--manifest-path", "-e"})
	if len(words) == 0 {
		return
	}
	verb, rest := words[0].text, words[1:]
	switch {
	case verb == "run":
		c.managedRun(name, rest)
	case name == "uv" && verb == "pip":
		c.pip(rest)
	case verb == "add" && name == "poetry":
		c.requirements(rest, c.s.b.addPoetryArgument)
	case verb == "add", name == "pipenv" && verb == "install":
		c.requirements(rest, c.s.b.addInstalled)
	}
}

var runValues = []string{
	"--with", "--with-requirements", "--with-editable", "--extra", "--group", "--no-group", "--only-group", "-p", "--python",
	"--env-file", "--package", "--project", "--directory", "--index", "--default-index", "-e", "--environment", "--manifest-path", "-v",
}

func (c *commandReader) managedRun(name string, words []shellWord) {
	for i, w := range words {
		if w.text == "-m" || w.text == "--module" {
			c.python(words[i:])
			return
		}
		if !strings.HasPrefix(w.text, "-") {
			break
		}
	}
	words = skipOptions(words, runValues)
	if name == "hatch" && len(words) > 0 {
		if _, task, ok := strings.Cut(words[0].text, ":"); ok {
			words[0].text = task
		}
	}
	c.read(words)
}

// addPoetryArgument reads "torch@^2.1", "torch==2.1" and "torch@latest".
func (b *builder) addPoetryArgument(w shellWord) {
	name, constraint, ok := strings.Cut(w.text, "@")
	if !ok || !w.known || strings.Contains(w.text, "://") || strings.Contains(w.text, "git+") {
		b.addInstalled(w)
		return
	}
	pin, err := ParseRequirement(name)
	if err != nil {
		return
	}
	pin.Specifier, pin.Strength = poetryConstraint(constraint)
	pin.Span = w.body.span(0, len(w.text))
	b.addPin(pin)
}

var condaValues = []string{
	"-n", "--name", "-p", "--prefix", "-c", "--channel", "--solver", "--experimental-solver", "--platform", "--subdir",
	"-r", "--root-prefix", "--cwd", "--repodata-fn", "--clone", "--revision",
}

// conda reads install, create, env create and run.
func (c *commandReader) conda(words []shellWord) {
	words = skipOptions(words, condaValues)
	if len(words) > 0 && words[0].text == "env" {
		words = words[1:]
	}
	if len(words) == 0 {
		return
	}
	verb, rest := words[0].text, words[1:]
	switch verb {
	case "run":
		c.read(skipOptions(rest, []string{"-n", "--name", "-p", "--prefix", "--cwd", "-a", "--attach", "-e"}))
	case "install", "create", "update", "upgrade":
		c.condaInstall(rest)
	}
}

func (c *commandReader) condaInstall(words []shellWord) {
	for i := 0; i < len(words); i++ {
		text := words[i].text
		name, value, joined := strings.Cut(text, "=")
		switch {
		case (text == "-f" || text == "--file") && i+1 < len(words):
			c.include(words[i+1])
			i++
		case joined && name == "--file":
			c.s.includeFile(value)
		case slices.Contains(condaValues, text):
			i++
		case strings.HasPrefix(text, "-"):
		case !words[i].known:
			c.s.b.addPartly(words[i].body, words[i].body.span(0, len(text)))
		default:
			c.s.b.addCondaSpec(words[i].body, false)
		}
	}
}

var dockerValues = []string{
	"-v", "--volume", "-w", "--workdir", "--name", "--gpus", "-p", "--publish", "--shm-size", "--ipc", "-u", "--user", "--network",
	"--net", "--memory", "-m", "--cpus", "--entrypoint", "--mount", "--env-file", "--ulimit", "--platform", "--runtime",
	"--hostname", "-h", "--label", "-l", "--device", "--cap-add", "--security-opt", "--add-host", "--pull", "--restart", "--tmpfs",
	"--cpuset-cpus", "--pid", "--memory-swap",
}

// docker reads "docker run -e A=b image python train.py".
func (c *commandReader) docker(words []shellWord) {
	if len(words) == 0 || words[0].text != "run" && words[0].text != "exec" {
		return
	}
	c.isolated, c.own = true, nil
	for words = words[1:]; len(words) > 0 && strings.HasPrefix(words[0].text, "-"); words = words[1:] {
		text := words[0].text
		switch {
		case (text == "-e" || text == "--env") && len(words) > 1:
			words = words[1:]
			if v, ok := c.s.assignment(words[0]); ok {
				c.own = append(c.own, v)
			}
		case slices.Contains(dockerValues, text) && len(words) > 1:
			words = words[1:]
		}
	}
	if len(words) > 1 {
		c.read(words[1:])
	}
}
