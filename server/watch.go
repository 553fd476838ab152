package server

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/observed"
	"github.com/mlf-core/mlf-lsp/config"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// watched are the files that findings can depend on. What they do not hold but
// the analysis reads (scripts without an extension) is read anew when it is
// saved.
var watched = []string{
	"**/*.{py,pyi,pyw,ipynb}",
	"**/*.{txt,in,toml,lock,cfg,yml,yaml,env,envrc,sh,bash,slurm,sbatch,mk,def}",
	"**/{Dockerfile,Containerfile,dockerfile,containerfile,Singularity,Apptainer}*",
	"**/*.{Dockerfile,dockerfile,Containerfile,containerfile}",
	"**/{MLproject,Makefile,makefile,GNUmakefile,Pipfile,Pipfile.lock,.env,.envrc,.python-version,.gitignore}",
	"**/.env.*",
	"**/hardware.json",
	"**/" + observed.Path,
}

// registrations are what the client is asked to tell us of.
func (s *server) registrations() []protocol.Registration {
	var list []protocol.Registration
	if s.can.watches {
		type watcher struct {
			GlobPattern string `json:"globPattern"`
		}
		var options struct {
			Watchers []watcher `json:"watchers"`
		}
		for _, glob := range watched {
			options.Watchers = append(options.Watchers, watcher{glob})
		}
		raw, _ := json.Marshal(options) // strings can be written
		list = append(list, protocol.Registration{ID: "files", Method: "workspace/didChangeWatchedFiles", RegisterOptions: raw})
	}
	if s.can.configured {
		list = append(list, protocol.Registration{
			ID: "settings", Method: "workspace/didChangeConfiguration", RegisterOptions: protocol.LSPAny(`{"section":"` + section + `"}`),
		})
	}
	return list
}

// DidChangeWatchedFiles reads the files anew that changed.
func (s *server) DidChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, change := range p.Changes {
		s.changedOnDisk(filePath(change.URI))
	}
	s.wake()
	return nil
}

// changedOnDisk notes that a file or folder was made, changed or taken away.
// s.mu is held.
func (s *server) changedOnDisk(path string) {
	if path == "" {
		return
	}
	// A configuration that comes or goes makes or ends a project.
	if name := filepath.Base(path); slices.Contains(config.FileNames(), name) || name == ".git" {
		s.rescan = true
	}
	s.touch(path)
}

func fileOperations() *protocol.FileOperationOptions {
	scheme := "file"
	filters := protocol.FileOperationRegistrationOptions{Filters: []protocol.FileOperationFilter{
		{Scheme: &scheme, Pattern: protocol.FileOperationPattern{Glob: "**"}}, // folders, too
	}}
	return &protocol.FileOperationOptions{DidCreate: filters, DidRename: filters, DidDelete: filters}
}

// DidCreateFiles takes new files in.
func (s *server) DidCreateFiles(_ context.Context, p *protocol.CreateFilesParams) error {
	for _, f := range p.Files {
		s.moved(f.URI)
	}
	return nil
}

// DidRenameFiles follows files and folders to their new names. Documents are
// closed and opened by the client besides.
func (s *server) DidRenameFiles(_ context.Context, p *protocol.RenameFilesParams) error {
	for _, f := range p.Files {
		s.moved(f.OldURI)
		s.moved(f.NewURI)
	}
	return nil
}

// DidDeleteFiles leaves files out that are gone.
func (s *server) DidDeleteFiles(_ context.Context, p *protocol.DeleteFilesParams) error {
	for _, f := range p.Files {
		s.moved(f.URI)
	}
	return nil
}

// moved notes that a file or folder came or went by the hand of the editor.
func (s *server) moved(raw string) {
	u, err := uri.Parse(raw)
	if err != nil {
		return
	}
	path := filePath(u)
	s.mu.Lock()
	defer s.mu.Unlock()
	if info, err := os.Stat(path); err == nil && !info.IsDir() || filepath.Ext(path) != "" {
		s.changedOnDisk(path)
	} else {
		s.rescan = true
	}
	s.wake()
}
