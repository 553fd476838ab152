package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
)

// store keeps reports in the user's cache folder, one file each. It is a
// convenience: whatever goes wrong with it (no home, a read-only disk, damaged
// files) is as if there were none.
type store struct{ dir string }

const (
	maxReport  = 16 << 20 // bytes; larger ones are not kept
	maxReports = 64       // the oldest give way
)

// kept is a report and the exit status that went with it.
type kept struct {
	text   []byte
	status int
}

// openStore is the folder that MLF_LSP_CACHE names, else one in the user's
// cache folder.
func openStore() store {
	if dir := os.Getenv("MLF_LSP_CACHE"); dir != "" {
		return store{dir}
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return store{}
	}
	return store{filepath.Join(dir, "mlf-lsp")}
}

func (s store) path(key [sha256.Size]byte) string {
	return filepath.Join(s.dir, hex.EncodeToString(key[:])+".report")
}

// load finds a report. A file is its digest, the exit status in one byte, and
// the text.
func (s store) load(key [sha256.Size]byte) (kept, bool) {
	if s.dir == "" {
		return kept{}, false
	}
	raw, err := os.ReadFile(s.path(key))
	if err != nil || len(raw) < sha256.Size+1 {
		return kept{}, false
	}
	digest, body := raw[:sha256.Size], raw[sha256.Size:]
	if want := digestOf(key, body); !bytes.Equal(digest, want[:]) {
		return kept{}, false
	}
	return kept{text: body[1:], status: int(body[0])}, true
}

// digestOf covers the key as well, so that a renamed file is none.
func digestOf(key [sha256.Size]byte, body []byte) [sha256.Size]byte {
	return sha256.Sum256(append(key[:], body...))
}

// save writes a report as a whole or not at all.
func (s store) save(key [sha256.Size]byte, k kept) {
	if s.dir == "" || len(k.text) > maxReport || os.MkdirAll(s.dir, 0o700) != nil {
		return
	}
	body := append([]byte{byte(k.status)}, k.text...)
	digest := digestOf(key, body)
	f, err := os.CreateTemp(s.dir, "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(append(digest[:], body...))
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), s.path(key)) != nil {
		_ = os.Remove(f.Name())
		return
	}
	s.prune()
}

// prune drops the oldest reports beyond the limit.
func (s store) prune() {
	names, err := filepath.Glob(filepath.Join(s.dir, "*.report"))
	if err != nil || len(names) <= maxReports {
		return
	}
	age := map[string]int64{}
	for _, n := range names {
		if info, err := os.Stat(n); err == nil {
			age[n] = info.ModTime().UnixNano()
		}
	}
	slices.SortFunc(names, func(a, b string) int { return int(min(max(age[a]-age[b], -1), 1)) })
	for _, n := range names[:len(names)-maxReports] {
		_ = os.Remove(n)
	}
}
