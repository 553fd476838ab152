package environ

import (
	"errors"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// NormaliseName gives the name of a distribution as PEP 503 compares it: lower
// case, each run of "-", "_" and "." one "-".
func NormaliseName(name string) string {
	var out strings.Builder
	pending := false
	for _, r := range strings.ToLower(strings.TrimSpace(name)) {
		if r == '-' || r == '_' || r == '.' {
			pending = true
			continue
		}
		if pending && out.Len() > 0 {
			out.WriteByte('-')
		}
		pending = false
		out.WriteRune(r)
	}
	return out.String()
}

var (
	requirementHead = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\[\]]*)\])?\s*`)
	artifactName    = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-([0-9][A-Za-z0-9.!+_]*)-.*\.whl$`)
	sourceArchive   = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*?)-([0-9][A-Za-z0-9.!+_]*)\.(?:tar\.gz|tar\.bz2|tgz|zip)$`)
	commitHash      = regexp.MustCompile(`^[0-9a-f]{7,40}$`)
	eggName         = regexp.MustCompile(`[#&]egg=([A-Za-z0-9._-]+)`)
	vcsScheme       = regexp.MustCompile(`^(git|hg|svn|bzr)\+`)
)

var (
	errNoName     = errors.New("it does not begin with the name of a package")
	errNoVersion  = errors.New("what follows the name is no version restriction; write name==1.2.3")
	errSingleSign = errors.New("\"=\" is no operator here; write \"==\"")
)

// ParseRequirement reads one PEP 508 requirement ("torch[opt]>=2.1; marker",
// "torch @ https://…/torch-2.1.0-….whl"). The Span of the answer counts bytes
// of text, without white space around it; Line is 1. The error is a clause that
// completes "this requirement cannot be read: …".
func ParseRequirement(text string) (Pin, error) {
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	body := strings.TrimSpace(text)
	pin := Pin{Span: Span{start, start + len(body)}, Line: 1}
	head := requirementHead.FindStringSubmatch(body)
	if head == nil {
		return pin, errNoName
	}
	pin.Package = NormaliseName(head[1])
	pin.Extras = splitExtras(head[2])
	rest := body[len(head[0]):]
	if strings.HasPrefix(rest, "@") {
		target, marker, _ := strings.Cut(rest[1:], " ;")
		if marker == "" {
			target, marker, _ = strings.Cut(rest[1:], "\t;")
		}
		pin.Marker = strings.TrimSpace(marker)
		applyURL(&pin, strings.TrimSpace(target))
		return pin, nil
	}
	specifier, marker, _ := strings.Cut(rest, ";")
	pin.Marker = strings.TrimSpace(marker)
	specifier = strings.TrimSpace(specifier)
	specifier = strings.TrimSuffix(strings.TrimPrefix(specifier, "("), ")")
	var err error
	pin.Specifier, pin.Strength, err = readSpecifier(specifier)
	return pin, err
}

func splitExtras(text string) []string {
	var extras []string
	for _, extra := range strings.Split(text, ",") {
		if extra = NormaliseName(extra); extra != "" {
			extras = append(extras, extra)
		}
	}
	slices.Sort(extras)
	return slices.Compact(extras)
}

// applyURL takes version and strength from a direct reference.
func applyURL(pin *Pin, address string) {
	pin.URL = address
	if vcsScheme.MatchString(address) {
		applyVCS(pin, address)
		return
	}
	if _, version := artifact(address); version != "" {
		pin.Specifier, pin.Strength = exactly(version)
	}
}

// applyVCS calls a commit hash exact; a branch or tag can move.
func applyVCS(pin *Pin, address string) {
	address, _, _ = strings.Cut(address, "#")
	if at := strings.LastIndexByte(address, '@'); at > strings.LastIndexByte(address, '/') {
		if commitHash.MatchString(address[at+1:]) {
			pin.Strength = Exact
		}
	}
}

// artifact reads name and version from the file name of a wheel or source
// archive, "" and "" where there are none.
func artifact(address string) (name, version string) {
	address, _, _ = strings.Cut(address, "#")
	address, _, _ = strings.Cut(address, "?")
	base := path.Base(strings.ReplaceAll(address, `\`, "/"))
	if plain, err := url.PathUnescape(base); err == nil {
		base = plain
	}
	match := artifactName.FindStringSubmatch(base)
	if match == nil {
		match = sourceArchive.FindStringSubmatch(base)
	}
	if match == nil {
		return "", ""
	}
	return match[1], strings.ReplaceAll(match[2], "_", "+")
}

// parseAddress reads a bare URL, VCS address or path to a wheel.
func parseAddress(text string) (Pin, bool) {
	text = strings.TrimSpace(text)
	pin := Pin{}
	if egg := eggName.FindStringSubmatch(text); egg != nil {
		pin.Package = NormaliseName(egg[1])
	}
	address, marker, _ := strings.Cut(text, " ;")
	pin.Marker = strings.TrimSpace(marker)
	applyURL(&pin, strings.TrimSpace(address))
	if pin.Package == "" {
		name, _ := artifact(address)
		pin.Package = NormaliseName(name)
	}
	if pin.Package == "" && vcsScheme.MatchString(address) {
		pin.Package = repositoryName(address)
	}
	return pin, pin.Package != ""
}

// repositoryName guesses the distribution from the last part of a VCS address.
func repositoryName(address string) string {
	address, _, _ = strings.Cut(address, "#")
	base := path.Base(address)
	base, _, _ = strings.Cut(base, "@")
	return NormaliseName(strings.TrimSuffix(base, ".git"))
}

// looksLikeAddress tells URLs and paths from requirements.
func looksLikeAddress(text string) bool {
	if head := requirementHead.FindString(text); head != "" && strings.HasPrefix(text[len(head):], "@") {
		return false
	}
	text, _, _ = strings.Cut(text, " ")
	if strings.Contains(text, "://") || vcsScheme.MatchString(text) {
		return true
	}
	return strings.HasPrefix(text, ".") || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~") ||
		strings.HasSuffix(text, ".whl") || strings.HasSuffix(text, ".tar.gz") || strings.HasSuffix(text, ".zip") ||
		strings.ContainsAny(text, `/\`) && !strings.ContainsAny(text, "<>=@;")
}
