// Package rules is the knowledge base: facts about libraries, one YAML file
// each, with their schema and loader. It holds data and the means to ask it;
// the reasoning about a project is in analysis.
package rules

import "slices"

// Library is what one YAML file says about one library. Symbols are canonical
// qualified names ("torch.nn.MaxPool3d"); other public spellings are Aliases.
type Library struct {
	// Name is the distribution's normalised name: torch, scikit-learn.
	Name string `yaml:"library" rule:"required"`
	// Distributions are other distributions that ship the same library.
	Distributions []string `yaml:"distributions"`
	// Modules are its top-level import names.
	Modules []string `yaml:"modules" rule:"name"`
	// Releases are the releases that can be told apart, oldest first, at least
	// every minor one. The last is the newest known: what an unpinned project
	// is judged by. A project's range is judged over the releases it admits.
	Releases []string `yaml:"releases" rule:"release"`
	// Aliases map a public spelling to the canonical one. A key may name a
	// module: everything below it moves ("torch.nn.modules.pooling": "torch.nn").
	Aliases map[string]string `yaml:"aliases" rule:"names"`
	// Signatures give parameters as Python writes them, without self:
	// "(kernel_size, stride=None, *, ceil_mode=False)". Several symbols can
	// share one. Defaults are literals; anything else is written "...".
	Signatures []Signature `yaml:"signatures"`
	// Returns give the type of what a call returns.
	Returns []Returns `yaml:"returns"`
	// Attributes give the type of attributes and module-level objects:
	// "pathlib.Path.parent" is a pathlib.Path.
	Attributes []Returns `yaml:"attributes"`
	// Classes say what instances of a class, or of a class derived from it, do.
	Classes []Class `yaml:"classes"`
	// Exports are names for "from module import *" that no other section has.
	Exports map[string][]string `yaml:"exports"`
	// Parameters say where callables take settings under several names or in
	// a dict.
	Parameters []Parameters `yaml:"parameters"`

	Ops            []Op            `yaml:"ops"`
	Draws          []Draw          `yaml:"draws"`
	SeedParameters []SeedParameter `yaml:"seed-parameters"`
	Generators     []Generator     `yaml:"generators"`
	Seeders        []Seeder        `yaml:"seeders"`
	Settings       []Setting       `yaml:"settings"`
	Setters        []string        `yaml:"setters" rule:"symbol"` // further functions that are called by mistake as attributes (MLF112, MLF113)
	Variables      []Variable      `yaml:"variables"`
	Entropy        []Entropy       `yaml:"entropy"`
	Orders         []Order         `yaml:"orders"`
	OrderFree      []string        `yaml:"order-free" rule:"symbol"` // callables whose result does not depend on the order of their argument
	Devices        []Device        `yaml:"devices"`
	Trainers       []Trainer       `yaml:"trainers"`
	Removed        []Removed       `yaml:"removed"`
}

// Source is where a fact was read: a URL, or "pytorch/pytorch@v2.6.0 path".
type Source = string

// Origin is where an entry stands in its file, for messages and explanations.
type Origin struct {
	File string
	Line int // from 1; 0 for an entry made in Go
}

// Signature is the parameter list of some callables.
type Signature struct {
	Symbols  []string `yaml:"symbols" rule:"required,symbol"`
	Text     string   `yaml:"text" rule:"required"`
	Versions string   `yaml:"versions" rule:"specifier"` // PEP 440 specifier set, "" for all
	// Params are the parsed parameters, in the order of Text.
	Params []Param `yaml:"-"`
	Origin Origin  `yaml:"-"`
}

// Returns says that calling Symbols gives an instance of Type. A symbol may
// end in ".*": every function directly below; exact entries win.
type Returns struct {
	Symbols []string `yaml:"symbols" rule:"required,symbol"`
	// Type is the class of the result ("self": that of the receiver), Elements the class of what iterating
	// over the result gives. One of them may be missing.
	Type     string `yaml:"type" rule:"name"`
	Elements string `yaml:"elements" rule:"name"`
	Origin   Origin `yaml:"-"`
}

// Class says how instances of a class behave.
type Class struct {
	Symbol string `yaml:"symbol" rule:"required,name"`
	// Bases are classes of the knowledge base it derives from.
	Bases []string `yaml:"bases" rule:"name"`
	// Call is the method that calling an instance runs ("forward").
	Call string `yaml:"call"`
	// OwnMethods are method names that no other common class has, so that a
	// call on a receiver of unknown type may be taken for one of this class.
	OwnMethods []string `yaml:"own-methods"`
	// Hooks are methods that the framework calls on a derived class, in the
	// order in which a run first calls them.
	Hooks  []string `yaml:"hooks"`
	Origin Origin   `yaml:"-"`
}

