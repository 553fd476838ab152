package hardware

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// computing are the packages that compute, or decide who does.
var computing = strings.Fields(`accelerate apex blis bitsandbytes catboost chainer cudf cuml cupy cython dask deepspeed flash-attn flax gymnasium
	h5py horovod intel-openmp ipython jax jaxlib keras lightgbm lightning mkl mlflow mpi4py mxnet nuitka numba numexpr numpy onnx onnxruntime
	onnxruntime-gpu openblas opt-einsum optax paddlepaddle pandas polars pyarrow pycuda pymc pyopencl pyspark pytorch pytorch-lightning
	ray scikit-learn scipy sentence-transformers statsmodels tensorflow tensorflow-cpu tensorflow-gpu tensorflow-macos tensorflow-metal
	tf-keras tokenizers torch torch-geometric torch-scatter torch-sparse torchaudio torchdata torchvision transformer-engine transformers
	triton xformers xgboost xgboost-cpu cudatoolkit cudnn nccl libblas libopenblas llvm-openmp`)

func computes(name string) bool {
	return slices.Contains(computing, name) || hasPrefix(name, "nvidia-", "cupy-", "jax-cuda", "jax-rocm")
}

// canonical is a package's name as indexes compare it (PEP 503).
func canonical(name string) string {
	return strings.ToLower(regexp.MustCompile(`[-_.]+`).ReplaceAllString(name, "-"))
}

func probePython(_ context.Context, m *machine) (part, error) {
	p := &Python{Environments: []Environment{}}
	m.environments(p)
	return func(r *Report) { r.Python = p }, nil
}

// Releases are those of packages that compute, in the Python
// environment of a project's folder, else in the active one, by their canonical
// names; builds ("+cu121") are left out. It reads names of files alone.
func Releases(dir string) map[string]string {
	p := &Python{}
	thisMachine(Options{Dir: dir}).environments(p)
	for _, e := range p.Environments {
		if slices.Equal(e.Used, []string{"path"}) {
			continue
		}
		out := map[string]string{}
		for _, x := range e.Packages {
			out[x.Name], _, _ = strings.Cut(x.Version, "+")
		}
		return out
	}
	return nil
}

// environments finds those of the project, the active ones, and those of the
// interpreters on the path.
func (m *machine) environments(p *Python) {
	add := func(prefix, why string) {
		if prefix == "" {
			return
		}
		if real, err := filepath.EvalSymlinks(prefix); err == nil {
			prefix = real
		}
		if abs, err := filepath.Abs(prefix); err == nil {
			prefix = abs
		}
		for i := range p.Environments {
			if e := &p.Environments[i]; e.Path == prefix {
				if !slices.Contains(e.Used, why) {
					e.Used = append(e.Used, why)
				}
				return
			}
		}
		if e, ok := environment(prefix); ok {
			e.Used = []string{why}
			p.Environments = append(p.Environments, e)
		}
	}
	for _, name := range []string{".venv", "venv", "env", ".env", ".conda"} {
		add(filepath.Join(m.dir, name), "project")
	}
	add(m.env("VIRTUAL_ENV"), "active")
	add(m.env("CONDA_PREFIX"), "active")
	for _, name := range []string{"python", "python3"} {
		if where, err := m.find(name); err == nil {
			add(m.prefixOf(where), "path")
		}
	}
}

// prefixOf is the environment of an interpreter: the folder above it, or that
// of the program it links to when that folder is no environment itself. pyenv's
// shims stand for the version that its files name.
func (m *machine) prefixOf(python string) string {
	if root, _, ok := strings.Cut(filepath.ToSlash(python), "/shims/"); ok {
		chosen := orElse(m.env("PYENV_VERSION"), orElse(head(filepath.Join(m.dir, ".python-version")), head(filepath.Join(root, "version"))))
		if words := strings.FieldsFunc(chosen, func(r rune) bool { return r <= ' ' || r == ':' }); len(words) > 0 {
			return filepath.Join(root, "versions", words[0])
		}
	}
	up := func(p string) string {
		dir := filepath.Dir(p)
		if filepath.Base(dir) == "bin" || filepath.Base(dir) == "Scripts" {
			dir = filepath.Dir(dir)
		}
		return dir
	}
	if _, ok := environment(up(python)); ok {
		return up(python)
	}
	if real, err := filepath.EvalSymlinks(python); err == nil {
		return up(real)
	}
	return ""
}

// head is the beginning of a file; "" when it cannot be read.
func head(name string) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	b, _ := io.ReadAll(io.LimitReader(f, 256<<10))
	return string(b)
}

var pythonLib = regexp.MustCompile(`python(\d+\.\d+)t?$`)

