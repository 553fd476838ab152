package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/record"
	"gopkg.in/yaml.v3"
)

// User is who creates projects, as mlf-lsp config keeps it.
type User struct {
	FullName string `yaml:"full_name,omitempty"`
	Email    string `yaml:"email,omitempty"`
	GitHub   string `yaml:"github_username,omitempty"`
}

// ConfigFolder is where mlf-lsp keeps what it knows of the user: the folder of
// MLF_LSP_CONFIG_HOME, else mlf-lsp in the system's folder for settings.
func ConfigFolder() (string, error) {
	if dir := os.Getenv("MLF_LSP_CONFIG_HOME"); dir != "" {
		return dir, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for settings; set MLF_LSP_CONFIG_HOME to one: %w", err)
	}
	return filepath.Join(dir, "mlf-lsp"), nil
}

// ReadUser is the user in the configuration folder; the zero User when there
// is none yet.
func ReadUser() (User, error) {
	var u User
	dir, err := ConfigFolder()
	if err != nil {
		return u, err
	}
	path := filepath.Join(dir, "user.yaml")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return u, nil
	} else if err != nil {
		return u, err
	}
	if err := record.DecodeYAML(raw, &u); err != nil {
		return u, fmt.Errorf("%s is broken: %w; write it anew with mlf-lsp config general", path, err)
	}
	return u, nil
}

// Save keeps the user in the configuration folder, readable by nobody else.
func (u User) Save() error {
	raw, err := yaml.Marshal(u)
	if err != nil {
		return err
	}
	return savePrivate("user.yaml", raw)
}

// savePrivate writes a file of the configuration folder for the user alone.
func savePrivate(name string, data []byte) (err error) {
	dir, err := ConfigFolder()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the settings cannot be kept: %w", err)
	}
	tmp, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("the settings cannot be kept: %w", err)
	}
	defer func() {
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), filepath.Join(dir, name))
}

var notGitHubName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// WithDefaults fills what is empty from git's settings and the system's
// account.
func (u User) WithDefaults() User {
	first := func(values ...string) string {
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				return v
			}
		}
		return ""
	}
	account := first(os.Getenv("USER"), os.Getenv("USERNAME"), "researcher")
	u.FullName = first(u.FullName, gitSetting("user.name"), account)
	u.Email = first(u.Email, gitSetting("user.email"), account+"@example.org")
	u.GitHub = first(u.GitHub, strings.Trim(notGitHubName.ReplaceAllString(account, "-"), "-"))
	return u
}
