// Package scaffold makes projects and keeps them in order.
package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// ArtifactPath is a place of artifacts that a local MLflow store remembers.
type ArtifactPath struct {
	File     string // the meta.yaml, relative to the store, with /
	Old, New string // the places as the file writes them; New is empty where the place was left alone
}

// artifactLine is a top-level key of a meta.yaml that names a place.
var artifactLine = regexp.MustCompile(`(?m)^(artifact_location|artifact_uri):[ \t]*([^\r\n]*?)[ \t]*(\r?)$`)

// FixArtifactPaths points the experiments, runs and models of the MLflow store
// mlruns in root (or root itself, when it is called mlruns) to where the store
// lies now, after it was moved or copied. Places outside the store, such as
// buckets, servers and other folders, are left alone. It returns the places
// that differ from what is right, sorted by file; with dry nothing is written.
func FixArtifactPaths(root string, dry bool) ([]ArtifactPath, error) {
	store, err := storeFolder(root)
	if err != nil {
		return nil, err
	}
	var found []ArtifactPath
	err = filepath.WalkDir(store, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.Type().IsRegular() || d.Name() != "meta.yaml" {
			return nil
		}
		paths, err := fixMeta(store, path, dry)
		found = append(found, paths...)
		return err
	})
	return found, err
}

// storeFolder is the absolute path of the store in root.
func storeFolder(root string) (string, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	store := abs
	if filepath.Base(abs) != "mlruns" {
		store = filepath.Join(abs, "mlruns")
	}
	if info, err := os.Stat(store); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return "", fmt.Errorf("there is no folder mlruns in %s; give the folder that contains it", root)
	} else if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(store)
}

// fixMeta mends one meta.yaml.
func fixMeta(store, path string, dry bool) ([]ArtifactPath, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Rel(store, filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	file := filepath.ToSlash(filepath.Join(folder, "meta.yaml"))
	var found []ArtifactPath
	changed := false
	text := artifactLine.ReplaceAllStringFunc(string(raw), func(line string) string {
		m := artifactLine.FindStringSubmatch(line)
		place := strings.Trim(m[2], `"'`)
		moved, ok := movedPlace(store, filepath.ToSlash(folder), place)
		if ok && moved == place {
			return line
		}
		found = append(found, ArtifactPath{File: file, Old: place, New: moved})
		if !ok {
			return line
		}
		changed = true
		return m[1] + ": " + moved + m[3]
	})
	if !changed || dry {
		return found, nil
	}
	return found, replaceFile(path, []byte(text))
}

// movedPlace is the place in the store that old was before the store moved.
// An old place belongs to the store when it goes through the folder of its own
// meta.yaml, as experiment/run/artifacts does; what follows is kept.
func movedPlace(store, folder, old string) (string, bool) {
	path, ok := localPath(old)
	if !ok || folder == "." {
		return "", false
	}
	path = strings.TrimRight(path, "/") + "/"
	at := strings.LastIndex("/"+path, "/"+folder+"/")
	if at < 0 {
		return "", false
	}
	tail := path[at+len(folder):]
	now := filepath.ToSlash(store) + "/" + folder + strings.TrimRight(tail, "/")
	if !strings.HasPrefix(now, "/") {
		now = "/" + now // a drive of Windows
	}
	return (&url.URL{Scheme: "file", Path: now}).String(), true
}

// localPath is the path of a file: URI or of a plain path, with /.
func localPath(place string) (string, bool) {
	drive := len(place) > 1 && place[1] == ':'
	u, err := url.Parse(place)
	switch {
	case place == "":
		return "", false
	case drive || err != nil && !strings.Contains(place, "://"):
		return strings.ReplaceAll(place, `\`, "/"), true
	case err != nil:
		return "", false
	case u.Scheme == "":
		return strings.ReplaceAll(place, `\`, "/"), true
	}
	return u.Path, u.Scheme == "file" && (u.Host == "" || u.Host == "localhost")
}

// replaceFile writes a file anew, wholly or not at all, and keeps its mode.
func replaceFile(path string, data []byte) (err error) {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".meta-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
