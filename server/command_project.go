package server

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"go.lsp.dev/uri"
)

type templateView struct {
	Handle      string   `json:"handle"`
	Version     string   `json:"version"`
	Name        string   `json:"name"`
	Domain      string   `json:"domain"`
	Framework   string   `json:"framework"`
	Libraries   []string `json:"libraries"`
	Summary     string   `json:"summary"`
	Description string   `json:"description"`
}

func listTemplates(_ *server, _ context.Context, _ json.RawMessage, _ progress) (any, error) {
	list := []templateView{}
	for _, t := range scaffold.Builtin() {
		list = append(list, templateView{t.Handle, t.Version, t.Name, t.Domain, t.Framework, t.Libraries, t.Summary, t.Description})
	}
	return map[string]any{"templates": list}, nil
}

type questionView struct {
	Name     string   `json:"name"`
	Prompt   string   `json:"prompt"`
	Default  string   `json:"default"`
	Choices  []string `json:"choices,omitempty"`
	Required bool     `json:"required"`
	Answer   string   `json:"answer,omitempty"`
	Problem  string   `json:"problem,omitempty"`
}

// template finds one that comes with mlf-lsp or lies in a folder: the server
// fetches nothing.
func template(ctx context.Context, source string) (*scaffold.Template, error) {
	if strings.Contains(source, "://") || strings.HasPrefix(source, "git@") {
		return nil, invalid("an editor takes no template from the network: use `mlf-lsp create --template %s` in a terminal", source)
	}
	t, _, err := scaffold.Load(ctx, source)
	if err != nil {
		return nil, invalid("%v", err)
	}
	return t, nil
}

func templateQuestions(_ *server, ctx context.Context, argument json.RawMessage, _ progress) (any, error) {
	var a struct {
		Template string           `json:"template"`
		Answers  scaffold.Answers `json:"answers"`
	}
	if err := decode(argument, &a); err != nil {
		return nil, err
	}
	t, err := template(ctx, a.Template)
	if err != nil {
		return nil, err
	}
	user, err := scaffold.ReadUser()
	if err != nil {
		return nil, err
	}
	user = user.WithDefaults()
	list := []questionView{}
	before := scaffold.Answers{"date": time.Now().Format(time.DateOnly)}
	for _, q := range t.Questions() {
		v := questionView{Name: q.Name, Prompt: q.Prompt, Choices: q.Choices, Required: q.Required()}
		if v.Default, err = q.Suggest(before, user); err != nil {
			return nil, err
		}
		before[q.Name] = v.Default
		if answer, ok := a.Answers[q.Name]; ok {
			v.Answer = answer
			if valid, err := q.Validate(answer); err != nil {
				v.Problem = err.Error()
			} else {
				before[q.Name] = valid
			}
		}
		list = append(list, v)
	}
	return map[string]any{"questions": list}, nil
}

func createProject(_ *server, ctx context.Context, argument json.RawMessage, report progress) (any, error) {
	a := struct {
		Template  string           `json:"template"`
		Parent    string           `json:"parent"`
		Answers   scaffold.Answers `json:"answers"`
		Overwrite bool             `json:"overwrite"`
		Git       *bool            `json:"git"`
		DryRun    bool             `json:"dryRun"`
	}{}
	if err := decode(argument, &a); err != nil {
		return nil, err
	}
	parent := folderPath(a.Parent)
	if parent == "" {
		return nil, invalid("parent must be the folder in which the project's folder is made, as a URI or an absolute path")
	}
	t, err := template(ctx, a.Template)
	if err != nil {
		return nil, err
	}
	user, err := scaffold.ReadUser()
	if err != nil {
		return nil, err
	}
	answers, err := t.Complete(a.Answers, user.WithDefaults(), time.Now().Format(time.DateOnly))
	if err != nil {
		return nil, invalid("%v", err)
	}
	c := &scaffold.Creation{Template: t, Answers: answers, Parent: parent, Overwrite: a.Overwrite, NoGit: a.Git != nil && !*a.Git}
	if err := c.Check(); err != nil {
		if errors.Is(err, scaffold.ErrExists) {
			err = errors.New(strings.Replace(err.Error(), "use --overwrite to replace", "let it replace", 1))
		}
		return nil, err
	}
	files, err := c.Plan()
	if err != nil {
		return nil, err
	}
	if !a.DryRun {
		report("writing "+filepath.Base(c.Folder()), 50)
		if err := scaffold.Create(ctx, c); err != nil {
			return nil, err
		}
	}
	return map[string]any{"folder": uri.File(c.Folder()), "files": files, "template": t.Handle, "version": t.Version}, nil
}

// folderPath is the absolute path that a URI or a path names, "" for none.
func folderPath(name string) string {
	if strings.HasPrefix(name, "file:") {
		u, err := uri.Parse(name)
		if err != nil {
			return ""
		}
		return filePath(u)
	}
	if !filepath.IsAbs(name) {
		return ""
	}
	return filepath.Clean(name)
}
