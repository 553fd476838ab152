package server

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/hardware"
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
	metas     []check.Meta
	local     *hardware.Local // this machine's GPUs
	ctx       context.Context // of the connection

	phase   atomic.Int32
	said    atomic.Bool // exit was said
	exited  chan struct{}
	calls   sync.Map      // of jsonrpc2.ID to context.CancelFunc: the requests being worked on
	slots   chan struct{} // of size maxCalls: one is taken by each request
	level   atomic.Int32  // of zapcore.Level: what is sent to the client of the log
	trace   atomic.Int32  // of traceOff and the others
	mail    mail
	tokens  atomic.Int64      // of progress that we begin
	running sync.Map          // of tokens to context.CancelFunc: what shows progress
	judged  chan struct{}     // of size 1: there is a new state
	busy    chan struct{}     // of size 1: judging takes long
	probe   *hardware.Options // how this machine is asked; nil for not
	told    sync.Map          // problems of settings that were told
	asking  sync.Mutex
	records records

	// Set by initialize, before anything else reads them.
	can     abilities
	initial map[string]any // settings that came with it

	mu       sync.Mutex
	folders  []string              // of the workspace, absolute
	docs     map[uri.URI]*document // those open, notebooks among them
	cells    map[uri.URI]uri.URI   // of a cell to that of its notebook
	settings map[string]settings   // by folder, "" for all others
	rescan   bool                  // any file on disk may have changed
	touched  map[string]bool       // these files may have changed
	changed  chan struct{}         // of size 1: something is to be judged

	judging  sync.Mutex // guards what follows
	projects map[string]*project
	homes    map[string]home // by folder
	latest   *state

	publishing sync.Mutex         // guards what follows
	sent       map[uri.URI]string // diagnostics that the client has, by push
	pulled     map[uri.URI]pulledResult
	published  chan struct{} // closed and replaced when a state was published
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
	s := &server{
		version: opt.Version, kb: kb, catalogue: config.NewCatalogue(metas), metas: metas, ctx: ctx, probe: opt.Hardware, judged: make(chan struct{}, 1), busy: make(chan struct{}, 1), slots: make(chan struct{}, maxCalls),
		exited: make(chan struct{}), can: abilities{enc: protocol.PositionEncodingKindUTF16},
		docs: map[uri.URI]*document{}, cells: map[uri.URI]uri.URI{}, settings: map[string]settings{"": defaultSettings()},
		touched: map[string]bool{}, changed: make(chan struct{}, 1),
		projects: map[string]*project{}, homes: map[string]home{},
		sent: map[uri.URI]string{}, pulled: map[uri.URI]pulledResult{}, published: make(chan struct{}),
		mail: newMail(),
	}
	if opt.Hardware != nil {
		s.local = hardware.NewLocal(*opt.Hardware)
	}
	s.level.Store(int32(zap.WarnLevel))
	s.log = s.logger(opt.Log)
	return s, nil
}

// Initialize agrees on what both sides can do.
func (s *server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.can = understand(&p.Capabilities)
	if p.ClientInfo.Name == "Neovim" {
		// What it pulls of the workspace it keeps from buffers that it pulls one by
		// one (0.11, 0.12): an edit would not change what other buffers show.
		s.can.pull = false
	}
	if list, ok := p.WorkspaceFolders.Get(); ok && len(list) > 0 {
		for _, f := range list {
			s.addFolder(f.URI)
		}
	} else if p.RootURI != nil {
		s.addFolder(*p.RootURI)
	} else if path, ok := p.RootPath.Get(); ok && path != "" {
		s.addFolder(uri.File(path))
	}
	s.initial = sectionOf(p.InitializationOptions)
	s.settings[""] = s.settingsOf(s.initial)
	s.level.Store(int32(logLevels[s.settings[""].logLevel]))
	s.setTrace(p.Trace)
	if p.ProcessID != nil {
		go s.watchParent(int(*p.ProcessID))
	}
	s.log.Info("initialize", zap.String("client", p.ClientInfo.Name), zap.Strings("folders", s.folders), zap.String("encoding", string(s.can.enc)), zap.Bool("pull", s.can.pull))
	result := &protocol.InitializeResult{
		ServerInfo:   protocol.ServerInfo{Name: "mlf-lsp", Version: protocol.NewOptional(s.version)},
		Capabilities: s.offer(),
	}
	s.phase.Store(phaseRunning)
	return result, nil
}

