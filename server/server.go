package server

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/rules"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// The phases of a connection's life.
const (
	phaseNew int32 = iota
	phaseRunning
	phaseShutDown
)

type server struct {
	protocol.UnimplementedServer
	conn      jsonrpc2.Conn
	log       *zap.Logger
	version   string
	kb        *rules.Base
	catalogue config.Catalogue
	ctx       context.Context // of the connection

	phase  atomic.Int32
	said   atomic.Bool // exit was said
	exited chan struct{}
	calls  sync.Map // of jsonrpc2.ID to context.CancelFunc: the requests being worked on

	// Set by initialize, before anything else reads them.
	enc      protocol.PositionEncodingKind
	watches  bool // the client watches files for us
	versions bool // the client takes edits of versioned documents

	mu      sync.Mutex
	folders []string              // of the workspace, absolute
	docs    map[uri.URI]*document // those open
	stale   bool                  // files on disk may have changed

	changed chan struct{} // of size 1: something is to be judged

	judging  sync.Mutex // guards what follows
	projects map[string]*project
	homes    map[string]home // by folder
	sent     map[uri.URI]string
}

func newServer(ctx context.Context, opt Options) (*server, error) {
	kb, err := rules.Embedded()
	if err != nil {
		return nil, err
	}
	var metas []check.Meta
	for _, r := range check.Rules() {
		metas = append(metas, r.Meta)
	}
	if opt.Log == nil {
		opt.Log = zap.NewNop()
	}
	return &server{
		log: opt.Log, version: opt.Version, kb: kb, catalogue: config.NewCatalogue(metas), ctx: ctx,
		exited: make(chan struct{}), enc: protocol.PositionEncodingKindUTF16,
		docs: map[uri.URI]*document{}, changed: make(chan struct{}, 1),
		projects: map[string]*project{}, homes: map[string]home{}, sent: map[uri.URI]string{},
	}, nil
}

// Initialize agrees on what both sides can do.
func (s *server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.understand(&p.Capabilities)
	if list, ok := p.WorkspaceFolders.Get(); ok && len(list) > 0 {
		for _, f := range list {
			s.addFolder(f.URI)
		}
	} else if p.RootURI != nil {
		s.addFolder(*p.RootURI)
	}
	yes, change := true, protocol.TextDocumentSyncKindIncremental
	result := &protocol.InitializeResult{
		ServerInfo: protocol.ServerInfo{Name: "mlf-lsp", Version: protocol.NewOptional(s.version)},
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding:   s.enc,
			TextDocumentSync:   &protocol.TextDocumentSyncOptions{OpenClose: &yes, Change: &change, Save: protocol.Boolean(true)},
			HoverProvider:      protocol.Boolean(true),
			CodeActionProvider: &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix}},
			Workspace: &protocol.WorkspaceOptions{WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported: &yes, ChangeNotifications: protocol.Boolean(true),
			}},
		},
	}
	s.phase.Store(phaseRunning)
	return result, nil
}

// understand notes what the client can do.
func (s *server) understand(c *protocol.ClientCapabilities) {
	if c.General != nil {
		for _, enc := range []protocol.PositionEncodingKind{protocol.PositionEncodingKindUTF8, protocol.PositionEncodingKindUTF32} {
			if slices.Contains(c.General.PositionEncodings, enc) {
				s.enc = enc
				break
			}
		}
	}
	if w := c.Workspace; w != nil {
		s.watches = w.DidChangeWatchedFiles != nil && w.DidChangeWatchedFiles.DynamicRegistration != nil && *w.DidChangeWatchedFiles.DynamicRegistration
		s.versions = w.WorkspaceEdit != nil && w.WorkspaceEdit.DocumentChanges != nil && *w.WorkspaceEdit.DocumentChanges
	}
}

// Initialized asks the client to watch files, where it can.
func (s *server) Initialized(context.Context, *protocol.InitializedParams) error {
	if !s.watches {
		return nil
	}
	// A call from the read loop would wait for an answer that the loop has to
	// read.
	go func() {
		params := &protocol.RegistrationParams{Registrations: []protocol.Registration{{
			ID: "files", Method: "workspace/didChangeWatchedFiles",
			RegisterOptions: protocol.LSPAny(`{"watchers":[{"globPattern":"**/*"}]}`),
		}}}
		if _, err := s.conn.Call(s.ctx, "client/registerCapability", params, nil); err != nil {
			s.log.Warn("the client does not watch files", zap.Error(err))
		}
	}()
	return nil
}

// Shutdown ends the work; only exit may follow.
func (s *server) Shutdown(context.Context) error {
	s.phase.Store(phaseShutDown)
	return nil
}

// Exit ends the connection.
func (s *server) Exit(context.Context) error {
	if s.said.CompareAndSwap(false, true) {
		close(s.exited)
	}
	return nil
}

// SetTrace is accepted: what is traced goes to the log by its level.
func (s *server) SetTrace(context.Context, *protocol.SetTraceParams) error { return nil }

func (s *server) addFolder(u uri.URI) {
	if path := filePath(u); path != "" && !slices.Contains(s.folders, path) {
		s.folders = append(s.folders, path)
	}
}

// DidChangeWorkspaceFolders follows the folders of the workspace.
func (s *server) DidChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.mu.Lock()
	for _, f := range p.Event.Removed {
		gone := filePath(f.URI)
		s.folders = slices.DeleteFunc(s.folders, func(dir string) bool { return dir == gone })
	}
	for _, f := range p.Event.Added {
		s.addFolder(f.URI)
	}
	s.stale = true
	s.mu.Unlock()
	s.wake()
	return nil
}

// DidChangeWatchedFiles reads the projects again.
func (s *server) DidChangeWatchedFiles(context.Context, *protocol.DidChangeWatchedFilesParams) error {
	s.refresh()
	return nil
}

// DidChangeConfiguration reads the projects again: what they are judged by is
// in their own files.
func (s *server) DidChangeConfiguration(context.Context, *protocol.DidChangeConfigurationParams) error {
	s.refresh()
	return nil
}

func (s *server) refresh() {
	s.mu.Lock()
	s.stale = true
	s.mu.Unlock()
	s.wake()
}

// wake tells the worker that something changed.
func (s *server) wake() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// filePath is the absolute path of a file's URI, "" for others.
func filePath(u uri.URI) string {
	if u.Scheme() != "file" {
		return ""
	}
	return filepath.Clean(u.FsPath())
}
