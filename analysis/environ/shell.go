package environ

import (
	"path"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

const (
	maxScriptBytes = 256 << 10 // a script that is parsed as a whole
	maxShellDepth  = 100       // brackets and keywords within each other
	maxShellNested = 4         // "sh -c" in "sh -c"
)

var ciExpression = regexp.MustCompile(`\$\{\{[^}]*\}?[^}]*\}\}`)

// readShellFile reads *.sh and job scripts.
func readShellFile(b *builder) {
	s := &shellState{b: b, keep: true}
	s.run(mapped{text: b.text[b.start:], base: b.start})
}

// run reads a script and leaves in s what a later script in the same shell
// would find.
func (s *shellState) run(script mapped) {
	if strings.TrimSpace(script.text) == "" || s.nested > maxShellNested {
		return
	}
	if file := parseShell(script.text); file != nil {
		w := &shellWalk{s: s, script: script}
		w.stmts(file.Stmts)
		return
	}
	s.runLines(script)
}

// parseShell is nil when the text is no Bash, or too deep to parse safely.
func parseShell(text string) *syntax.File {
	if len(text) > maxScriptBytes || shellDepth(text) > maxShellDepth {
		return nil
	}
	// Expressions of CI systems stand for text that is filled in before the
	// shell sees it; a variable of the same length keeps all places.
	masked := ciExpression.ReplaceAllStringFunc(text, func(m string) string {
		return "$" + strings.Repeat("_", len(m)-1)
	})
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(masked), "")
	if err != nil {
		return nil
	}
	return file
}

var nestingWord = regexp.MustCompile(`[({\[]|[)}\]]|\b(?:if|then|else|elif|while|until|for|case|select|do|time|function|coproc)\b|!|\b(?:fi|done|esac)\b|` + "`|\n")

// shellDepth is an upper bound, made cheaply, of how deep the parser descends.
func shellDepth(text string) int {
	depth, deepest, line := 0, 0, 0
	for _, at := range nestingWord.FindAllStringIndex(text, -1) {
		switch text[at[0]:at[1]] {
		case ")", "}", "]", "fi", "done", "esac":
			depth = max(0, depth-1)
		case "\n":
			line = 0
		case "then", "else", "elif", "do":
		case "!", "time", "function", "coproc", "`":
			line++ // these end with their line
		default:
			depth++
		}
		deepest = max(deepest, depth+line)
	}
	return deepest
}

// shellWalk reads the tree of one script.
type shellWalk struct {
	s      *shellState
	script mapped
}

func (w *shellWalk) stmts(list []*syntax.Stmt) {
	for _, stmt := range list {
		w.stmt(stmt)
	}
}

func (w *shellWalk) child() *shellWalk {
	return &shellWalk{s: w.s.clone(), script: w.script}
}

func (w *shellWalk) stmt(stmt *syntax.Stmt) {
	if stmt == nil || stmt.Cmd == nil {
		return
	}
	switch cmd := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		w.call(stmt, cmd)
	case *syntax.DeclClause:
		w.declare(cmd)
	case *syntax.BinaryCmd:
		w.binary(cmd)
	case *syntax.Subshell:
		w.child().stmts(cmd.Stmts)
	case *syntax.Block:
		w.stmts(cmd.Stmts)
	case *syntax.IfClause:
		for branch := cmd; branch != nil; branch = branch.Else {
			w.stmts(branch.Cond)
			w.stmts(branch.Then)
		}
	case *syntax.WhileClause:
		w.stmts(cmd.Cond)
		w.stmts(cmd.Do)
	case *syntax.ForClause:
		w.loop(cmd)
	case *syntax.CaseClause:
		for _, item := range cmd.Items {
			w.stmts(item.Stmts)
		}
	case *syntax.FuncDecl:
		w.stmt(cmd.Body)
	case *syntax.TimeClause:
		w.stmt(cmd.Stmt)
	case *syntax.CoprocClause:
		w.child().stmt(cmd.Stmt)
	}
}

func (w *shellWalk) binary(cmd *syntax.BinaryCmd) {
	if cmd.Op == syntax.Pipe || cmd.Op == syntax.PipeAll {
		w.child().stmt(cmd.X) // each side of a pipe is a process of its own
		w.child().stmt(cmd.Y)
		return
	}
	w.stmt(cmd.X)
	w.stmt(cmd.Y)
}