// environment reads a folder that holds a Python environment.
func environment(prefix string) (Environment, bool) {
	e := Environment{Kind: "system", Path: prefix}
	libs, _ := filepath.Glob(filepath.Join(prefix, "lib", "python3*"))
	slices.SortFunc(libs, natural)
	cfg := fields(head(filepath.Join(prefix, "pyvenv.cfg")), "=")
	for _, lib := range libs {
		if v := group(pythonLib, filepath.ToSlash(lib)); v != "" {
			e.Version = v
			patch := head(filepath.Join(prefix, "include", filepath.Base(lib), "patchlevel.h"))
			e.Version = orElse(group(patchLevel, patch), e.Version)
		}
	}
	packages := map[string]Package{}
	switch conda := filepath.Join(prefix, "conda-meta"); {
	case len(cfg) > 0:
		e.Kind = "venv"
		e.Version = orElse(orElse(cfg["version"], cfg["version_info"]), e.Version)
	case isDir(conda):
		e.Kind = "conda"
		e.Version = orElse(condaPackages(conda, packages), e.Version)
	case len(libs) == 0 && !isDir(filepath.Join(prefix, "Lib", "site-packages")):
		return e, false
	}
	for _, dir := range siteFolders(prefix, libs) {
		sitePackages(dir, packages)
	}
	for _, p := range packages {
		e.Packages = append(e.Packages, p)
	}
	slices.SortFunc(e.Packages, func(a, b Package) int { return cmp.Compare(a.Name, b.Name) })
	return e, true
}

var patchLevel = regexp.MustCompile(`#define PY_VERSION\s+"([^"]+)"`)

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// siteFolders are the folders of packages, those that Python finds first first.
func siteFolders(prefix string, libs []string) []string {
	var out []string
	for _, lib := range libs {
		out = append(out, filepath.Join(prefix, "local", "lib", filepath.Base(lib), "dist-packages"),
			filepath.Join(lib, "site-packages"), filepath.Join(lib, "dist-packages"),
			filepath.Join(prefix, "lib64", filepath.Base(lib), "site-packages"))
	}
	return append(out, filepath.Join(prefix, "lib", "python3", "dist-packages"), filepath.Join(prefix, "Lib", "site-packages"))
}

// sitePackages adds the packages of a folder by the names of their metadata.
func sitePackages(dir string, into map[string]Package) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		stem, ok := strings.CutSuffix(e.Name(), ".dist-info")
		if !ok {
			if stem, ok = strings.CutSuffix(e.Name(), ".egg-info"); !ok {
				continue
			}
		}
		name, version, ok := strings.Cut(stem, "-")
		version, _, _ = strings.Cut(version, "-py")
		name = canonical(name)
		if !ok || !computes(name) {
			continue
		}
		p := into[name]
		if p.Version == "" || p.Build != "" {
			p.Name, p.Version = name, version
			builtWith(dir, &p)
			into[name] = p
		}
	}
}

// condaPackages adds the packages of a conda environment and returns Python's
// version.
func condaPackages(dir string, into map[string]Package) (python string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		stem, ok := strings.CutSuffix(e.Name(), ".json")
		parts := strings.Split(stem, "-")
		if !ok || len(parts) < 3 {
			continue
		}
		n := len(parts)
		name, version, build := strings.ToLower(strings.Join(parts[:n-2], "-")), parts[n-2], parts[n-1]
		if name == "python" {
			python = version
		}
		if name == "pytorch" {
			name = "torch"
		}
		if computes(name) {
			into[name] = Package{Name: name, Version: version, Build: build}
		}
	}
	return python
}

var (
	torchCUDA = regexp.MustCompile(`(?m)^cuda\b[^=\n]*=\s*['"]([\d.]+)['"]`)
	torchHIP  = regexp.MustCompile(`(?m)^hip\b[^=\n]*=\s*['"]([^'"]+)['"]`)
	tfCUDA    = regexp.MustCompile(`["']cuda_version["']\s*[:,]\s*["']([\d.]+)["']`)
	tfCuDNN   = regexp.MustCompile(`["']cudnn_version["']\s*[:,]\s*["']([\d.]+)["']`)
	numpyBLAS = regexp.MustCompile(`(?s)"blas"\s*:\s*\{\s*"name"\s*:\s*"([^"]+)".{0,120}?"version"\s*:\s*"([^"]*)"`)
)

// builtWith reads from a package's own text what it was built with.
func builtWith(site string, p *Package) {
	switch p.Name {
	case "torch":
		text := head(filepath.Join(site, "torch", "version.py"))
		p.CUDA, p.ROCm = group(torchCUDA, text), group(torchHIP, text)
	case "tensorflow", "tensorflow-gpu", "tensorflow-cpu":
		text := head(filepath.Join(site, "tensorflow", "python", "platform", "build_info.py"))
		p.CUDA, p.CuDNN = group(tfCUDA, text), group(tfCuDNN, text)
	case "numpy", "scipy":
		if g := numpyBLAS.FindStringSubmatch(head(filepath.Join(site, p.Name, "__config__.py"))); g != nil {
			p.BLAS = oneLine(g[1] + " " + g[2])
		}
	case "xgboost":
		var info struct {
			CUDA []int `json:"CUDA_VERSION"`
		}
		if json.Unmarshal([]byte(head(filepath.Join(site, "xgboost", "build_info.json"))), &info) == nil && len(info.CUDA) == 2 {
			p.CUDA = strings.Trim(strings.ReplaceAll(string(must(json.Marshal(info.CUDA))), ",", "."), "[]")
		}
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		return nil
	}
	return b
}