// Parameters says how callables take their settings beyond plain arguments:
// under several names, or as the entries of a dict. Signatures list them under
// their canonical names, dict entries as if they were keywords.
type Parameters struct {
	ID      string   `yaml:"id" rule:"required"`
	Symbols []string `yaml:"symbols" rule:"required,symbol"`
	// Dict is the parameter whose value is a dict of settings; "" for none.
	Dict string `yaml:"dict"`
	// Names are the other names of a setting, by the canonical one.
	Names  map[string][]string `yaml:"names"`
	Origin Origin              `yaml:"-"`
}

// Canonical is the name under which a signature lists a setting.
func (x *Parameters) Canonical(name string) string {
	if x == nil {
		return name
	}
	for canonical, others := range x.Names {
		if slices.Contains(others, name) {
			return canonical
		}
	}
	return name
}

// Op is an operation whose result or gradient can differ between equal runs.
type Op struct {
	ID      string   `yaml:"id" rule:"required"`
	Symbols []string `yaml:"symbols" rule:"required,symbol"`
	// When must hold for the arguments; "" always holds.
	When    Condition `yaml:"when"`
	Devices []string  `yaml:"devices" rule:"enum=cuda|cpu|mps|xpu|tpu"` // cuda, cpu, mps, xpu, tpu
	Pass    string    `yaml:"pass" rule:"enum=forward|backward|both"`   // forward, backward, both
	// Status by version, first match wins. Versions outside every row are
	// deterministic.
	Status      []Status `yaml:"status" rule:"required"`
	Why         string   `yaml:"why" rule:"required"`                                                   // one or two sentences: the mechanism
	Alternative string   `yaml:"alternative"`                                                           // what to write instead, "" if none is documented
	Help        string   `yaml:"help" rule:"required"`                                                  // the way out in one sentence
	Fix         string   `yaml:"fix"`                                                                   // name of a fix in codeactions, "" for none
	Precision   string   `yaml:"precision" rule:"enum=high|medium|low"`                                 // how well the condition can be decided: high, medium, low
	Confidence  string   `yaml:"confidence" rule:"enum=verified|documented|reported|recalled|inferred"` // verified, documented, reported, recalled, inferred
	Note        string   `yaml:"note"`                                                                  // where documentation and code disagree
	Sources     []Source `yaml:"sources"`
	// Switches are the switches of which any makes it deterministic where Mode
	// says so; the default is the library's deterministic mode alone
	// (torch.deterministic).
	Switches []string `yaml:"switches"`
	// Code is the rule that reports it where that is not MLF301 or MLF302 (or
	// those of its library's family): MLF306, MLF307 or MLF308.
	Code string `yaml:"code" rule:"enum=MLF105|MLF118|MLF303|MLF304|MLF305|MLF306|MLF307|MLF308|MLF407|MLF501|MLF502|MLF503|MLF504"`
	// Project is true for operations so common that they are one finding of
	// the project (plain convolutions), never one each.
	Project bool   `yaml:"project"`
	Origin  Origin `yaml:"-"`
}

// Status is how an operation behaves in a range of versions.
type Status struct {
	Versions string `yaml:"versions" rule:"specifier"` // PEP 440 specifier set, "" for all
	// Default is the behaviour without deterministic mode:
	// "varies" or "deterministic".
	Default string `yaml:"default" rule:"required,enum=varies|deterministic"`
	// Mode is the behaviour with deterministic mode on: "deterministic",
	// "raises", "varies" (silently), or "" where the library has no such mode.
	Mode string `yaml:"mode" rule:"enum=deterministic|raises|varies"`
}

// Draw takes random numbers from a global generator.
type Draw struct {
	ID      string   `yaml:"id" rule:"required"`
	Symbols []string `yaml:"symbols" rule:"required,symbol"` // ".*" at the end allowed
	// RNG names the generator: python, numpy, torch, tensorflow, keras, …
	RNG  string    `yaml:"rng" rule:"required"`
	When Condition `yaml:"when"`
	// At is "call" (default) or "use": the object draws when it is iterated or
	// fitted, not when it is made.
	At       string   `yaml:"at" rule:"enum=call|use"`
	Versions string   `yaml:"versions" rule:"specifier"`
	What     string   `yaml:"what"`  // for messages: "initialises its weights", "shuffles"
	Order    bool     `yaml:"order"` // loaders, samplers and splits: what they draw is the order of data (MLF404)
	Sources  []Source `yaml:"sources"`
	Origin   Origin   `yaml:"-"`
}

