package codeactions

import "strings"

func init() { register(workerInit, "MLF405") }

// workerInit makes the generator that a dataset holds anew in each worker, by
// a worker_init_fn of the loader that copies it.
func workerInit(c *context) []Fix {
	_, attribute, ok := strings.Cut(strings.TrimPrefix(c.f.Key, "copied "), ".")
	if !ok || !strings.HasPrefix(c.f.Key, "copied ") || len(c.f.Related) < 2 {
		return nil
	}
	at := c.f.Related[len(c.f.Related)-1].Place // the loader
	pg := c.page(at.File)
	if pg == nil || pg.binds("seed_worker") || len(pg.file.Cells) > 0 {
		return nil
	}
	n, call, ok := pg.callAt(at)
	if !ok {
		return nil
	}
	im := &imports{pg: pg}
	seed := im.module("torch", "") + ".initial_seed()"
	made := ""
	switch c.f.Symbol {
	case "numpy.random.default_rng":
		made = im.module("numpy", "np") + ".random.default_rng(" + seed + ")"
	case "numpy.random.RandomState":
		made = im.module("numpy", "np") + ".random.RandomState(" + seed + " % 2**32)"
	case "random.Random":
		made = im.module("random", "") + ".Random(" + seed + ")"
	default:
		return nil
	}
	loader, ok := pg.withKeyword(n, call, "worker_init_fn", "seed_worker")
	info := im.torchUtilsData() + ".get_worker_info()"
	unit := "    "
	function, placed := pg.functionAtTop(n.start, []string{
		"def seed_worker(_worker_id):", unit + info + ".dataset." + attribute + " = " + made,
	})
	if !ok || !placed || im.clash {
		return nil
	}
	return []Fix{{
		Title:  "Make self." + attribute + " anew in each worker, from the seed that PyTorch gives it",
		Safety: Unsafe, // for one dataset: a loader of others would fail
		Edits:  append(im.edits(), function, loader),
	}}
}

// torchUtilsData is the name of torch.utils.data in a page.
func (im *imports) torchUtilsData() string { return im.module("torch", "") + ".utils.data" }
