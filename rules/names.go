package rules

// RNGs are the names of the global generators that draws and seeders speak of.
var RNGs = []string{
	"catboost", "cupy", "dgl", "hyperopt", "imgaug", "jax", "keras", "monai", "mxnet", "nni", "numba", "numpy", "opencv",
	"optuna", "paddle", "polars", "python", "r", "ray", "scipy-interpolative", "scvi", "spark", "tensorflow", "torch",
	"transformers",
}

// fallbacks are the values of a seed parameter's fallback besides RNGs.
var fallbacks = []string{"entropy", "fixed"}

// Switches are the names of what settings change, with what they mean.
var Switches = map[string]string{
	"torch.deterministic":        "PyTorch uses deterministic algorithms, and raises where there is none",
	"torch.fill-uninitialized":   "PyTorch fills uninitialised memory in deterministic mode",
	"torch.default-generator":    "PyTorch's global generator",
	"torch.threads":              "the number of threads of PyTorch operations is fixed",
	"torch.tf32":                 "PyTorch may compute matrix products in TF32",
	"torch.matmul-precision":     "the precision of float32 matrix products is reduced",
	"torch.reduced-precision":    "half-precision products are accumulated with reduced precision",
	"torch.mixed-precision":      "training runs in mixed precision",
	"torch.default-device":       "the device of new tensors",
	"torch.compile-autotune":     "compiled kernels are chosen by timing",
	"cudnn.deterministic":        "cuDNN uses repeatable convolution algorithms only",
	"cudnn.benchmark":            "cuDNN chooses algorithms by timing",
	"cudnn.enabled":              "cuDNN is used",
	"cudnn.tf32":                 "cuDNN may compute convolutions in TF32",
	"cublas.workspace":           "cuBLAS has a fixed workspace",
	"cuda.launch-blocking":       "CUDA kernels run one after the other",
	"nccl.algorithm":             "NCCL sums in a fixed order",
	"sdp.flash":                  "fused flash attention is used",
	"sdp.mem-efficient":          "fused memory-efficient attention is used",
	"sdp.cudnn":                  "cuDNN attention is used",
	"sdp.math":                   "plain attention is used",
	"tensorflow.deterministic":   "TensorFlow uses deterministic operations, and raises where there is none",
	"tensorflow.cudnn":           "TensorFlow uses repeatable cuDNN algorithms",
	"tensorflow.threads":         "the number of TensorFlow's threads is fixed",
	"tensorflow.tf32":            "TensorFlow may compute in TF32",
	"tensorflow.data-order":      "tf.data keeps the order of elements",
	"tensorflow.mixed-precision": "Keras trains in mixed precision",
	"jax.deterministic":          "XLA uses deterministic GPU operations",
	"jax.precision":              "the precision of JAX matrix products",
	"lightning.deterministic":    "the Trainer turns deterministic algorithms on",
	"lightning.benchmark":        "the Trainer turns cuDNN's benchmark on",
	"ineffective.deterministic":  "an assignment that was meant to turn determinism on and that nothing reads",
	"ineffective.benchmark":      "an assignment to a benchmark flag that nothing reads",
	"lightning.workers":          "Lightning seeds the workers of data loaders",
	"transformers.deterministic": "the Trainer turns deterministic algorithms on",
	"composer.deterministic":     "the Trainer turns deterministic algorithms on",
	"mmengine.deterministic":     "the Runner turns deterministic algorithms on",
	"lightgbm.deterministic":     "LightGBM gives the same trees for every number of threads",
	"lightgbm.force-wise":        "LightGBM does not choose its histogram layout by timing",
	"xgboost.deterministic":      "XGBoost builds repeatable histograms",
	"catboost.gpu":               "CatBoost trains on a GPU",
	"paddle.deterministic":       "Paddle uses deterministic cuDNN algorithms",
	"mxnet.deterministic":        "MXNet uses deterministic operations",
	"python.hash-seed":           "the hashes of strings are the same in every run",
	"threads.openmp":             "the number of OpenMP threads is fixed",
	"threads.blas":               "the number of BLAS threads is fixed",
	"ray.deterministic":          "Ray Train turns deterministic algorithms on",
	"opencv.threads":             "the number of OpenCV threads is fixed",
	"attention.deterministic":    "the attention kernel has a deterministic gradient",
}
