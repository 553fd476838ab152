package environ

import (
	"regexp"
	"strings"
)

var (
	apptainerHeader  = regexp.MustCompile(`^\s*([A-Za-z]+)\s*:\s*(\S+)`)
	apptainerSection = regexp.MustCompile(`^\s*%([A-Za-z]+)`)
)

// readApptainer reads the definition file of Apptainer, once Singularity: a
// header that names the image to start from, and sections of shell. A file may
// hold several such stages.
func readApptainer(b *builder) {
	parts := map[string][]Span{} // the bodies of sections by name
	name, bootstrap := "", ""
	for _, line := range b.physicalLines() {
		end := line.base + len(line.text)
		if m := apptainerSection.FindStringSubmatch(line.text); m != nil {
			name = strings.ToLower(m[1])
			parts[name] = append(parts[name], Span{end, end})
			continue
		}
		at := apptainerHeader.FindStringSubmatchIndex(line.text)
		key := ""
		if at != nil {
			key = strings.ToLower(line.text[at[2]:at[3]])
		}
		if name != "" && key != "bootstrap" {
			parts[name][len(parts[name])-1].End = end
			continue
		}
		name = ""
		switch {
		case key == "bootstrap":
			bootstrap = strings.ToLower(line.text[at[4]:at[5]])
		case key == "from" && pulled[bootstrap]:
			b.addImage(line.text[at[4]:at[5]], "", line.span(at[4], at[5]))
		}
	}
	if bootstrap == "" {
		return // a definition of some other kind
	}
	s := &shellState{b: b, keep: true}
	for _, section := range []string{"environment", "post", "runscript"} {
		state := s
		if s.keep = section == "environment"; section == "post" {
			state = &shellState{b: b} // its variables are gone when the image is made
		}
		for _, at := range parts[section] {
			state.run(mapped{text: b.text[at.Start:at.End], base: at.Start})
		}
	}
}

// pulled are the ways to start from an image of a registry.
var pulled = map[string]bool{"docker": true, "library": true, "oras": true, "shub": true}
