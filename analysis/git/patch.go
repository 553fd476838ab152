package git

import (
	"bytes"
	"strconv"
	"strings"
)

// Changes are the lines of files that changed, by slash path from the folder
// that was asked about. A nil list stands for the whole file.
type Changes map[string][]Lines

// Lines are the lines [First, End) of a file, counted from 0.
type Lines struct{ First, End int }

// ParsePatch reads a patch without context, as `git diff --unified=0` writes
// it with the prefixes a/ and b/. What is no patch has no changes.
func ParsePatch(patch []byte) Changes {
	out := Changes{}
	file, body := "", 0 // body is the number of lines left of the present hunk
	for line := range bytes.Lines(patch) {
		text := strings.TrimSuffix(string(line), "\n")
		switch {
		case body > 0 && (text == "" || text[0] == '+' || text[0] == '-'):
			body--
		case strings.HasPrefix(text, "diff --git "):
			file, body = "", 0
		case strings.HasPrefix(text, "+++ "):
			file = patchedName(strings.TrimPrefix(text, "+++ "))
		case strings.HasPrefix(text, "@@ "):
			var added Lines
			added, body = hunk(text)
			if added.End > added.First && file != "" {
				out[file] = append(out[file], added)
			}
		}
	}
	return out
}

// hunk reads "@@ -12,3 +12 @@": the lines it adds, and how many follow.
func hunk(header string) (added Lines, body int) {
	fields := strings.Fields(header)
	if len(fields) < 3 {
		return Lines{}, 0
	}
	_, removed := hunkSide(fields[1])
	first, n := hunkSide(fields[2])
	return Lines{First: first - 1, End: first - 1 + n}, removed + n
}

// hunkSide reads "-12,3" or "+12": the first line, from 1, and their number.
func hunkSide(s string) (first, n int) {
	at, count, some := strings.Cut(strings.TrimLeft(s, "+-"), ",")
	first, err := strconv.Atoi(at)
	if n = 1; some && err == nil {
		n, err = strconv.Atoi(count)
	}
	const most = 1 << 30
	if err != nil || n <= 0 || first < 1 || first > most || n > most {
		return 1, 0
	}
	return first, n
}

// patchedName is the path in a header of a patch, "" when the file went away.
// Git quotes unusual names as C does, and ends those with a space by a tab.
func patchedName(s string) string {
	if name, err := strconv.Unquote(s); err == nil {
		s = name
	} else {
		s = strings.TrimSuffix(s, "\t")
	}
	name, ok := strings.CutPrefix(s, "b/")
	if !ok {
		return ""
	}
	return name
}

// wholly reads `git diff --numstat -z` and gives the files without lines, such
// as notebooks that git was told to take as binary.
func wholly(numstat []byte) []string {
	var out []string
	parts := strings.Split(string(numstat), "\x00")
	for i := 0; i < len(parts); i++ {
		counts, name, ok := cutCounts(parts[i])
		if !ok {
			continue
		}
		if name == "" && i+2 < len(parts) { // renamed: the old and the new name follow
			name = parts[i+2]
			i += 2
		}
		if counts == "-\t-" && name != "" {
			out = append(out, name)
		}
	}
	return out
}

// cutCounts cuts "3\t1\tname" after the second tab.
func cutCounts(s string) (counts, name string, ok bool) {
	one := strings.IndexByte(s, '\t')
	if one < 0 {
		return "", "", false
	}
	two := strings.IndexByte(s[one+1:], '\t')
	if two < 0 {
		return "", "", false
	}
	return s[:one+1+two], s[one+two+2:], true
}
