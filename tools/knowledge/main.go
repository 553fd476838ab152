// Command knowledge writes, as JSON, the names that the knowledge base speaks
// of, for tools/knowledge/names.py to look up in installed frameworks.
//
//	go run ./tools/knowledge > names.json
package main

import (
	"encoding/json"
	"log"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/rules"
)

// library is what is to be looked up of one library.
type library struct {
	Library       string            `json:"library"`
	Distributions []string          `json:"distributions"`
	Modules       []string          `json:"modules"`
	Names         []string          `json:"names"`
	Aliases       map[string]string `json:"aliases"`
}

func main() {
	log.SetFlags(0)
	base, err := rules.Embedded()
	if err != nil {
		log.Fatal(err)
	}
	var out []library
	for _, l := range base.Libraries() {
		names := map[string]bool{}
		collect(reflect.ValueOf(l).Elem(), names)
		out = append(out, library{l.Name, append([]string{l.Name}, l.Distributions...), l.Modules, slices.Sorted(maps.Keys(names)), l.Aliases})
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", " ")
	if err := e.Encode(out); err != nil {
		log.Fatal(err)
	}
}

// collect gathers the symbols of all sections. A symbol for all below a module
// stands for the module.
func collect(v reflect.Value, names map[string]bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch {
			case f.Name == "Symbols" || f.Name == "Symbol" || f.Name == "Setters" || f.Name == "OrderFree":
				add(v.Field(i), names)
			case f.IsExported():
				collect(v.Field(i), names)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), names)
		}
	}
}

func add(v reflect.Value, names map[string]bool) {
	if v.Kind() == reflect.String {
		names[strings.TrimSuffix(v.String(), ".*")] = true
		return
	}
	for i := range v.Len() {
		add(v.Index(i), names)
	}
}
