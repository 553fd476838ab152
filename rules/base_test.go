package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

const toy = `
library: toy
distributions: [Toy_GPU]
modules: [toy, toykit]
releases: ["1.0", "2.0"]
aliases:
  toykit: toy
  toy.layers.pool: toy.nn
  toy.nn.Old: toy.nn.New
  toy.loop.a: toy.loop.b
  toy.loop.b: toy.loop.a
exports:
  toy.nn: [helper, _private]
signatures:
  - symbols: [toy.nn.New, toy.nn.Module.cuda]
    text: (device=None)
returns:
  - symbols: ["toy.*"]
    type: toy.Tensor
  - symbols: [toy.size]
    type: builtins.int
  - symbols: ["toy.Tensor.*"]
    type: toy.Tensor
  - symbols: [toy.nn.Module.cuda]
    type: self
attributes:
  - symbols: [toy.default]
    type: toykit.nn.Old
classes:
  - {symbol: toy.Tensor, own-methods: [scatter_me, shared]}
  - {symbol: toy.nn.Module, call: forward, own-methods: [shared]}
  - {symbol: toy.nn.New, bases: [toykit.nn.Module]}
  - {symbol: toy.nn.Newer, bases: [toy.nn.New, toy.nn.Circle]}
  - {symbol: toy.nn.Circle, bases: [toy.nn.Newer]}
draws:
  - {id: all, symbols: ["toy.random.*"], rng: numpy}
  - {id: one, symbols: [toy.random.one], rng: torch}
seeders:
  - {id: seed, symbols: [toy.random.seed], rngs: [numpy], parameter: seed}
  - {id: attribute, symbols: [toy.settings.seed], kind: attribute, rngs: [numpy]}
generators:
  - {symbols: [toy.random.Generator], unseeded: entropy}
  - {symbols: [toy.random.make], unseeded: entropy, type: toy.random.Generator}
devices:
  - {symbols: [toy.nn.Module.cuda], device: cuda}
settings:
  - {id: mode, switch: torch.deterministic, kind: call, symbols: [toy.mode], value: on}
variables:
  - {name: TOY_B}
  - {name: TOY_A}
orders:
  - {id: scan, kind: listing, symbols: [toy.scan]}
`

func TestCanonical(t *testing.T) {
	base := baseOf(t, toy)
	for from, want := range map[string]string{
		"toy.nn.New":           "toy.nn.New",
		"toykit.nn.New":        "toy.nn.New",
		"toykit.layers.pool.X": "toy.nn.X",
		"toykit.nn.Old.cuda":   "toy.nn.New.cuda",
		"toykitchen.nn":        "toykitchen.nn",
		"other":                "other",
		"":                     "",
	} {
		if got := base.Canonical(from); got != want {
			t.Errorf("%s: got %s, want %s", from, got, want)
		}
	}
	if first, second := base.Canonical("toy.loop.a"), base.Canonical("toy.loop.a"); first != second {
		t.Errorf("a loop gives %s and %s", first, second)
	}
}