// loop forgets the loop's variable: it has no one value.
func (w *shellWalk) loop(cmd *syntax.ForClause) {
	if words, ok := cmd.Loop.(*syntax.WordIter); ok && words.Name != nil {
		w.s.unset(words.Name.Value)
	}
	w.stmts(cmd.Do)
}

func (w *shellWalk) span(from, to syntax.Pos) Span {
	limit := len(w.script.text)
	return w.script.span(min(int(from.Offset()), limit), min(int(to.Offset()), limit))
}

func (w *shellWalk) assign(a *syntax.Assign) (Var, bool) {
	if a.Name == nil || a.Naked || a.Index != nil || a.Array != nil {
		return Var{}, false
	}
	v := Var{Name: a.Name.Value, Known: !a.Append, Span: w.span(a.Pos(), a.End())}
	if a.Value != nil {
		word := w.word(a.Value)
		v.Value, v.Known = word.text, v.Known && word.known
	}
	return v, true
}

// declare reads export, and declare -x.
func (w *shellWalk) declare(cmd *syntax.DeclClause) {
	exported := cmd.Variant.Value == "export"
	for _, arg := range cmd.Args {
		if arg.Naked && arg.Name == nil && arg.Value != nil {
			option := w.word(arg.Value).text
			exported = exported && option != "-n" || strings.HasPrefix(option, "-") && strings.Contains(option, "x")
			continue
		}
		if arg.Naked && arg.Name != nil {
			if exported {
				w.s.export(arg.Name.Value)
			}
			continue
		}
		if v, ok := w.assign(arg); ok {
			v.Exported = exported
			w.s.set(v)
		}
	}
}

func (w *shellWalk) call(stmt *syntax.Stmt, cmd *syntax.CallExpr) {
	var own []Var
	for _, a := range cmd.Assigns {
		if v, ok := w.assign(a); ok {
			if len(cmd.Args) == 0 {
				w.s.set(v)
				continue
			}
			v.Exported, v.Scope, v.Line = true, w.s.scope, w.s.b.line(v.Span.Start)
			own = append(own, v)
		}
	}
	if len(cmd.Args) == 0 {
		return
	}
	words := make([]shellWord, len(cmd.Args))
	for i, arg := range cmd.Args {
		words[i] = w.word(arg)
	}
	if w.s.persist != nil {
		w.githubEnv(stmt, words)
	}
	w.s.command(words, own, w.span(cmd.Pos(), cmd.End()))
}

// githubEnv reads: echo "A=b" >> "$GITHUB_ENV"
func (w *shellWalk) githubEnv(stmt *syntax.Stmt, words []shellWord) {
	if words[0].text != "echo" || len(words) < 2 {
		return
	}
	for _, redirect := range stmt.Redirs {
		if redirect.Word == nil || !strings.Contains(w.word(redirect.Word).text, "GITHUB_ENV") {
			continue
		}
		word := words[len(words)-1]
		name, value, ok := strings.Cut(word.text, "=")
		if ok && syntax.ValidName(name) {
			w.s.persist(Var{Name: name, Value: value, Known: word.known, Exported: true, Span: word.body.span(0, len(word.text))})
		}
	}
}

// changeDir follows "cd"; a script that goes to its own folder is followed too.
func (s *shellState) changeDir(words []shellWord) {
	if len(words) < 2 {
		return
	}
	to := words[len(words)-1]
	switch {
	case !to.known && strings.Contains(to.text, "dirname") && (strings.Contains(to.text, "$0") || strings.Contains(to.text, "BASH_SOURCE")):
		rest := to.text[strings.LastIndexAny(to.text, ")`")+1:]
		s.dir = cleanDir(path.Join(path.Dir(s.b.file.Path), strings.TrimRight(rest, `"`)))
	case !to.known || strings.HasPrefix(to.text, "/") || strings.HasPrefix(to.text, "~") || to.text == "-":
		s.dir = ""
	default:
		s.dir = cleanDir(path.Join(s.dir, to.text))
	}
}

func cleanDir(dir string) string {
	if dir = path.Clean(dir); dir == "." || strings.HasPrefix(dir, "..") || strings.HasPrefix(dir, "/") {
		return ""
	}
	return dir
}
