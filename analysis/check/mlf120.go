package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/project"
	"github.com/mlf-core/mlf-lsp/rules"
)

var llmSamplingUnpinned = register(&Rule{
	Meta: Meta{
		Code: "MLF120", Name: "llm-sampling-unpinned", Severity: Info,
		Summary: "a model is fetched by a name that moves, or a hosted model samples without a seed",
	},
	Run: runUnpinnedModels,
})

func runUnpinnedModels(p *Pass) {
	p.movingModels()
	for _, s := range p.samples() {
		sp, c := s.event.Sample, s.event.Call
		if sp.Code != p.rule.Code || s.event.Truth != rules.Yes || p.idle(c) {
			continue
		}
		p.Report(Finding{
			Place: callPlace(c), Severity: min(severityIn(s.run, Info), p.severityAt(c.Fn, Info)), Symbol: c.Name(), Key: "sample " + c.Name(),
			Message: "a hosted model answers with a temperature above 0 and without a " + sp.Parameter + ": each run gets another text",
			Why:     sp.Why, Help: sp.Help, Data: map[string]string{"parameter": sp.Parameter},
		})
	}
}

// fetcher is a call that fetches something by a name, at the version that a
// parameter says: without it the newest.
type fetcher struct{ name, version string }

// fetcherOf is what a callable of that name fetches by.
func fetcherOf(name string) (fetcher, bool) {
	switch {
	case strings.HasPrefix(name, "transformers.") && strings.HasSuffix(name, ".from_pretrained"),
		strings.HasPrefix(name, "diffusers.") && strings.HasSuffix(name, ".from_pretrained"):
		return fetcher{"pretrained_model_name_or_path", "revision"}, true
	}
	switch name {
	case "transformers.pipeline":
		return fetcher{"model", "revision"}, true
	case "datasets.load_dataset":
		return fetcher{"path", "revision"}, true
	case "huggingface_hub.hf_hub_download", "huggingface_hub.snapshot_download":
		return fetcher{"repo_id", "revision"}, true
	case "sentence_transformers.SentenceTransformer", "sentence_transformers.CrossEncoder":
		return fetcher{"model_name_or_path", "revision"}, true
	}
	return fetcher{}, false
}

// movingModels reports each name that is fetched without a revision once.
func (p *Pass) movingModels() {
	var order []string
	found := map[string][]*project.Call{}
	p.namedCalls(func(c *project.Call, _ string) {
		if id, ok := p.movingModel(c); ok {
			if found[id] == nil {
				order = append(order, id)
			}
			found[id] = append(found[id], c)
		}
	})
	for _, id := range order {
		c := found[id][0]
		f := Finding{
			Place: callPlace(c), Severity: p.severityAt(c.Fn, Info), Symbol: c.Name(), Key: "revision " + id,
			Message: "the newest version of " + id + " is fetched: its owner can change it between two runs",
			Why:     "Without a revision the branch main of the repository counts, at the time of the run or of the first download on this machine.",
			Help:    "Pass revision= the hash of the commit that the results were made with.",
			Data:    map[string]string{"parameter": "revision"},
		}
		for _, other := range found[id][1:] {
			f.Related = append(f.Related, Related{callPlace(other), "it is fetched here, too"})
		}
		f.Related = limit(f.Related, 4)
		p.Report(f)
	}
}

// hubName is the name of a repository with its owner, or one of the first
// models, which have none.
var (
	hubName  = regexp.MustCompile(`^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$`)
	oldModel = regexp.MustCompile(`^(distil)?(bert|gpt2|roberta|albert|t5|xlnet|electra|bart|openai-gpt|ctrl|camembert|xlm)[\w.]*(-[\w.]+)*$`)
)

// localWords stand in the names of folders.
var localWords = []string{"checkpoint", "output", "result", "save", "local", "model/", "models/", "data/", "ckpt", "weights/", "runs/", "logs/", "cache", "tmp", "path/", "your-", "my-"}

// movingModel is the literal name by which a program fetches something at no
// certain version.
func (p *Pass) movingModel(c *project.Call) (string, bool) {
	by, ok := fetcherOf(c.Name())
	if !ok || c.Handler || !p.inProgram(c.Fn) {
		return "", false
	}
	id := ""
	for i, a := range c.Value().List {
		switch {
		case a.Star != 0, a.Name == by.version, a.Name == "local_files_only", a.Name == "data_files", a.Name == "data_dir":
			return "", false
		case a.Name == by.name || i == 0 && a.Name == "" && c.Name() != "transformers.pipeline":
			if v := c.Unit.Val(a.V); v.Kind == project.Str {
				id = v.Text
			}
		}
	}
	known := hubName.MatchString(id) && !slices.ContainsFunc(localWords, func(w string) bool {
		return strings.Contains(strings.ToLower(id), w)
	}) || oldModel.MatchString(id)
	return id, known && !p.writesTo(id)
}

// writesTo tells whether the project saves something under a name.
func (p *Pass) writesTo(name string) bool {
	written := once(p.shared, "saved names", func() map[string]bool {
		out := map[string]bool{}
		p.calls(func(c *project.Call) {
			switch attribute(c) {
			case "save_pretrained", "save_model", "save", "makedirs", "push_to_hub":
				for _, a := range c.Value().List {
					out[c.Unit.Val(a.V).Text] = true
				}
			}
			for _, a := range c.Value().List {
				if a.Name == "output_dir" || a.Name == "save_dir" {
					out[c.Unit.Val(a.V).Text] = true
				}
			}
		})
		return out
	})
	return written[name] || p.hasFolder(name)
}

// hasFolder tells whether a folder of the project has that name.
func (p *Pass) hasFolder(name string) bool {
	return slices.ContainsFunc(p.Modules, func(m *project.Module) bool {
		return strings.HasPrefix(m.Path, name+"/") || strings.Contains(m.Path, "/"+name+"/")
	})
}
