// Command coverage writes docs/knowledge-coverage.md: of each source of
// non-determinism that was collected beforehand, where the knowledge base or a
// rule has it, or why it has none.
//
//	go run ./tools/coverage           # writes the page
//	go run ./tools/coverage -missing  # lists what has no place yet
package main

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/rules"
	"gopkg.in/yaml.v3"
)

//go:embed entries.yaml
var entriesText []byte

//go:embed elsewhere.yaml
var elsewhereText []byte

const page = "docs/knowledge-coverage.md"

// entry is one source of non-determinism with the names that it goes by.
type entry struct {
	ID      string   `yaml:"id"`
	Symbols []string `yaml:"symbols"`
}

func main() {
	log.SetFlags(0)
	missing := flag.Bool("missing", false, "list what has no place")
	flag.Parse()
	c, err := load()
	if err != nil {
		log.Fatal(err)
	}
	if *missing {
		for _, e := range c.missing() {
			fmt.Println(e.ID, strings.Join(e.Symbols, " "))
		}
		return
	}
	if err := os.WriteFile(page, c.page(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// coverage knows where entries are.
type coverage struct {
	kb        *rules.Base
	entries   []entry
	elsewhere map[string]string // by id: the rule's reasoning that has it, or why none does
}

func load() (*coverage, error) {
	c := &coverage{}
	var err error
	if c.kb, err = rules.Embedded(); err != nil {
		return nil, err
	}
	if err = yaml.Unmarshal(entriesText, &c.entries); err != nil {
		return nil, err
	}
	return c, yaml.Unmarshal(elsewhereText, &c.elsewhere)
}

// missing are the entries without a place and without a reason.
func (c *coverage) missing() []entry {
	var out []entry
	for _, e := range c.entries {
		if places, _ := c.places(e); len(places) == 0 && c.elsewhere[e.ID] == "" {
			out = append(out, e)
		}
	}
	return out
}

// abroad are the spellings of the collection that are not import names.
var abroad = strings.NewReplacer("tf.", "tensorflow.")

// places are the facts that speak of an entry, and how many of its names have
// one.
func (c *coverage) places(e entry) (places []string, known int) {
	for _, name := range e.Symbols {
		found := c.placesOf(name)
		if len(found) > 0 {
			known++
		}
		for _, p := range found {
			if !slices.Contains(places, p) {
				places = append(places, p)
			}
		}
	}
	slices.Sort(places)
	return places, known
}

func (c *coverage) placesOf(name string) []string {
	if v := c.kb.Variable(name); v != nil {
		return []string{"variable " + v.Name}
	}
	if strings.HasPrefix(name, "tf.") {
		name = abroad.Replace(name)
	}
	s := c.kb.Symbol(c.kb.Canonical(name))
	if s == nil {
		s = c.kb.Symbol(c.kb.Canonical("builtins." + name))
	}
	if s == nil {
		return nil
	}
	return factsOf(s)
}

// factsOf names the facts of a symbol that can lead to a finding.
func factsOf(s *rules.Symbol) []string {
	var out []string
	for _, op := range s.Ops {
		out = append(out, "operation "+op.ID)
	}
	for _, d := range s.Draws {
		out = append(out, "draw "+d.ID)
	}
	for _, sp := range s.SeedParameters {
		out = append(out, "seed parameter "+sp.ID)
	}
	for _, sd := range s.Seeders {
		out = append(out, "seeder "+sd.ID)
	}
	for _, st := range s.Settings {
		out = append(out, "setting "+st.ID)
	}
	named := map[string]bool{
		"generator": s.Generator != nil, "entropy": s.Entropy != nil, "removed name": s.Removed != nil, "setter": s.Setter,
	}
	for _, kind := range []string{"entropy", "generator", "removed name", "setter"} {
		if named[kind] {
			out = append(out, kind+" "+s.Name)
		}
	}
	if s.Order != nil {
		out = append(out, "order "+s.Order.ID)
	}
	return out
}

func (c *coverage) page() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What of the collected knowledge is where\n\n")
	fmt.Fprintf(&b, "Before the knowledge base was written, %d sources of non-determinism were collected from documentation, release\n", len(c.entries))
	fmt.Fprintf(&b, "notes, source code and papers. This page says of each where `rules/` has it, which rule has it in its reasoning, or why\n")
	fmt.Fprintf(&b, "it is left out. It is made by `go run ./tools/coverage`.\n\n")
	fmt.Fprintf(&b, "| entry | place |\n|---|---|\n")
	for _, e := range c.entries {
		fmt.Fprintf(&b, "| %s | %s |\n", e.ID, c.row(e))
	}
	return b.Bytes()
}

func (c *coverage) row(e entry) string {
	places, known := c.places(e)
	if len(places) > 4 {
		places = append(places[:3:3], fmt.Sprintf("%d more", len(places)-3))
	}
	text := strings.Join(places, ", ")
	if known > 0 && known < len(e.Symbols) {
		text += fmt.Sprintf(" (%d of %d names)", known, len(e.Symbols))
	}
	if also := c.elsewhere[e.ID]; also != "" {
		if text != "" {
			text += "; "
		}
		text += also
	}
	if text == "" {
		return "none yet"
	}
	return text
}
