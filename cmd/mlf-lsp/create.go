package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/online"
	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/mlf-core/mlf-lsp/scaffold/existing"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

type createFlags struct {
	template, domain, framework, answers, name string
	github, from                               string
	set                                        []string
	yes, dry, overwrite, noGit, checkName      bool
}

func (s *session) createCommand() *cobra.Command {
	var f createFlags
	cmd := &cobra.Command{
		Use:   "create [PATH]",
		Short: "Make a project whose training gives the same model every time",
		Long: "create makes a project from a template in a folder of PATH (default: here) that is named after it.\n" +
			"On a terminal it asks for what no flag gives; elsewhere, and with --yes, it takes defaults for the rest.\n" +
			"A template is one of `mlf-lsp list`, a folder, or a git URL that may end in #BRANCH. With --from the project is made\n" +
			"around a program that is there already, which stays as it is: a copy of what it loads, its options as parameters of\n" +
			"MLproject, its imports as requirements with the versions that the files around it pin.",
		Example: "  mlf-lsp create\n  mlf-lsp create --template mlflow-pytorch --name \"Liver CT\" --set license=Apache-2.0 --yes\n" +
			"  mlf-lsp create --answers answers.yaml --dry-run\n  mlf-lsp create --from ../old/train.py --name \"Liver CT\" --yes",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			parent := "."
			if len(args) == 1 {
				parent = args[0]
			}
			return s.create(cmd.Context(), parent, &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.template, "template", "t", "", "the template: a handle, a folder or a git URL")
	flags.StringVar(&f.domain, "domain", "", "the template's domain, instead of its handle: mlflow or package")
	flags.StringVar(&f.framework, "framework", "", "the template's framework: pytorch, tensorflow, xgboost")
	flags.StringVar(&f.answers, "answers", "", "a file of answers in YAML or JSON")
	flags.StringVarP(&f.name, "name", "n", "", "the project's name (as --set project_name=…)")
	flags.StringArrayVar(&f.set, "set", nil, "an answer, as project_name=…; may be repeated")
	flags.StringVar(&f.from, "from", "", "make the project around an existing training `SCRIPT`, or the one in a folder that trains")
	flags.StringVar(&f.github, "github", "", "make a repository at GitHub and push to it: public (the default) or private")
	flags.Lookup("github").NoOptDefVal = "public"
	flags.BoolVarP(&f.yes, "yes", "y", false, "take defaults instead of asking")
	flags.BoolVar(&f.dry, "dry-run", false, "list the files and write nothing")
	flags.BoolVar(&f.overwrite, "overwrite", false, "replace files of the same names in an existing folder")
	flags.BoolVar(&f.checkName, "check-name", false, "ask Read the Docs, and for packages PyPI, whether the name is free")
	flags.BoolVar(&f.noGit, "no-git", false, "make no git repository")
	return cmd
}

func (s *session) create(ctx context.Context, parent string, f *createFlags) error {
	given, err := f.given()
	if err != nil {
		return err
	}
	in, terminal := s.stdin.(*os.File)
	ask := !f.yes && terminal && term.IsTerminal(int(in.Fd()))
	interview := &scaffold.Interview{In: bufio.NewReader(s.stdin), Out: s.stderr}
	t, clean, err := s.template(ctx, f, given, ask, interview)
	if err != nil {
		return err
	}
	defer clean()
	if f.framework != "" && t.Framework == "" {
		given["framework"] = f.framework
	}
	user, err := scaffold.ReadUser()
	if err != nil {
		return err
	}
	user = user.WithDefaults()
	if ask {
		if given, err = interview.Ask(t, given, user); err != nil {
			return err
		}
	}
	answers, err := t.Complete(given, user, time.Now().Format(time.DateOnly))
	if err != nil {
		return err
	}
	c := &scaffold.Creation{Template: t, Answers: answers, Parent: parent, Overwrite: f.overwrite, NoGit: f.noGit}
	if f.dry {
		return s.planCreation(c)
	}
	if err := c.Check(); errors.Is(err, scaffold.ErrExists) && ask {
		fmt.Fprintf(s.stderr, "mlf-lsp: %s exists; files of the same names would be replaced, others stay.\n", filepath.ToSlash(c.Folder()))
		if c.Overwrite = interview.Yes("Replace them? [no]: "); !c.Overwrite {
			return scaffold.ErrAborted
		}
	}
	if f.checkName {
		if err := s.checkName(ctx, t, answers["project_name"]); err != nil {
			return err
		}
	}
	publication, err := scaffold.PlanPublication(ctx, answers)
	if err != nil {
		return err
	}
	if publication != nil && f.noGit {
		return errors.New("--no-git makes no repository that could be pushed to GitHub: use one of them")
	}
	if err := scaffold.Create(ctx, c); err != nil {
		return err
	}
	folder := filepath.ToSlash(c.Folder())
	fmt.Fprintf(s.stdout, "Made %s from template %s %s.\n", folder, t.Handle, t.Version)
	if publication != nil {
		if err := s.publish(ctx, publication, c.Folder()); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.stdout, "Next: cd %s, read README.md, and check it with mlf-lsp check.\n", folder)
	return nil
}

// checkName refuses a name that others have. An index that does not answer is
// said, and is no obstacle.
func (s *session) checkName(ctx context.Context, t *scaffold.Template, name string) error {
	taken, err := online.Default().Taken(ctx, scaffold.Slug(name), t.Domain == "package")
	if err != nil {
		s.complain(err)
	}
	if taken != "" {
		return fmt.Errorf("the name %s is taken at %s; choose another", scaffold.Slug(name), taken)
	}
	return nil
}

// publish makes the project's repository at GitHub.
func (s *session) publish(ctx context.Context, p *scaffold.Publication, folder string) error {
	r, notes, err := p.Publish(ctx, folder)
	if err != nil {
		return fmt.Errorf("the project is made; its repository at GitHub is not: %w", err)
	}
	for _, n := range notes {
		s.complain(errors.New(n))
	}
	fmt.Fprintf(s.stdout, "Pushed to %s. Its workflows sync with a token of yours that may change workflows: mlf-lsp sync --set-token\n", r.WebURL)
	return nil
}

// template is the one that the flags, the answers or the user name.
func (s *session) template(ctx context.Context, f *createFlags, given scaffold.Answers, ask bool, interview *scaffold.Interview) (*scaffold.Template, func(), error) {
	if f.from == "" {
		source, err := f.source(given, ask, interview)
		if err != nil {
			return nil, nil, err
		}
		return scaffold.Load(ctx, source)
	}
	if f.template != "" || f.domain != "" || f.framework != "" || given["template"] != "" {
		return nil, nil, errors.New("--from makes the project around a program of yours, without a template: leave out --template, --domain and --framework")
	}
	program, err := existing.Read(ctx, f.from)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range program.Notes {
		s.complain(errors.New(n))
	}
	if !program.Known {
		s.complain(errors.New("the program reads its arguments in more ways than could be followed: MLproject has those that were seen"))
	}
	if _, named := given["project_name"]; !named {
		given["project_name"] = program.Name()
	}
	t, err := scaffold.Import(program)
	return t, func() {}, err
}

func (s *session) planCreation(c *scaffold.Creation) error {
	if err := c.Check(); err != nil {
		return err
	}
	files, err := c.Plan()
	if err != nil {
		return err
	}
	for _, name := range files {
		fmt.Fprintf(s.stdout, "%s/%s\n", filepath.ToSlash(c.Folder()), name)
	}
	fmt.Fprintf(s.stdout, "Would make %d files\n", len(files))
	return nil
}

// given are the answers of the flags; flags go before the file.
func (f *createFlags) given() (scaffold.Answers, error) {
	out := scaffold.Answers{}
	if f.answers != "" {
		var err error
		if out, err = scaffold.ReadAnswers(f.answers); err != nil {
			return nil, err
		}
	}
	for _, pair := range f.set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("--set %q must have the form question=answer", pair)
		}
		out[strings.TrimSpace(key)] = value
	}
	for key, value := range map[string]string{"project_name": f.name, "github_repository": f.github} {
		if value != "" {
			out[key] = value
		}
	}
	return out, nil
}

// source names the template, by flag, by the file of answers, or by asking.
func (f *createFlags) source(given scaffold.Answers, ask bool, interview *scaffold.Interview) (string, error) {
	fromFile := given["template"]
	delete(given, "template")
	switch {
	case f.template != "":
		return f.template, nil
	case fromFile != "":
		return fromFile, nil
	}
	candidates := scaffold.Builtin()
	for _, word := range []string{f.domain, f.framework} {
		if word == "" {
			continue
		}
		var left []*scaffold.Template
		for _, t := range scaffold.Matching(word) {
			for _, c := range candidates {
				if c == t {
					left = append(left, t)
				}
			}
		}
		if len(left) == 0 {
			return "", fmt.Errorf("no template is for %q; see mlf-lsp list", word)
		}
		candidates = left
	}
	if len(candidates) == 1 {
		return candidates[0].Handle, nil
	}
	var handles, notes []string
	for _, t := range candidates {
		handles, notes = append(handles, t.Handle), append(notes, t.Summary)
	}
	if !ask {
		return "", fmt.Errorf("no template is named; use --template with one of %s", strings.Join(handles, ", "))
	}
	return interview.Choose("Template", handles, notes)
}