func TestSymbol(t *testing.T) {
	base := baseOf(t, toy)
	for name, want := range map[string]string{
		"toykit.layers.pool.Old.cuda": "toy.nn.Module.cuda returns=toy.nn.New device",
		"toy.nn.Newer.cuda":           "toy.nn.Module.cuda returns=toy.nn.Newer device",
		"toy.default.cuda":            "toy.nn.Module.cuda returns=toy.nn.New device",
		"toy.nn.Circle.nothing":       "",
		"toy.zeros":                   "toy.zeros returns=toy.Tensor",
		"toy.size":                    "toy.size returns=builtins.int",
		"toy.nn.New":                  "toy.nn.New returns=toy.nn.New class",
		"toy.Tensor.abs":              "toy.Tensor.abs returns=toy.Tensor",
		"toy.Tensor.__len__":          "",
		"toy.random.two":              "toy.random.two draw=numpy",
		"toy.random.one":              "toy.random.one draw=torch",
		"toy.random.seed":             "toy.random.seed seeder setter",
		"toy.settings.seed":           "toy.settings.seed seeder",
		"toy.random.Generator":        "toy.random.Generator returns=toy.random.Generator",
		"toy.random.make":             "toy.random.make returns=toy.random.Generator",
		"toy.mode":                    "toy.mode returns=toy.Tensor setter",
		"toy.deep.x":                  "",
		"random":                      "",
		"":                            "",
		".":                           "",
	} {
		if got := describe(base.Symbol(name)); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if s := base.Symbol("toykit.zeros"); s.Library != base.LibraryOf("toy") {
		t.Errorf("got library %v", s.Library)
	}
}

func describe(s *rules.Symbol) string {
	if s == nil {
		return ""
	}
	out := s.Name
	if s.Returns != "" {
		out += " returns=" + s.Returns
	}
	for _, d := range s.Draws {
		out += " draw=" + d.RNG
	}
	for _, part := range []struct {
		name string
		has  bool
	}{{"seeder", s.Seeders != nil}, {"setter", s.Setter}, {"device", s.Devices != nil}, {"class", s.Class != nil}} {
		if part.has {
			out += " " + part.name
		}
	}
	return out
}

func TestLibraryAndClasses(t *testing.T) {
	base := baseOf(t, toy)
	for _, d := range []string{"toy", "TOY", "toy-gpu", "toy.GPU"} {
		if l := base.LibraryOf(d); l == nil || l.Name != "toy" {
			t.Errorf("%s: got %v", d, l)
		}
	}
	if base.Library("toykit.nn.X") == nil || base.Library("toyish.nn") != nil || base.LibraryOf("toyish") != nil {
		t.Error("modules are not told apart")
	}
	if !base.Derives("toy.nn.Old", "toy.nn.Module") || base.Derives("toy.nn.Module", "toy.nn.Old") || !base.Derives("a.B", "a.B") {
		t.Error("bases are wrong")
	}
	if base.Class("toykit.nn.Module").Call != "forward" || base.Class("toy.nn.None") != nil {
		t.Error("classes are wrong")
	}
	if base.OwnMethod("scatter_me") != "toy.Tensor" || base.OwnMethod("shared") != "" || base.OwnMethod("x") != "" {
		t.Error("own methods are wrong")
	}
	if v := base.Variables(); len(v) != 2 || v[0].Name != "TOY_A" || base.Variable("TOY_B") == nil || base.Variable("TOY") != nil {
		t.Error("variables are wrong")
	}
}

func TestStar(t *testing.T) {
	base := baseOf(t, toy)
	for module, want := range map[string]string{
		"toy.layers.pool": "Circle Module New Newer Old helper",
		"toy.random":      "Generator make one seed",
		"toy.none":        "",
	} {
		if got := strings.Join(base.Star(module), " "); got != want {
			t.Errorf("%s: got %q, want %q", module, got, want)
		}
	}
}

func TestWith(t *testing.T) {
	pack := `
library: toy
modules: [toyplus]
draws:
  - {id: one, symbols: [toy.random.one], rng: python}
  - {id: mine, symbols: [toyplus.draw], rng: numpy}
returns:
  - {symbols: [toy.size], type: builtins.str}
variables:
  - {name: TOY_C}
`
	base := baseOf(t, toy)
	lib, problems := rules.Load("pack.yaml", []byte(pack))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	both := base.With(lib)
	for name, want := range map[string]string{
		"toy.random.one": "toy.random.one draw=python",
		"toy.random.two": "toy.random.two draw=numpy",
		"toyplus.draw":   "toyplus.draw draw=numpy",
		"toy.size":       "toy.size returns=builtins.str",
	} {
		if got := describe(both.Symbol(name)); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if l := both.LibraryOf("toy"); len(l.Releases) != 2 || both.Library("toyplus") != l || len(both.Variables()) != 3 {
		t.Errorf("got %+v", l)
	}
	if base.Symbol("toyplus.draw") != nil || base.Symbol("toy.random.one").Draws[0].RNG != "torch" {
		t.Error("the base was changed")
	}
	if base.With() != base {
		t.Error("nothing over a base is not the base")
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"generator":  {"draws: [{id: a, symbols: [x.f], rng: nunpy}]", `there is no generator "nunpy"; did you mean "numpy"?`},
		"fallback":   {"seed-parameters: [{id: a, symbols: [x.f], parameter: s, fallback: entrop, code: MLF106}]", `there is no generator "entrop"; did you mean "entropy"?`},
		"switch":     {"settings: [{id: a, symbols: [x.f], switch: cudnn.benchmarks, kind: call, value: on}]", `there is no switch "cudnn.benchmarks"; did you mean "cudnn.benchmark"?`},
		"parameter":  {"signatures: [{symbols: [x.f], text: (a)}]\ndraws: [{id: a, symbols: [x.f], rng: numpy, when: b == 1}]", `no signature of "x.f" has the parameter "b"`},
		"unsigned":   {"draws: [{id: a, symbols: [x.f], rng: numpy, when: b == 1}]", `"x.f" has a condition but no signature`},
		"module":     {"draws: [{id: a, symbols: [y.f], rng: numpy}]", `"y.f" in "draws" belongs to no module`},
		"sources":    {"ops: [{id: a, symbols: [x.f], why: w, help: h, status: [{default: varies}]}]", `the operation "a" names no source`},
		"rows":       {"ops: [{id: a, symbols: [x.f], why: w, help: h, sources: [s], status: [{default: varies}, {versions: <2, default: varies}]}]", `has rows after one for all versions`},
		"alias loop": {"aliases: {x.a: x.b, x.b: x.a}", `the alias "x.a" never comes to an end`},
		"releases":   {"releases: ['1.10', '1.9']", `the release "1.9" must stand before "1.10"`},
		"base":       {"classes: [{symbol: x.A, bases: [x.B]}]", `the base "x.B" of "x.A" is no class`},
		"no value":   {"settings: [{id: a, symbols: [x.f], switch: cudnn.benchmark, kind: call}]", `needs a parameter or a value`},
		"argument":   {"settings: [{id: a, symbols: [x.f], switch: cudnn.benchmark, kind: argument}]", `needs the parameter that carries its value`},
	} {
		t.Run(name, func(t *testing.T) {
			problems := baseOf(t, "library: x\nmodules: [x]\n"+c.text+"\n").Check()
			if !strings.Contains(problems.Error(), c.want) {
				t.Errorf("got %q, want %q", problems.Error(), c.want)
			}
		})
	}
	if problems := baseOf(t, "library: x\nmodules: [x]\n").Check(); problems.Err() != nil {
		t.Errorf("got %v", problems)
	}
}

func TestTriggers(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	words := base.Triggers()
	if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
		t.Errorf("not sorted: %v", words)
	}
	for _, w := range []string{"torch", "numpy", "listdir", "rglob", "hash", "shuffle", "environ", "uuid4", "as_completed", "cv2"} {
		if !slices.Contains(words, w) {
			t.Errorf("%s is missing", w)
		}
	}
	for _, w := range []string{"os", "len", "sorted", "open", "builtins", "str", "Path", "get", "Tensor", "functional"} {
		if slices.Contains(words, w) {
			t.Errorf("%s is in every file", w)
		}
	}
}

func TestEmbeddedAnswers(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, holds := range map[string]func(*rules.Symbol) bool{
		"random.shuffle":                    func(s *rules.Symbol) bool { return s.Draws[0].RNG == "python" },
		"random.Random":                     func(s *rules.Symbol) bool { return s.Generator.Copied && s.Returns == "random.Random" },
		"secrets.choice":                    func(s *rules.Symbol) bool { return s.Entropy != nil },
		"numpy.random.mtrand.rand":          func(s *rules.Symbol) bool { return s.Draws[0].RNG == "numpy" },
		"numpy.random.default_rng":          func(s *rules.Symbol) bool { return s.Returns == "numpy.random.Generator" },
		"pathlib.PosixPath.rglob":           func(s *rules.Symbol) bool { return s.Order.Kind == "listing" && s.Elements == "pathlib.Path" },
		"pathlib.Path.parent":               func(s *rules.Symbol) bool { return s.Type == "pathlib.Path" },
		"pathlib.Path":                      func(s *rules.Symbol) bool { return s.Returns == "pathlib.Path" },
		"multiprocess.Pool":                 func(s *rules.Symbol) bool { return s.Returns == "multiprocessing.pool.Pool" },
		"dask.distributed.as_completed":     func(s *rules.Symbol) bool { return s.Order.Kind == "completion" },
		"pandas.DataFrame.dropna":           func(s *rules.Symbol) bool { return s.Returns == "pandas.DataFrame" },
		"modin.pandas.DataFrame.sample":     func(s *rules.Symbol) bool { return s.SeedParameters[0].Code == "MLF409" },
		"scipy.stats.norm.rvs":              func(s *rules.Symbol) bool { return s.SeedParameters[0].Fallback == "numpy" },
		"scvi.settings.seed":                func(s *rules.Symbol) bool { return s.Seeders[0].Kind == "attribute" && !s.Setter },
		"fastai.vision.all.set_seed":        func(s *rules.Symbol) bool { return slices.Contains(s.Seeders[0].RNGs, "torch") },
		"transformers.Seq2SeqTrainer":       func(s *rules.Symbol) bool { return s.Seeders[0].None == "fixed" },
		"transformers.Seq2SeqTrainer.train": func(s *rules.Symbol) bool { return s.Trainer != nil },
		"builtins.sorted":                   func(s *rules.Symbol) bool { return s.OrderFree },
	} {
		s := base.Symbol(name)
		if s == nil {
			t.Errorf("%s is not known", name)
			continue
		}
		if !holds(s) {
			t.Errorf("%s: got %+v", name, s)
		}
	}
	for _, name := range []string{"random.Random.shuffle", "builtins.sum.x", "numpy.random.Generator.normal", "torch.nothing.at.all", "mymodule.random.shuffle"} {
		if s := base.Symbol(name); s != nil && s.Draws != nil {
			t.Errorf("%s draws", name)
		}
	}
	if s := base.Symbol("builtins.sum"); s != nil && s.OrderFree {
		t.Error("a sum of floats depends on the order")
	}
	hash := base.Symbol("builtins.hash")
	if got := hash.Entropy.When.Eval(hash.Bind(rules.Versions{}, []rules.Value{rules.IntValue(1)}, nil, false, false)); got != rules.No {
		t.Errorf("the hash of an integer: got %v", got)
	}
	if got := hash.Entropy.When.Eval(hash.Bind(rules.Versions{}, []rules.Value{rules.StringValue("a")}, nil, false, false)); got != rules.Yes {
		t.Errorf("the hash of a string: got %v", got)
	}
}

func BenchmarkSymbol(b *testing.B) {
	base, err := rules.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		base.Symbol("numpy.random.mtrand.rand")
		base.Symbol("pathlib.Path.rglob")
		base.Symbol("mymodule.function.deep.name")
	}
}

func BenchmarkIn(b *testing.B) {
	v := releases.Admit([]string{">=1.8,<2.10"}, "")
	for b.Loop() {
		v.In(">=1.9,<2.1")
	}
}

func BenchmarkLoadSources(b *testing.B) {
	for b.Loop() {
		if err := rules.LoadAll(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadCompiled(b *testing.B) {
	for b.Loop() {
		if err := rules.LoadCompiled(); err != nil {
			b.Fatal(err)
		}
	}
}
