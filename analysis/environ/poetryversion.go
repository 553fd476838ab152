package environ

import "strings"

// poetryConstraint turns Poetry's version language into PEP 440: "^1.2",
// "~1.2", "1.*", "1.2.3" (exact), ">=1,<2". Alternatives ("^1 || ^2") cannot be
// said in PEP 440 and give "" with Range.
func poetryConstraint(text string) (string, Strength) {
	text = strings.TrimSpace(text)
	switch {
	case text == "" || text == "*" || text == "latest":
		return "", Loose
	case strings.Contains(text, "|"):
		return "", Range
	}
	var clauses []string
	strength := Range
	for _, clause := range splitConstraint(text) {
		specifier, s := poetryClause(clause)
		if specifier == "" && s == Range {
			return "", Range
		}
		if s == Exact {
			strength = Exact
		}
		if specifier != "" {
			clauses = append(clauses, specifier)
		}
	}
	joined := strings.Join(clauses, ",")
	if joined != "" && !validSpecifier(joined) {
		return "", strength
	}
	return joined, strength
}

// splitConstraint separates clauses at commas and at blanks between them, but
// keeps an operator with its version (">= 1.0").
func splitConstraint(text string) []string {
	var out []string
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' }) {
		if n := len(out); n > 0 && strings.Trim(out[n-1], "<>=!~^") == "" {
			out[n-1] += field
			continue
		}
		out = append(out, field)
	}
	return out
}

func poetryClause(clause string) (string, Strength) {
	switch {
	case strings.HasPrefix(clause, "^"):
		return caret(strings.TrimPrefix(clause, "^"))
	case strings.HasPrefix(clause, "~") && !strings.HasPrefix(clause, "~="):
		return tilde(strings.TrimPrefix(clause, "~"))
	case strings.HasSuffix(clause, ".*") && !strings.ContainsAny(clause, "<>=!"):
		return prefixed(clause)
	case strings.HasPrefix(clause, "=") && !strings.HasPrefix(clause, "=="):
		return exactly(clause[1:])
	case strings.ContainsAny(clause, "<>=!"):
		specifier, strength, err := readSpecifier(clause)
		if err != nil {
			return "", Range
		}
		return specifier, strength
	}
	return exactly(clause)
}

// caret lets everything right of the first number that is not zero grow.
func caret(version string) (string, Strength) {
	parts := release(version)
	if len(parts) == 0 {
		return "", Range
	}
	at := len(parts) - 1
	for i, n := range parts {
		if n != 0 {
			at = i
			break
		}
	}
	return between(version, bump(parts, at))
}

// tilde lets the last number grow: "~1.2.3" below 1.3, "~1" below 2.
func tilde(version string) (string, Strength) {
	parts := release(version)
	if len(parts) == 0 {
		return "", Range
	}
	return between(version, bump(parts, min(1, len(parts)-1)))
}

func bump(parts []int, at int) string {
	upper := append([]int(nil), parts[:at+1]...)
	upper[at]++
	return joinRelease(upper)
}

func between(low, high string) (string, Strength) {
	if text := ">=" + strings.TrimSuffix(low, ".*") + ",<" + high; validSpecifier(text) {
		return text, Range
	}
	return "", Range
}
