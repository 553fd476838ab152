package environ

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	pythonName   = regexp.MustCompile(`^(python|pypy)[0-9.]*w?(\.exe)?$|^py$|^ipython[0-9]*$`)
	pythonVar    = regexp.MustCompile(`^["']?\$[({]?[A-Za-z_]*(PYTHON|python|PY)[A-Za-z_]*(:-[^}]*)?[)}]?["']?$`)
	pipName      = regexp.MustCompile(`^pip[0-9.]*(\.exe)?$`)
	bareWord     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)
	shellNames   = []string{"sh", "bash", "dash", "zsh", "ksh", "ash"}
	condaNames   = []string{"conda", "mamba", "micromamba"}
	runnersOfOne = []string{"uv", "poetry", "pipenv", "pdm", "rye", "pixi", "hatch"}
)

// command reads one simple command: wrappers in front are taken off, what it
// installs becomes Pins, what it runs becomes a Command.
func (s *shellState) command(words []shellWord, own []Var, span Span) {
	c := &commandReader{s: s, own: own, span: span}
	c.read(words)
}

type commandReader struct {
	s        *shellState
	own      []Var
	span     Span
	isolated bool // runs in a container: nothing of the shell's environment
	steps    int
}

func (c *commandReader) read(words []shellWord) {
	if c.steps++; c.steps > 20 || len(words) == 0 {
		return
	}
	name := path.Base(words[0].text)
	rest := words[1:]
	switch {
	case name == "cd" || name == "pushd":
		c.s.changeDir(words)
	case name == "env":
		c.read(c.takeEnv(rest))
	case slices.Contains(shellNames, name):
		c.shell(rest)
	case pipName.MatchString(name):
		c.pip(rest)
	case slices.Contains(condaNames, name):
		c.conda(rest)
	case slices.Contains(runnersOfOne, name):
		c.manager(name, rest)
	case name == "docker" || name == "podman" || name == "nvidia-docker":
		c.docker(rest)
	case isPython(words[0]):
		c.python(rest)
	case wrappers[name] != nil:
		c.read(wrappers[name](rest))
	case launchers[name]:
		c.launcher(name, rest)
	default:
		c.direct(words)
	}
}

func isPython(w shellWord) bool {
	return pythonName.MatchString(path.Base(w.text)) || !w.known && pythonVar.MatchString(w.text)
}

// takeEnv takes the assignments of "env A=b command".
func (c *commandReader) takeEnv(words []shellWord) []shellWord {
	for len(words) > 0 {
		text := words[0].text
		if text == "-u" || text == "-C" || text == "-S" {
			words = words[min(2, len(words)):]
			continue
		}
		if v, ok := c.s.assignment(words[0]); ok {
			c.own = append(c.own, v)
		} else if !strings.HasPrefix(text, "-") {
			break
		}
		words = words[1:]
	}
	return words
}

// shell reads "sh -c 'script'" and "bash train.sh" (of which nothing is known).
func (c *commandReader) shell(words []shellWord) {
	for i, w := range words {
		if !strings.HasPrefix(w.text, "-") {
			return
		}
		if strings.HasPrefix(w.text, "--") || !strings.HasSuffix(w.text, "c") || i+1 == len(words) {
			continue
		}
		inner := c.s.clone()
		inner.nested++
		inner.keep = false
		if c.isolated {
			inner.vars = nil
		}
		inner.inherit(c.own)
		inner.run(words[i+1].body)
		return
	}
}

// python reads what follows the interpreter.
func (c *commandReader) python(words []shellWord) {
	for i := 0; i < len(words); i++ {
		text := words[i].text
		switch {
		case text == "-m" && i+1 < len(words):
			c.module(words[i+1].text, words[i+2:])
			return
		case strings.HasPrefix(text, "-m") && len(text) > 2:
			c.module(text[2:], words[i+1:])
			return
		case text == "-c" || text == "-" || text == "-V" || text == "--version" || text == "--help" || text == "-h":
			return
		case text == "-W" || text == "-X" || text == "--check-hash-based-pycs":
			i++
		case strings.HasPrefix(text, "-"):
		default:
			c.keep(text, "", words[i+1:])
			return
		}
	}
}

// module reads "python -m name": some modules only start something else.
func (c *commandReader) module(name string, words []shellWord) {
	switch name {
	case "pip":
		c.pip(words)
	case "torch.distributed.run", "torch.distributed.launch", "accelerate.commands.launch", "deepspeed":
		c.launcher("torchrun", words)
	case "coverage":
		c.launcher("coverage", words)
	case "venv", "virtualenv", "ensurepip":
	default:
		c.keep("", name, words)
	}
}

func (c *commandReader) keep(script, module string, args []shellWord) {
	var texts []string
	for _, w := range args {
		texts = append(texts, w.text)
	}
	env, dir := c.own, ""
	if !c.isolated {
		env, dir = c.s.environment(c.own), c.s.dir
	}
	c.s.b.addCommand(Command{
		Script: script, Module: module, Args: texts, Env: env,
		Scope: c.s.scope, Entry: c.s.entry, WorkDir: dir, Span: c.span,
	})
}

// direct reads "./train.py" and bare words.
func (c *commandReader) direct(words []shellWord) {
	text := words[0].text
	switch {
	case strings.HasSuffix(text, ".py"):
		c.keep(text, "", words[1:])
	case c.s.guess || !words[0].known || !bareWord.MatchString(text) || systemTools[text]:
	default:
		c.keep(text, "", words[1:])
	}
}

// launchers start Python scripts and take options of their own in front.
var launchers = map[string]bool{
	"torchrun": true, "accelerate": true, "deepspeed": true, "coverage": true, "horovodrun": true,
	"jupyter": true, "papermill": true, "streamlit": true, "composer": true, "runai": true, "colossalai": true,
	"ray": true, "kernprof": true, "scalene": true, "py-spy": true, "viztracer": true, "debugpy": true,
}

// launcher looks for the script among the options, of which there are too many
// to know which take a value.
func (c *commandReader) launcher(name string, words []shellWord) {
	for i, w := range words {
		switch {
		case strings.HasSuffix(w.text, ".py") && !strings.HasPrefix(w.text, "-"),
			strings.HasSuffix(w.text, ".ipynb"):
			c.keep(w.text, "", words[i+1:])
			return
		case (w.text == "-m" || w.text == "--module") && i+1 < len(words) && !strings.HasPrefix(words[i+1].text, "-"):
			c.keep("", words[i+1].text, words[i+2:])
			return
		case isPython(w):
			c.read(words[i:])
			return
		}
	}
	if !c.s.guess {
		c.keep(name, "", words)
	}
}

// sourceStart finds the command behind the options of srun, mpirun and others
// whose options are too many to know.
func sourceStart(words []shellWord) []shellWord {
	for i, w := range words {
		name := path.Base(w.text)
		if isPython(w) || launchers[name] || wrappers[name] != nil || slices.Contains(shellNames, name) ||
			slices.Contains(condaNames, name) || slices.Contains(runnersOfOne, name) || name == "env" ||
			strings.HasSuffix(name, ".py") && !strings.HasPrefix(w.text, "-") {
			return words[i:]
		}
	}
	return nil
}
