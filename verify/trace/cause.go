package trace

import (
	"regexp"
	"slices"
	"strings"
)

// Cause is why runs part.
type Cause int

// The causes, those that say most first.
const (
	Seed        Cause = iota // a seed differs
	Draw                     // a draw from a generator whose state differs
	Variable                 // a variable of the environment differs
	Value                    // a value differs although nothing before it does
	Generator                // a generator was made with another state
	SetOrder                 // a set or its hashes came in another order
	Hash                     // hash() of a text differs
	Listing                  // a folder was listed in another order
	Completion               // threads or processes ended in another order
	Memory                   // memory was read before it was written
	Clock                    // the time, a process identifier or another source that never repeats
	Forward                  // an operation gave another result for equal inputs
	Backward                 // its backward pass did
	Update                   // an optimiser did
	Fitting                  // fitting or predicting did
	Input                    // inputs differ, and where they were made was not recorded
	ControlFlow              // the runs went different ways
)

// evidence is what code at a place shows about why a value differs there. The
// first that fits counts.
var evidence = []struct {
	pattern *regexp.Regexp
	cause   Cause
}{
	{regexp.MustCompile(`\b(listdir|scandir|i?glob|rglob|iterdir|walk|list_files|ls)\s*\(`), Listing},
	{regexp.MustCompile(`\b(environ|getenv)\b`), Variable},
	{regexp.MustCompile(`\b(as_completed|imap_unordered|wait|join|start|submit|result|ThreadPool\w*|ProcessPool\w*|Pool|gather)\s*\(`), Completion},
	{regexp.MustCompile(`\b(empty|empty_like|new_empty|empty_strided|malloc)\s*\(`), Memory},
	{regexp.MustCompile(`\bhash\s*\(`), Hash},
	{regexp.MustCompile(`\b(urandom|uuid\d?|uuid[14]|token_\w+|randbits|SystemRandom|getpid|time|time_ns|perf_counter\w*|monotonic\w*|now|utcnow|today)\s*\(`), Clock},
}

// codes are the rules that a cause is a case of.
var codes = map[Cause]string{
	Seed: "MLF108", Generator: "MLF107", SetOrder: "MLF402", Hash: "MLF403", Listing: "MLF401", Completion: "MLF408", Memory: "MLF306",
	Clock: "MLF108", Forward: "MLF301", Backward: "MLF301",
}

// classify says why a candidate differs.
func (c *comparison) classify(k candidate) *Divergence {
	p := c.pairs[k.at]
	d := &Divergence{Cause: k.cause, Step: p.a.Step, Site: p.a.Site, Made: p.a.Made, Module: p.a.Module, Op: p.a.Op, Names: k.names}
	if c.lastEqual() < 0 || c.firstStep() > k.at {
		d.Step = 0
	}
	switch k.cause {
	case Seed:
		c.seed(d, p)
	case Draw:
		d.Code = c.drawCode(d, p)
	case Value:
		c.value(d, p)
	}
	d.settle()
	return d
}

// settle fills in the rule.
func (d *Divergence) settle() {
	if d.Code == "" {
		d.Code = codes[d.Cause]
	}
	if d.Code == "" {
		d.Code = "MLF390"
	}
}

// firstStep is the index of the first batch or input of training.
func (c *comparison) firstStep() int {
	i := slices.IndexFunc(c.pairs, func(p pair) bool { k := p.either().Kind; return k == "batch" || k == "input" })
	if i < 0 {
		return len(c.pairs)
	}
	return i
}

func (c *comparison) seed(d *Divergence, p pair) {
	d.Names = []string{origins[p.a.Origin]}
	switch {
	case p.a.Origin != p.b.Origin:
		d.Names = []string{""}
	case p.a.Op == "numpy.random.default_rng" && p.a.Origin == "none":
		d.Cause = Generator
	case p.a.Origin == "none":
		d.Code = "MLF109"
	}
}

// origins say in words where the hook saw a seed come from.
var origins = map[string]string{"clock": "the clock", "pid": "the process identifier", "entropy": "the system's entropy", "none": "no seed was given"}

func (c *comparison) drawCode(d *Divergence, p pair) string {
	if p.a.Kind == "batch" {
		return "MLF404"
	}
	words := c.text.words(d.Site)
	switch name := d.Names[0]; {
	case name == "python" && (slices.Contains(words, "keras") || slices.Contains(words, "layers")):
		return "MLF104" // Keras takes seeds that nobody gave from Python's generator
	case name == "python":
		return "MLF101"
	case name == "numpy":
		return "MLF102"
	case name == "torch" || strings.HasPrefix(name, "cuda"):
		return "MLF103"
	}
	return "MLF104"
}

// value looks for the reason in what was recorded and in the code.
func (c *comparison) value(d *Divergence, p pair) {
	code := c.text.statement(d.Site)
	first := p.a.Digests[d.Names[0]]
	for _, e := range evidence {
		if e.pattern.MatchString(code) {
			d.Cause = e.cause
			return
		}
	}
	switch {
	case strings.HasPrefix(first, "g:"):
		d.Cause = Generator
	case p.a.Threads > 1 || p.b.Threads > 1:
		d.Cause = Completion
	case c.hash && (reordered(first, p.b.Digests[d.Names[0]]) || strings.Contains(code, "set(") || !strings.ContainsAny(first[:1], "at")):
		d.Cause = SetOrder
	case c.lists(d.Site):
		d.Cause = Listing
	}
}

// lists tells whether a folder was listed at a place.
func (c *comparison) lists(s Site) bool {
	return slices.ContainsFunc(c.pairs, func(p pair) bool { e := p.either(); return e.Kind == "listing" && e.Site == s })
}

// reordered tells whether two containers hold the same in another order.
func reordered(a, b string) bool {
	x, y := strings.Split(a, ":"), strings.Split(b, ":")
	return len(x) == 4 && len(y) == 4 && x[0] == y[0] && x[3] == y[3] && x[2] != y[2]
}