// SeedParameter is a callable with a seed parameter of its own.
type SeedParameter struct {
	ID        string   `yaml:"id" rule:"required"`
	Symbols   []string `yaml:"symbols" rule:"required,symbol"`
	Parameter string   `yaml:"parameter" rule:"required"`
	// Also are other parameters that carry the same seed: newer or older names.
	Also []string `yaml:"also"`
	// Matters must hold for the arguments for the seed to matter at all.
	Matters Condition `yaml:"matters"`
	// Fallback is what is drawn from when the parameter is None or missing: an
	// RNG name, "entropy" (fresh from the system), or "fixed" (a constant:
	// nothing to report).
	Fallback string `yaml:"fallback" rule:"required"`
	// Code is the rule that reports it: MLF106 for estimators and splitters,
	// MLF409 for sampling of tables and sequences.
	Code string `yaml:"code" rule:"required,enum=MLF104|MLF105|MLF106|MLF107|MLF118|MLF120|MLF404|MLF406|MLF409"`
	// Use lists the methods that draw ("fit"); empty when the call itself does.
	Use      []string `yaml:"use"`
	Versions string   `yaml:"versions" rule:"specifier"`
	What     string   `yaml:"what"`
	Why      string   `yaml:"why"`
	Help     string   `yaml:"help"` // the way out where it is not to pass an integer
	Sources  []Source `yaml:"sources"`
	Origin   Origin   `yaml:"-"`
}

// Generator makes a random generator of its own.
type Generator struct {
	Symbols   []string `yaml:"symbols" rule:"required,symbol"`
	Parameter string   `yaml:"parameter"`                                      // the seed, "" when it cannot be given one
	Unseeded  string   `yaml:"unseeded" rule:"required,enum=entropy|constant"` // "entropy" or "constant"
	Type      string   `yaml:"type" rule:"name"`                               // what it makes; default: the symbol
	// Copied is true when a worker process gets a copy of its state (MLF405).
	Copied  bool     `yaml:"copied"`
	Sources []Source `yaml:"sources"`
	Origin  Origin   `yaml:"-"`
}

// Seeder sets the seed of global generators.
type Seeder struct {
	ID      string   `yaml:"id" rule:"required"`
	Symbols []string `yaml:"symbols" rule:"required,symbol"`
	// Kind is "call" (default) or "attribute": assigning to the symbol seeds.
	Kind      string    `yaml:"kind" rule:"enum=call|attribute"`
	RNGs      []string  `yaml:"rngs" rule:"required"`
	Parameter string    `yaml:"parameter"`
	When      Condition `yaml:"when"`
	// None is what a seed of None (given or by default) does: "entropy"
	// (unpredictable), "keeps" (nothing happens), "error", "fixed" (a constant).
	None       string   `yaml:"none" rule:"enum=entropy|keeps|error|fixed"`
	Versions   string   `yaml:"versions" rule:"specifier"`
	Settings   []Set    `yaml:"settings"` // switches it sets as well
	Confidence string   `yaml:"confidence" rule:"enum=verified|documented|reported|recalled|inferred"`
	Note       string   `yaml:"note"`
	Sources    []Source `yaml:"sources"`
	Origin     Origin   `yaml:"-"`
}

// Set is a switch set to a value as a side effect.
type Set struct {
	Switch string    `yaml:"switch" rule:"required"`
	Value  string    `yaml:"value" rule:"required,enum=on|off|warn"` // on, off, warn
	When   Condition `yaml:"when"`
}

