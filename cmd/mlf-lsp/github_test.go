package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/crypto/nacl/box"
)

// githubServer speaks what mlf-lsp uses of GitHub's REST API, and serves real
// bare repositories by git's own HTTP backend. Both want the token.
type githubServer struct {
	mu          sync.Mutex
	url, folder string
	token       string
	log         io.Writer
	repos       map[string]map[string]any // by owner/name
	pulls       []map[string]any
	public      *[32]byte
	private     *[32]byte
	refused     string // a part of paths that are answered with 403
}

// serveGitHub starts a server whose log of calls is github.log. Arguments: the
// token it takes, and optionally a part of paths that it refuses.
func serveGitHub(ts *testscript.TestScript, _ bool, args []string) {
	log, err := os.OpenFile(ts.MkAbs("github.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	ts.Check(err)
	public, private, err := box.GenerateKey(rand.Reader)
	ts.Check(err)
	g := &githubServer{token: args[0], folder: ts.MkAbs(".remote"), log: log, repos: map[string]map[string]any{}, public: public, private: private}
	if len(args) > 1 {
		g.refused = args[1]
	}
	server := httptest.NewServer(g)
	g.url = server.URL
	ts.Defer(func() { server.Close(); log.Close() })
	ts.Setenv("MLF_LSP_GITHUB_API", server.URL+"/api")
	ts.Setenv("GITHUB_URL", server.URL)
}

func (g *githubServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if strings.HasPrefix(r.URL.Path, "/git/") {
		g.git(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	status, answer := g.answer(r, strings.TrimPrefix(r.URL.Path, "/api"), body)
	fmt.Fprintf(g.log, "%s %s %d %s\n", r.Method, r.URL.Path, status, body)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// git serves repositories to those who bring the token.
func (g *githubServer) git(w http.ResponseWriter, r *http.Request) {
	if user, password, _ := r.BasicAuth(); user != "x-access-token" || password != g.token || len(r.Header["Authorization"]) != 1 {
		w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	backend, _ := exec.Command("git", "--exec-path").Output()
	(&cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(backend)), "git-http-backend"), Root: "/git", Logger: nil, Stderr: io.Discard,
		Env: []string{"GIT_PROJECT_ROOT=" + g.folder, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=ada"},
	}).ServeHTTP(w, r)
}

func (g *githubServer) answer(r *http.Request, path string, body []byte) (int, any) {
	var in map[string]any
	_ = json.Unmarshal(body, &in)
	switch {
	case r.Header.Get("Authorization") != "Bearer "+g.token:
		return 401, message("Bad credentials")
	case g.refused != "" && strings.Contains(path, g.refused):
		return 403, message("Upgrade to GitHub Pro or make this repository public to enable this feature.")
	case path == "/user":
		return 200, map[string]any{"login": "ada"}
	case path == "/user/repos":
		return g.create("ada", in)
	case strings.HasPrefix(path, "/orgs/"):
		return g.create(strings.Split(path, "/")[2], in)
	}
	parts := strings.SplitN(strings.TrimPrefix(path, "/repos/"), "/", 3)
	repo := g.repos[parts[0]+"/"+parts[1]]
	if repo == nil {
		return 404, message("Not Found")
	}
	if len(parts) == 2 {
		return 200, repo
	}
	return g.inRepo(r.Method, parts[2], in)
}

func (g *githubServer) create(owner string, in map[string]any) (int, any) {
	name := in["name"].(string)
	bare := filepath.Join(g.folder, owner, name+".git")
	for _, args := range [][]string{{"init", "-q", "--bare", "-b", "main", bare}, {"-C", bare, "config", "http.receivepack", "true"}} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			return 500, message(string(out))
		}
	}
	repo := map[string]any{
		"name": name, "owner": map[string]any{"login": owner}, "default_branch": "main", "private": in["private"],
		"clone_url": g.url + "/git/" + owner + "/" + name + ".git", "html_url": "https://github.example/" + owner + "/" + name,
	}
	g.repos[owner+"/"+name] = repo
	return 201, repo
}

func (g *githubServer) inRepo(method, rest string, in map[string]any) (int, any) {
	switch {
	case rest == "labels", strings.HasSuffix(rest, "/protection"):
		return 201, map[string]any{}
	case rest == "actions/secrets/public-key":
		return 200, map[string]any{"key_id": "k1", "key": base64.StdEncoding.EncodeToString(g.public[:])}
	case strings.HasPrefix(rest, "actions/secrets/"):
		sealed, _ := base64.StdEncoding.DecodeString(in["encrypted_value"].(string))
		secret, ok := box.OpenAnonymous(nil, sealed, g.public, g.private)
		if !ok || in["key_id"] != "k1" {
			return 422, message("the secret is not sealed for this repository")
		}
		fmt.Fprintf(g.log, "SECRET %s=%s\n", strings.TrimPrefix(rest, "actions/secrets/"), secret)
		return 201, map[string]any{}
	case rest == "pulls" && method == http.MethodGet:
		open := []map[string]any{}
		for _, p := range g.pulls {
			if p["state"] == "open" {
				open = append(open, p)
			}
		}
		return 200, open
	case rest == "pulls":
		n := len(g.pulls) + 1
		p := map[string]any{"number": n, "title": in["title"], "state": "open", "head": map[string]any{"ref": in["head"]}, "html_url": fmt.Sprintf("https://github.example/pull/%d", n)}
		g.pulls = append(g.pulls, p)
		return 201, p
	case strings.HasPrefix(rest, "pulls/"):
		n, _ := strconv.Atoi(strings.TrimPrefix(rest, "pulls/"))
		g.pulls[n-1]["state"] = in["state"]
		return 200, g.pulls[n-1]
	}
	return 404, message("Not Found")
}

func message(text string) map[string]any { return map[string]any{"message": text} }
