package record

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Version is X.Y.Z or X.Y.Z-SNAPSHOT.
type Version struct {
	Major, Minor, Patch int
	Snapshot            bool
}

var projectVersion = regexp.MustCompile(`^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-SNAPSHOT)?$`)

// ParseVersion reads a version; the error is one sentence.
func ParseVersion(text string) (Version, error) {
	m := projectVersion.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return Version{}, fmt.Errorf("%q is no version; it must have the form 1.2.3 or 1.2.3-SNAPSHOT", text)
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // at most nine digits
	}
	return Version{n[0], n[1], n[2], m[4] != ""}, nil
}

func (v Version) String() string {
	tail := ""
	if v.Snapshot {
		tail = "-SNAPSHOT"
	}
	return fmt.Sprintf("%d.%d.%d%s", v.Major, v.Minor, v.Patch, tail)
}

// Python is how Python's packages spell the version.
func (v Version) Python() string { return strings.Replace(v.String(), "-SNAPSHOT", ".dev0", 1) }

// Release is the version without -SNAPSHOT.
func (v Version) Release() Version { v.Snapshot = false; return v }

// Compare orders versions; a snapshot comes before its release.
func (v Version) Compare(w Version) int {
	if c := cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Patch, w.Patch)); c != 0 {
		return c
	}
	switch {
	case v.Snapshot == w.Snapshot:
		return 0
	case v.Snapshot:
		return -1
	}
	return 1
}

// Follows tells whether w is one of the versions that come next after v.
func (w Version) Follows(v Version) bool {
	w, v = w.Release(), v.Release()
	return w == v || w == Version{v.Major, v.Minor, v.Patch + 1, false} ||
		w == Version{v.Major, v.Minor + 1, 0, false} || w == Version{v.Major + 1, 0, 0, false}
}
