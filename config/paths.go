package config

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Excluded says whether a file or folder is left out of the analysis. The path
// is a slash path relative to Root, or an absolute path below it.
func (c *Config) Excluded(path string) bool {
	path = c.relative(path)
	if !c.NoDefaultExcludes && matchAny(defaultExcludes, path) {
		return true
	}
	return matchAny(c.Exclude, path)
}

var defaultExcludes = DefaultExcludes()

// IsTest says whether a file is a test by TestFiles; the path as in Excluded.
func (c *Config) IsTest(path string) bool { return matchAny(c.TestFiles, c.relative(path)) }

// relative turns a path into the slash path relative to Root that patterns
// are written for. Paths outside Root stay as they are.
func (c *Config) relative(name string) string {
	if c.Root != "" && filepath.IsAbs(name) {
		rel, err := filepath.Rel(c.Root, name)
		if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			name = rel
		}
	}
	return path.Clean(filepath.ToSlash(name))
}

func matchAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matchPath(p, name) })
}

// matchPath says whether a pattern matches a clean slash path or one of the
// folders above it. A pattern without a slash matches at any depth; a leading
// slash or "./" ties it to the root.
func matchPath(pattern, name string) bool {
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(pattern, "."), "/"); ok {
		pattern = rest
	} else if !strings.Contains(strings.TrimSuffix(pattern, "/"), "/") {
		pattern = "**/" + pattern
	}
	pattern = strings.TrimSuffix(pattern, "/")
	for name != "." && name != "/" && name != "" {
		if ok, _ := doublestar.Match(pattern, name); ok {
			return true
		}
		name = path.Dir(name)
	}
	return false
}
