package config

import "github.com/mlf-core/mlf-lsp/analysis/check"

// defaultOrigin is what Origins says of keys that nobody set.
const defaultOrigin = "default"

// Default returns the configuration of a project that says nothing. Root is
// empty: paths are then taken as they are.
func Default() *Config {
	c := &Config{
		Severity: map[string]check.Severity{},
		Off:      map[string]bool{},
		Pins:     map[string]string{},
		Origins:  map[string]string{},
	}
	for i := range options {
		o := &options[i]
		if o.Default != nil {
			o.apply(c, o.Default)
		}
		c.Origins[o.Key] = defaultOrigin
	}
	return c
}

// DefaultExcludes returns the patterns of paths that are left out unless
// NoDefaultExcludes: version control, environments, caches and build output.
func DefaultExcludes() []string {
	return []string{
		".git", ".hg", ".svn", ".bzr", ".jj",
		".venv", "venv", ".tox", ".nox", ".direnv", "__pypackages__", "site-packages", "node_modules",
		"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".pytype", ".ipynb_checkpoints", ".cache",
		".eggs", "*.egg-info", "/build", "/dist", "/mlruns", "/wandb",
	}
}