// offer is what the server can do for its client.
func (s *server) offer() protocol.ServerCapabilities {
	yes, change := true, protocol.TextDocumentSyncKindIncremental
	offer := protocol.ServerCapabilities{
		PositionEncoding: s.can.enc,
		TextDocumentSync: &protocol.TextDocumentSyncOptions{OpenClose: &yes, Change: &change, Save: &protocol.SaveOptions{IncludeText: &yes}},
		NotebookDocumentSync: &protocol.NotebookDocumentSyncOptions{Save: &yes, NotebookSelector: []protocol.NotebookSelector{
			&protocol.NotebookDocumentFilterWithCells{Notebook: protocol.String("*"), Cells: []protocol.NotebookCellLanguage{{Language: "python"}}},
		}},
		HoverProvider: protocol.Boolean(true),
		CodeActionProvider: &protocol.CodeActionOptions{
			CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, fixAllKind}, ResolveProvider: &s.can.lazy,
		},
		CodeLensProvider:     &protocol.CodeLensOptions{},
		DocumentLinkProvider: &protocol.DocumentLinkOptions{},
		InlayHintProvider:    protocol.Boolean(true),
		CompletionProvider:   &protocol.CompletionOptions{TriggerCharacters: []string{"[", ",", "=", `"`, "'", ":"}},
		ExecuteCommandProvider: protocol.ExecuteCommandOptions{
			Commands: commandNames(), WorkDoneProgressOptions: protocol.WorkDoneProgressOptions{WorkDoneProgress: &yes},
		},
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{Supported: &yes, ChangeNotifications: protocol.Boolean(true)},
			FileOperations:   fileOperations(),
		},
	}
	if s.can.pull {
		name := sourceName
		offer.DiagnosticProvider = &protocol.DiagnosticOptions{Identifier: &name, InterFileDependencies: true, WorkspaceDiagnostics: true}
	}
	return offer
}

// Initialized asks the client for what has to be asked for: to watch files, to
// tell of settings, and for the settings.
func (s *server) Initialized(context.Context, *protocol.InitializedParams) error {
	// Calls from the read loop would wait for answers that the loop has to read.
	go func() {
		defer s.guard("what the client offers could not be used")
		if list := s.registrations(); len(list) > 0 {
			if _, err := s.conn.Call(s.ctx, "client/registerCapability", &protocol.RegistrationParams{Registrations: list}, nil); err != nil {
				s.log.Warn("the client refuses to watch files or settings", zap.Error(err))
			}
		}
		if s.can.configuration {
			s.askSettings()
		}
	}()
	s.wake()
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
	s.rescan = true
	s.mu.Unlock()
	if s.can.configuration {
		go s.askSettings()
	}
	s.wake()
	return nil
}

// wake tells the worker that something changed.
func (s *server) wake() { signal(s.changed) }

// survived keeps a defect of ours from taking the server down: a panic becomes
// an error. It is deferred.
func (s *server) survived(what string, err *error) {
	if r := recover(); r != nil {
		s.log.Error(what, zap.Any("panic", r), zap.Stack("stack"))
		*err = fmt.Errorf("%s because mlf-lsp failed (%v); please report this", what, r)
	}
}

// guard keeps a defect of ours from taking the server down where nobody waits
// for an answer. It is deferred.
func (s *server) guard(what string) {
	if r := recover(); r != nil {
		s.log.Error(what, zap.Any("panic", r), zap.Stack("stack"))
	}
}

// filePath is the absolute path of a file's URI, "" for others.
func filePath(u uri.URI) string {
	if u.Scheme() != "file" {
		return ""
	}
	return filepath.Clean(u.FsPath())
}