// Setting changes a switch of the process: by a call, an assignment to an
// attribute, or an argument. Switches have names of ours:
// torch.deterministic, cudnn.deterministic, cudnn.benchmark, …
type Setting struct {
	ID      string   `yaml:"id" rule:"required"`
	Switch  string   `yaml:"switch" rule:"required"`
	Kind    string   `yaml:"kind" rule:"required,enum=call|attribute|argument"` // call, attribute, argument
	Symbols []string `yaml:"symbols" rule:"required,symbol"`
	// Parameter carries the value in a call or argument; for a call without
	// one, Value is what it sets.
	Parameter string `yaml:"parameter"`
	Value     string `yaml:"value" rule:"enum=on|off|warn"`
	// Values translate literals ("True", "False", "'warn'", "1") to on, off or
	// warn; the default is truthiness.
	Values   map[string]string `yaml:"values" rule:"values=on|off|warn"`
	When     Condition         `yaml:"when"`
	Versions string            `yaml:"versions" rule:"specifier"`
	Sources  []Source          `yaml:"sources"`
	Origin   Origin            `yaml:"-"`
}

// Variable is an environment variable that matters for determinism.
type Variable struct {
	Name string `yaml:"name" rule:"required"`
	// Valid are the values that help; empty means any non-empty one.
	Valid []string `yaml:"valid"`
	// Invalid are values that do not help.
	Invalid []string `yaml:"invalid"`
	// Read says when it is read: "start" (of the interpreter), "import" (of
	// the library), "device" (when CUDA starts), "use".
	Read     string   `yaml:"read" rule:"enum=start|import|device|use"`
	Switch   string   `yaml:"switch"` // what it turns on, "" if it is a need of another switch
	Needs    string   `yaml:"needs"`  // the switch that makes it necessary
	Versions string   `yaml:"versions" rule:"specifier"`
	Why      string   `yaml:"why"`
	Help     string   `yaml:"help"`
	Sources  []Source `yaml:"sources"`
	Origin   Origin   `yaml:"-"`
}

// Entropy is a callable whose result is not the same in every run.
type Entropy struct {
	// Kind is system (the default: random numbers of the operating
	// system), clock, process (ids), hash (salted), address, name (random names),
	// or machine: the same in each run on one machine, different on another.
	Kind    string    `yaml:"kind" rule:"enum=clock|process|system|hash|address|name|machine"`
	Symbols []string  `yaml:"symbols" rule:"required,symbol"`
	When    Condition `yaml:"when"`
	What    string    `yaml:"what" rule:"required"` // "the clock", "the process id", …
	Sources []Source  `yaml:"sources"`
	Origin  Origin    `yaml:"-"`
}

// Order gives results in an order that is not fixed.
type Order struct {
	ID   string `yaml:"id" rule:"required"`
	Kind string `yaml:"kind" rule:"required,enum=listing|completion|rows"`
	// Precision is low where the order is usually harmless.
	Precision string    `yaml:"precision" rule:"enum=high|medium|low"` // listing, completion
	Symbols   []string  `yaml:"symbols" rule:"required,symbol"`
	When      Condition `yaml:"when"`
	What      string    `yaml:"what"`
	Why       string    `yaml:"why"`
	Help      string    `yaml:"help"`
	Sources   []Source  `yaml:"sources"`
	Origin    Origin    `yaml:"-"`
}

// Device is a use of a device.
type Device struct {
	Symbols []string `yaml:"symbols" rule:"required,symbol"`
	// Parameter carries the device (string or torch.device); "" when the call
	// alone says it.
	Parameter string `yaml:"parameter"`
	// Device is cuda, maybe (decided at run time: can be a GPU) or cpu; with a
	// Parameter it is what an absent one means, "" for nothing.
	Device string `yaml:"device" rule:"enum=cuda|maybe|cpu"`
	// Values translate literals to cuda, cpu or maybe; strings that start with
	// "cuda" or "gpu" are cuda by default, "cpu" is cpu, others maybe.
	Values map[string]string `yaml:"values" rule:"values=cuda|maybe|cpu"`
	Origin Origin            `yaml:"-"`
}

// Trainer is a call that trains: backward passes, optimiser steps, fit.
type Trainer struct {
	Symbols []string `yaml:"symbols" rule:"required,symbol"`
	// Library's kind of training: torch, lightning, sklearn, …
	Kind string `yaml:"kind"`
	// Runs names the parameters that hold objects whose hooks are run.
	Runs   []string `yaml:"runs"`
	Origin Origin   `yaml:"-"`
}

// Removed is a name that does not exist in some versions.
type Removed struct {
	Symbols  []string `yaml:"symbols" rule:"required,symbol"`
	Versions string   `yaml:"versions" rule:"specifier"` // in which it does not exist
	Instead  string   `yaml:"instead"`
	Sources  []Source `yaml:"sources"`
	Origin   Origin   `yaml:"-"`
}
