// Package templates holds the templates of projects, as data: a folder for each
// with template.yaml and files, and layers of files that several share.
package templates

import (
	"embed"
	"io/fs"
	"sync"

	"gopkg.in/yaml.v3"
)

// FS has a folder for each template and layer.
//
//go:embed all:common all:import all:mlflow all:mlflow-pytorch all:mlflow-tensorflow all:mlflow-xgboost all:mlflow-xgboost-dask all:package-prediction all:xgboost
var FS embed.FS

// Versions are the newest versions of the templates, X.Y.Z, by handle and by
// each other name.
var Versions = sync.OnceValue(func() map[string]string {
	manifests, err := fs.Glob(FS, "*/template.yaml")
	if err != nil {
		panic(err)
	}
	out := map[string]string{}
	for _, name := range manifests {
		var m struct {
			Handle, Version string
			Aliases         []string
		}
		raw, err := FS.ReadFile(name)
		if err == nil {
			err = yaml.Unmarshal(raw, &m)
		}
		if err != nil {
			panic(err) // they are part of the program and tested
		}
		out[m.Handle] = m.Version
		for _, a := range m.Aliases {
			out[a] = m.Version
		}
	}
	return out
})
