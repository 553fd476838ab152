package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// papers are the texts that go with a program: our licence, those of all that
// is linked into it, and the bill of materials.
func papers(b *built) ([]file, error) {
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		return nil, err
	}
	others, err := licences(b)
	if err != nil {
		return nil, err
	}
	bill, err := billOfMaterials(b)
	if err != nil {
		return nil, err
	}
	return []file{{"LICENSE", 0o644, own}, {"THIRD_PARTY_LICENSES", 0o644, others}, {"sbom.cdx.json", 0o644, bill}}, nil
}

var licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|unlicense)([-.].*)?$`)

// licences joins the licences of Go and of the modules that are linked in.
func licences(b *built) ([]byte, error) {
	var out bytes.Buffer
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	if err := addLicences(&out, "Go "+b.info.GoVersion, strings.TrimSpace(string(root))); err != nil {
		return nil, err
	}
	for _, m := range b.info.Deps {
		dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", m.Path).Output()
		if err != nil {
			return nil, fmt.Errorf("%s has no sources here: %w", m.Path, err)
		}
		if err := addLicences(&out, m.Path+" "+m.Version, strings.TrimSpace(string(dir))); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// addLicences adds the licences of a folder; to have none is an error.
func addLicences(out *bytes.Buffer, what, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	some := false
	for _, e := range entries {
		if e.IsDir() || !licenceName.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "==== %s: %s ====\n\n%s\n\n", what, e.Name(), strings.TrimSpace(string(text)))
		some = true
	}
	if !some {
		return fmt.Errorf("%s has no licence", what)
	}
	return nil
}

// billOfMaterials lists the modules linked in, as CycloneDX 1.5.
func billOfMaterials(b *built) ([]byte, error) {
	type component struct {
		Type    string `json:"type"`
		Name    string `json:"name"`
		Version string `json:"version"`
		PURL    string `json:"purl"`
	}
	list := []component{{"framework", "go", strings.TrimPrefix(b.info.GoVersion, "go"), "pkg:golang/std@" + strings.TrimPrefix(b.info.GoVersion, "go")}}
	for _, m := range b.info.Deps {
		list = append(list, component{"library", m.Path, m.Version, "pkg:golang/" + m.Path + "@" + m.Version})
	}
	slices.SortFunc(list, func(a, b component) int { return strings.Compare(a.PURL, b.PURL) })
	text, err := json.MarshalIndent(struct {
		Format     string      `json:"bomFormat"`
		Spec       string      `json:"specVersion"`
		Version    int         `json:"version"`
		Components []component `json:"components"`
	}{"CycloneDX", "1.5", 1, list}, "", "  ")
	return append(text, '\n'), err
}
