package check

import (
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/facts"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// idle tells whether the value of a call only names, delays or logs things, so
// that it cannot change a result: "run_" + random_suffix, sleep(random()), an
// id, a port, a log line.
func (p *Pass) idle(c *project.Call) bool {
	return project.Remember(c, "idle", func() bool {
		f := flow{seen: map[flowKey]bool{}}
		return f.uses(c.Unit, c.ID, 0) == onlyNames
	})
}

// sink says what becomes of a value.
type sink uint8

const (
	noUse     sink = iota
	onlyNames      // names files, runs, ids; delays; log lines
	matters        // everything else
)

type flowKey struct {
	u  *project.Unit
	id facts.ID
}

// flow follows a value to where it ends up, inside its function.
type flow struct {
	seen map[flowKey]bool
}

func (f *flow) uses(u *project.Unit, id facts.ID, depth int) sink {
	if f.seen[flowKey{u, id}] || depth > 12 {
		return noUse
	}
	f.seen[flowKey{u, id}] = true
	worst := noUse
	for _, use := range u.Uses(id) {
		worst = max(worst, f.use(u, id, use, depth))
		if worst == matters {
			return matters
		}
	}
	return worst
}

func (f *flow) use(u *project.Unit, id facts.ID, use project.Use, depth int) sink {
	if use.Step != nil {
		return f.stepUse(u, id, use.Step)
	}
	v := &u.Values[use.User]
	switch v.Op {
	case facts.OpCall:
		return f.argument(u, id, use, v, depth)
	case facts.OpFormat:
		if s := f.uses(u, use.User, depth+1); s != noUse {
			return s
		}
		return onlyNames
	case facts.OpDict:
		if use.Arg >= 0 && use.Arg < len(v.List) {
			if k := u.Val(v.List[use.Arg].Key); k.Kind == project.Str && idleName(k.Text) {
				return onlyNames
			}
		}
		return matters
	case facts.OpBinary, facts.OpPhi, facts.OpCond, facts.OpLogic, facts.OpIndex, facts.OpUnary, facts.OpAttr, facts.OpComp,
		facts.OpList, facts.OpTuple, facts.OpStar, facts.OpAwait, facts.OpElem, facts.OpUnpack, facts.OpSlice:
		return f.uses(u, use.User, depth+1)
	}
	return matters
}

func (f *flow) stepUse(u *project.Unit, id facts.ID, s *facts.Step) sink {
	switch s.Kind {
	case facts.StepBind, facts.StepSetAttr:
		if s.V == id && idleName(s.Str) {
			return onlyNames
		}
		if s.Kind == facts.StepBind && !s.Global && len(u.Bindings) == 0 {
			return noUse // a local: its uses are followed as the value's own
		}
		if s.Kind == facts.StepBind {
			return noUse
		}
	case facts.StepSetItem:
		if k := u.Val(s.Key); s.V == id && k.Kind == project.Str && idleName(k.Text) {
			return onlyNames
		}
	case facts.StepExpr:
		return noUse
	case facts.StepReturn:
		return matters
	}
	return matters
}

// argument judges a value that is passed to a call.
func (f *flow) argument(u *project.Unit, id facts.ID, use project.Use, v *facts.Value, depth int) sink {
	name := ""
	if c := u.Call(use.User); c != nil {
		name = c.Name()
	}
	if v.X == id { // a method of the value is called: follow what it gives
		return f.uses(u, use.User, depth+1)
	}
	if use.Arg >= 0 && use.Arg < len(v.List) && v.List[use.Arg].Name != "" && idleName(v.List[use.Arg].Name) {
		return onlyNames
	}
	switch {
	case logs(name):
		return onlyNames
	case passesOn[name]:
		return f.uses(u, use.User, depth+1)
	}
	if x := &u.Values[v.X]; x.Op == facts.OpAttr {
		switch x.Str {
		case "debug", "info", "warning", "warn", "error", "exception", "log", "write", "set_description", "set_postfix":
			return onlyNames
		case "join", "format":
			return f.uses(u, use.User, depth+1)
		}
	}
	return matters
}

var passesOn = map[string]bool{
	"builtins.str": true, "builtins.int": true, "builtins.float": true, "builtins.repr": true, "builtins.round": true,
	"builtins.hex": true, "builtins.format": true, "builtins.abs": true, "builtins.str.join": true, "builtins.str.format": true,
	"builtins.list": true, "builtins.tuple": true, "os.path.join": true, "pathlib.Path": true, "builtins.max": true, "builtins.min": true,
}

// logs tells whether a call only shows, waits or makes places for files.
func logs(name string) bool {
	switch name {
	case "builtins.print", "time.sleep", "asyncio.sleep", "os.makedirs", "os.mkdir", "builtins.open", "os.path.exists", "pathlib.Path.mkdir":
		return true
	}
	switch name { // inputs that only show a model's shapes to an exporter
	case "torch.jit.trace", "torch.onnx.export", "torchsummary.summary", "torchinfo.summary", "thop.profile":
		return true
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	return strings.HasPrefix(name, "logging.") || name == "warnings.warn" || strings.HasPrefix(last, "rank_zero_")
}

var idleWords = []string{
	"name", "uuid", "port", "token", "suffix", "prefix", "delay", "jitter", "retry", "backoff", "sleep", "wait",
	"color", "colour", "filename", "path", "dirname", "folder", "tag", "label_id", "timestamp", "datetime", "elapsed", "duration",
	"start", "end", "tic", "toc", "nonce", "message", "msg", "title", "session", "run_id", "exp_id", "experiment",
}

// idleName tells whether a name says that its value only names or times
// things.
func idleName(name string) bool {
	n := strings.ToLower(name)
	if strings.Contains(n, "seed") {
		return false
	}
	for _, w := range idleWords {
		if n == w || strings.HasSuffix(n, "_"+w) || strings.HasPrefix(n, w+"_") || (len(w) > 4 && strings.Contains(n, w)) {
			return true
		}
	}
	return n == "id" || strings.HasSuffix(n, "_id") || n == "t0" || n == "t1"
}
