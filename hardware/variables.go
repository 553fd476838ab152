package hardware

import (
	"context"
	"slices"
	"strings"
)

// variableNames change what is computed: hash order, kernels, precision, the
// number of threads, the visible devices. A name that ends with _ stands for
// all that begin so.
var variableNames = []string{
	"PYTHONHASHSEED", "CUBLAS_WORKSPACE_CONFIG", "CUBLASLT_WORKSPACE_SIZE", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "CUDA_LAUNCH_BLOCKING",
	"CUDA_DEVICE_MAX_CONNECTIONS", "NVIDIA_TF32_OVERRIDE", "NVIDIA_VISIBLE_DEVICES", "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE",
	"TORCH_CUDNN_V8_API_DISABLED", "TORCH_BLAS_PREFER_CUBLASLT", "PYTORCH_CUDA_ALLOC_CONF", "ATEN_CPU_CAPABILITY", "TF_DETERMINISTIC_OPS",
	"TF_CUDNN_DETERMINISTIC", "TF_CUDNN_USE_AUTOTUNE", "TF_CUDNN_USE_FRONTEND", "TF_ENABLE_ONEDNN_OPTS", "TF_ENABLE_TENSOR_FLOAT_32_EXECUTION",
	"TF_XLA_FLAGS", "TF_NUM_INTEROP_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_GPU_THREAD_MODE", "TF_USE_LEGACY_KERAS", "XLA_FLAGS", "JAX_PLATFORMS",
	"JAX_ENABLE_X64", "JAX_DEFAULT_MATMUL_PRECISION", "JAX_THREEFRY_PARTITIONABLE", "JAX_DEFAULT_PRNG_IMPL", "KERAS_BACKEND", "NPY_DISABLE_CPU_FEATURES",
	"NPY_ENABLE_CPU_FEATURES", "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS", "NUMBA_CPU_NAME", "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS",
	"NVTE_ALLOW_NONDETERMINISTIC_ALGO", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "HSA_OVERRIDE_GFX_VERSION", "PYTORCH_ENABLE_MPS_FALLBACK",
	"WORLD_SIZE", "LC_ALL", "LC_COLLATE", "LANG",
	"CUDNN_", "DNNL_", "GOMP_", "KMP_", "MIOPEN_", "MKL_", "NCCL_", "OMP_", "ONEDNN_", "OPENBLAS_", "TORCH_CUDNN_", "TORCHINDUCTOR_",
}

func probeVariables(_ context.Context, m *machine) (part, error) {
	v := &Variables{Set: []Variable{}}
	for _, pair := range m.vars {
		name, value, ok := strings.Cut(pair, "=")
		if ok && changesNumbers(name) {
			v.Set = append(v.Set, Variable{name, oneLine(value)})
		}
	}
	slices.SortFunc(v.Set, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return func(r *Report) { r.Variables = v }, nil
}

func changesNumbers(name string) bool {
	return slices.ContainsFunc(variableNames, func(known string) bool {
		return name == known || strings.HasSuffix(known, "_") && strings.HasPrefix(name, known)
	})
}
