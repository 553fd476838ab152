package scaffold

import (
	"embed"
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
)

// The texts are those of the SPDX licence list.
//
//go:embed licenses
var licenseTexts embed.FS

// License is a licence that a project may have.
type License struct {
	ID         string // of SPDX
	ancestor   string // how mlf-core called it
	classifier string // of Python packages, "" where there is none
}

// Closed is the licence of projects that are not open.
const Closed = "LicenseRef-Proprietary"

// Licenses are what create offers, in the order in which it lists them.
func Licenses() []License { return licenses }

var licenses = []License{
	{"MIT", "MIT", "License :: OSI Approved :: MIT License"},
	{"BSD-3-Clause", "BSD", "License :: OSI Approved :: BSD License"},
	{"ISC", "ISC", "License :: OSI Approved :: ISC License (ISCL)"},
	{"Apache-2.0", "Apache2.0", "License :: OSI Approved :: Apache Software License"},
	{"GPL-3.0-or-later", "GNUv3", "License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)"},
	{"BSL-1.0", "Boost", "License :: OSI Approved :: Boost Software License 1.0 (BSL-1.0)"},
	{"AGPL-3.0-or-later", "Affero", "License :: OSI Approved :: GNU Affero General Public License v3 or later (AGPLv3+)"},
	{"CC0-1.0", "CC0", "License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication"},
	{"CC-BY-4.0", "CCBY", ""},
	{"CC-BY-SA-4.0", "CCBYSA", ""},
	{"EPL-2.0", "Eclipse", "License :: OSI Approved :: Eclipse Public License 2.0 (EPL-2.0)"},
	{"WTFPL", "WTFPL", ""},
	{"Unlicense", "unlicence", "License :: OSI Approved :: The Unlicense (Unlicense)"},
	{Closed, "Not open source", "License :: Other/Proprietary License"},
}

func validLicense(answer string) (string, error) {
	var names []string
	for _, l := range licenses {
		if strings.EqualFold(answer, l.ID) || strings.EqualFold(answer, l.ancestor) {
			return l.ID, nil
		}
		names = append(names, l.ID)
	}
	hint := ""
	if near, ok := config.Nearest(answer, names); ok {
		hint = fmt.Sprintf(", did you mean %s?", near)
	}
	return "", fmt.Errorf("license cannot be %q%s; it is one of %s", answer, hint, strings.Join(names, ", "))
}

func licenseNamed(id string) License {
	for _, l := range licenses {
		if l.ID == id {
			return l
		}
	}
	return License{ID: id}
}

// text is the licence of a holder and a year.
func (l License) text(holder, year string) string {
	raw, err := licenseTexts.ReadFile("licenses/" + l.ID + ".txt")
	if err != nil {
		return fmt.Sprintf("Copyright (c) %s %s. All rights reserved.\n", year, holder)
	}
	text, err := expand(l.ID, string(raw), map[string]string{"full_name": holder, "year": year})
	if err != nil {
		panic(err) // the texts are ours
	}
	return text
}
