package check

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

var unpinnedBaseImage = register(&Rule{
	Meta: Meta{
		Code: "MLF602", Name: "unpinned-base-image", Severity: Warning,
		Summary: "an image that the project runs in can be another one tomorrow",
	},
	Run: runUnpinnedBaseImage,
})

func runUnpinnedBaseImage(p *Pass) {
	if len(p.trainings()) == 0 {
		return
	}
	for _, f := range p.Env.Files {
		for i := range f.Images {
			image := &f.Images[i]
			if !p.runsIn(f, image) {
				continue
			}
			if finding, ok := p.imageFinding(f, image); ok {
				p.Report(finding)
			}
		}
	}
}

// runsIn tells whether code of the project runs in an image, as far as the file
// shows: a compose file and a CI file name images of databases too.
func (p *Pass) runsIn(f *environ.File, image *environ.Image) bool {
	switch {
	case f.Kind == environ.MLproject, f.Kind == environ.Apptainer:
		return true
	case f.Kind == environ.Dockerfile:
		return aboutPython(f)
	case f.Kind == environ.Compose, isCI(f):
		return slices.ContainsFunc(starts(f, p.trainings()), func(s start) bool { return withinScope(s.cmd.Scope, image.Stage) })
	}
	return false
}

// withinScope tells whether a command's scope ("train/2") is that of an image
// ("train", or "" for all).
func withinScope(scope, of string) bool {
	return of == "" || scope == of || strings.HasPrefix(scope, of+"/")
}

// pythonImages are parts of the names of images that Python code runs in.
var pythonImages = []string{"python", "pytorch", "tensorflow", "cuda", "nvcr.io", "conda", "mamba", "jax", "rocm", "jupyter", "ubuntu", "debian", "deeplearning", "sagemaker", "huggingface", "rapids"}

// aboutPython tells whether a Dockerfile is for Python code, and not for a web
// front end or a database that lives in the same repository.
func aboutPython(f *environ.File) bool {
	if len(f.Pins) > 0 || len(f.Commands) > 0 || len(f.Includes) > 0 {
		return true
	}
	return slices.ContainsFunc(f.Images, func(i environ.Image) bool {
		return slices.ContainsFunc(pythonImages, func(part string) bool { return strings.Contains(strings.ToLower(i.Ref), part) })
	})
}

func (p *Pass) imageFinding(f *environ.File, image *environ.Image) (Finding, bool) {
	ref := parseImage(image.Ref)
	if ref.name == "scratch" || ref.digest != "" || strings.Contains(image.Ref, "$") || f.Kind == environ.MLproject && p.builtHere(ref) {
		return Finding{}, false
	}
	show := "docker buildx imagetools inspect " + strings.TrimPrefix(image.Ref, "docker://")
	out := Finding{
		Place: filePlace(f, image.Span), Severity: Warning, Symbol: image.Ref, Key: "image " + ref.name,
		Why:  "An image brings Python, CUDA, cuDNN and system libraries along. A name without a digest is looked up when the image is pulled, and its owner may have moved it since.",
		Help: "Name one build for good, by its digest: " + show + " shows it; write " + ref.name + ":<tag>@sha256:<digest>.",
	}
	switch {
	case ref.tag == "":
		out.Message = image.Ref + " names no tag, which means latest: each build can take other versions of Python, CUDA and libraries, which compute other numbers"
	case floating(ref.tag):
		out.Message = "the tag " + ref.tag + " of " + ref.name + " moves with every release: each build can take other versions of Python, CUDA and libraries, which compute other numbers"
	case isCI(f):
		return Finding{}, false
	default:
		out.Severity = Info
		out.Message = image.Ref + " is named by a tag without a digest: the tag can be given to another build, with other versions of libraries"
	}
	return out, true
}

// builtHere tells whether an image without a registry is one that a Dockerfile
// of the project makes: then that file says what is in it.
func (p *Pass) builtHere(ref imageRef) bool {
	first, _, _ := strings.Cut(ref.name, "/")
	return !strings.ContainsAny(first, ".:") &&
		slices.ContainsFunc(p.Env.Files, func(f *environ.File) bool { return f.Kind == environ.Dockerfile })
}

// imageRef is the name of an image in its parts.
type imageRef struct{ name, tag, digest string }

func parseImage(ref string) imageRef {
	var out imageRef
	ref = strings.TrimPrefix(ref, "docker://")
	out.name, out.digest, _ = strings.Cut(ref, "@")
	slash := strings.LastIndexByte(out.name, '/')
	if i := strings.LastIndexByte(out.name, ':'); i > slash {
		out.name, out.tag = out.name[:i], out.name[i+1:]
	}
	return out
}

// floating tells a tag that names whatever is newest.
func floating(tag string) bool {
	for _, part := range strings.FieldsFunc(strings.ToLower(tag), func(r rune) bool { return r == '-' || r == '_' }) {
		switch part {
		case "latest", "nightly", "edge", "main", "master", "stable", "rolling", "devel", "dev", "testing", "unstable":
			return !strings.ContainsAny(tag, "0123456789")
		}
	}
	return false
}
