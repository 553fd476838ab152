package environ

import (
	"regexp"
	"strconv"
	"strings"

	pep440 "github.com/aquasecurity/go-pep440-version"
)

var clausePattern = regexp.MustCompile(`^(===|==|!=|~=|<=|>=|<|>)\s*([^\s,;<>=!~]+)$`)

// readSpecifier turns a PEP 440 specifier set into its tidy form and strength.
func readSpecifier(text string) (string, Strength, error) {
	text = strings.TrimSpace(text)
	if text == "" || text == "*" {
		return "", Loose, nil
	}
	var clauses []string
	exact := false
	for _, clause := range strings.Split(text, ",") {
		if clause = strings.TrimSpace(clause); clause == "" {
			continue
		}
		match := clausePattern.FindStringSubmatch(clause)
		if match == nil {
			if strings.HasPrefix(clause, "=") && !strings.HasPrefix(clause, "==") {
				return "", Range, errSingleSign
			}
			return "", Range, errNoVersion
		}
		tidy := tidyClause(match[1], match[2])
		clauses = append(clauses, tidy)
		exact = exact || strings.HasPrefix(tidy, "==") && !strings.HasSuffix(tidy, "*")
	}
	if len(clauses) == 0 {
		return "", Range, errNoVersion
	}
	strength := Range
	if exact {
		strength = Exact
	}
	joined := strings.Join(clauses, ",")
	if !validSpecifier(joined) {
		return "", strength, nil
	}
	return joined, strength, nil
}

// tidyClause drops a wildcard where only equality knows one.
func tidyClause(operator, version string) string {
	if operator != "==" && operator != "!=" {
		version = strings.TrimSuffix(version, ".*")
	}
	return operator + version
}

// validSpecifier asks the library that judges versions later; nearly all
// versions are plain numbers, for which there is nothing to ask.
func validSpecifier(text string) bool {
	if version, ok := strings.CutPrefix(text, "=="); ok && plainVersion(version) {
		return true
	}
	_, err := pep440.NewSpecifiers(text)
	return err == nil
}

// plainVersion is true for "1", "1.2", "1.2.3" and so on.
func plainVersion(text string) bool {
	digit := false
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digit = true
		case c == '.' && digit:
			digit = false
		default:
			return false
		}
	}
	return digit
}

// exactly is the specifier of one version; "" where it is no PEP 440 version.
func exactly(version string) (string, Strength) {
	version = strings.TrimPrefix(strings.TrimSpace(version), "v")
	if text := "==" + version; version != "" && !strings.ContainsAny(version, ", *|") && validSpecifier(text) {
		return text, Exact
	}
	return "", Exact
}

// prefixed is the specifier of all versions below a release ("1.2" -> 1.2.*).
func prefixed(version string) (string, Strength) {
	version = strings.TrimSuffix(version, ".*")
	if text := "==" + version + ".*"; validSpecifier(text) {
		return text, Range
	}
	return "", Range
}

// release reads the leading numbers of a version: "1.2.3rc1" gives 1, 2, 3.
func release(version string) []int {
	var out []int
	for _, part := range strings.Split(version, ".") {
		digits := len(part) - len(strings.TrimLeft(part, "0123456789"))
		n, err := strconv.Atoi(part[:digits])
		if err != nil {
			break
		}
		out = append(out, n)
		if digits < len(part) {
			break
		}
	}
	return out
}

func joinRelease(parts []int) string {
	texts := make([]string, len(parts))
	for i, n := range parts {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ".")
}
