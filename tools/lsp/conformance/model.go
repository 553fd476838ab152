// Package conformance holds recorded sessions against the language server
// protocol: each message against the meta-model that the protocol publishes,
// and the session against what the specification says in words.
//
// metaModel.json is that of version 3.18, by Microsoft under the MIT licence
// (LICENSE.metaModel), from microsoft/vscode-languageserver-node, unchanged.
package conformance

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed metaModel.json
var metaModel []byte

type metaType struct {
	Kind    string
	Name    string
	Element *metaType
	Key     *metaType
	Items   []metaType
	Value   json.RawMessage // of maps a type, of literals a value or properties
}

type property struct {
	Name     string
	Type     metaType
	Optional bool
}

type structure struct {
	Name            string
	Extends, Mixins []metaType
	Properties      []property
}

type enumeration struct {
	Name                 string
	Type                 metaType
	SupportsCustomValues bool
	Values               []struct{ Value json.RawMessage }
}

// method is a request or a notification.
type method struct {
	Method             string
	MessageDirection   string
	Params             *metaType
	Result             *metaType
	ErrorData          *metaType
	PartialResult      *metaType
	RegistrationMethod string
	RegistrationOption *metaType `json:"registrationOptions"`
	ClientCapability   string
}

type model struct {
	structures    map[string]structure
	enumerations  map[string]enumeration
	aliases       map[string]metaType
	requests      map[string]method
	notifications map[string]method
	registrations map[string]method // by the method that registers

	flat sync.Map // of a structure's name to its []property, with inherited ones
}

var loadModel = sync.OnceValue(func() *model {
	var raw struct {
		Requests, Notifications []method
		Structures              []structure
		Enumerations            []enumeration
		TypeAliases             []struct {
			Name string
			Type metaType
		}
	}
	if err := json.Unmarshal(metaModel, &raw); err != nil {
		panic(fmt.Sprintf("metaModel.json: %v", err)) // it is part of this package
	}
	m := &model{
		structures: map[string]structure{}, enumerations: map[string]enumeration{}, aliases: map[string]metaType{},
		requests: map[string]method{}, notifications: map[string]method{}, registrations: map[string]method{},
	}
	for _, s := range raw.Structures {
		m.structures[s.Name] = s
	}
	for _, e := range raw.Enumerations {
		m.enumerations[e.Name] = e
	}
	for _, a := range raw.TypeAliases {
		m.aliases[a.Name] = a.Type
	}
	register := func(x method) {
		if x.RegistrationMethod == "" {
			x.RegistrationMethod = x.Method
		}
		if _, ok := m.registrations[x.RegistrationMethod]; !ok || x.Method == x.RegistrationMethod {
			m.registrations[x.RegistrationMethod] = x
		}
	}
	for _, r := range raw.Requests {
		m.requests[r.Method] = r
		register(r)
	}
	for _, n := range raw.Notifications {
		m.notifications[n.Method] = n
		register(n)
	}
	return m
})

// properties are those of a structure with those it inherits.
func (m *model) properties(name string) []property {
	if p, ok := m.flat.Load(name); ok {
		return p.([]property)
	}
	s := m.structures[name]
	byName := map[string]int{}
	var out []property
	add := func(list []property) {
		for _, p := range list {
			if i, ok := byName[p.Name]; ok {
				out[i] = p // a structure may narrow what it inherits
				continue
			}
			byName[p.Name] = len(out)
			out = append(out, p)
		}
	}
	for _, parent := range append(append([]metaType{}, s.Extends...), s.Mixins...) {
		add(m.properties(parent.Name))
	}
	add(s.Properties)
	m.flat.Store(name, out)
	return out
}
