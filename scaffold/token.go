package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// The token of GitHub is kept in the system's keyring, or where there is none in
// a file of the configuration folder that the user alone can read.
const (
	keyringService = "mlf-lsp"
	keyringUser    = "github-token"
	tokenFile      = "github-token"
	// keyringPatience is how long a keyring may take: one that is locked asks on
	// a screen that may not be there.
	keyringPatience = 5 * time.Second
)

// askKeyring does something with the system's keyring; false tells that there
// is none that answers, or that MLF_LSP_KEYRING=off forbids it.
func askKeyring(do func() (string, error)) (string, bool) {
	if os.Getenv("MLF_LSP_KEYRING") == "off" {
		return "", false
	}
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := do()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err == nil
	case <-time.After(keyringPatience):
		return "", false
	}
}

// Token is the user's token of GitHub: that of MLF_LSP_GITHUB_TOKEN, else the
// one kept, else "".
func Token() (string, error) {
	if t := strings.TrimSpace(os.Getenv("MLF_LSP_GITHUB_TOKEN")); t != "" {
		return t, nil
	}
	path, err := tokenPath()
	if err != nil {
		return "", err
	}
	raw, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(raw)), nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the token that is kept cannot be read: %w", err)
	}
	token, _ := askKeyring(func() (string, error) { return keyring.Get(keyringService, keyringUser) })
	return token, nil
}

// SaveToken keeps a token of GitHub and says where; an empty one removes what
// was kept.
func SaveToken(token string) (where string, err error) {
	if strings.ContainsAny(token, " \t\r\n") {
		return "", errors.New("a token of GitHub has no spaces")
	}
	path, err := tokenPath()
	if err != nil {
		return "", err
	}
	if token == "" {
		askKeyring(func() (string, error) { return "", keyring.Delete(keyringService, keyringUser) })
		return "", removeFile(path)
	}
	if _, kept := askKeyring(func() (string, error) { return "", keyring.Set(keyringService, keyringUser, token) }); kept {
		return "the keyring of the system", removeFile(path)
	}
	return path, savePrivate(tokenFile, []byte(token+"\n"))
}

func tokenPath() (string, error) {
	dir, err := ConfigFolder()
	return filepath.Join(dir, tokenFile), err
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
