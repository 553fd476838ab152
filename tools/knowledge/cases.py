"""What behaviour.py runs: groups of calls by library, each (symbol, arguments, what is done with the result).

Names in the arguments are those of data(). Calls that need a GPU, a network, a cluster or files of size are not here.
"""

import sys


def cases(only):
    """The groups, as data. Each runs in a process of its own; a library that is not installed is left out."""
    from names import distribution
    for library, distributions, imports, draws, seeders in GROUPS:
        if only and library not in only or not (library == "python" or any(distribution(d) for d in distributions)):
            continue
        yield {"library": library, "distributions": distributions, "imports": imports, "draws": draws, "seeders": seeders,
               "scikit-learn": library == "scikit-learn"}


def data():
    """Fresh inputs, always the same."""
    import random
    state = random.getstate()
    out = {"words": ["a", "b", "c", "d", "e", "f", "g", "h"], "random": random, "itertools": __import__("itertools")}
    if "numpy" in sys.modules:
        import numpy as np
        g = np.random.RandomState(0)
        X = g.rand(60, 5)
        y = (X[:, 0] + X[:, 1] * X[:, 2] > 0.95).astype(int)
        out.update(np=np, X=X, y=y, Xf=X.astype("float32"), yr=X[:, 0] + 0.1 * g.rand(60), y3=np.arange(60) % 3, groups=np.arange(60) % 6,
                   Y=np.stack([y, 1 - y], 1), image=g.rand(16, 16), rgb=(g.rand(32, 32, 3) * 255).astype("uint8"), square=g.rand(8, 8))
    if "torch" in sys.modules:
        import torch
        g = torch.Generator().manual_seed(0)
        out.update(torch=torch, t=torch.rand(4, 8, generator=g), t4=torch.rand(2, 4, 8, 8, generator=g), t5=torch.rand(1, 2, 6, 6, 6, generator=g),
                   picture=torch.rand(3, 16, 16, generator=g), probs=torch.full((4, 8), 0.5))
    if "pandas" in sys.modules:
        import pandas as pd
        out.update(pd=pd, frame=pd.DataFrame({"a": range(20), "b": [i % 3 for i in range(20)]}))
    if "polars" in sys.modules:
        import polars as pl
        out.update(pl=pl, series=pl.Series("s", list(range(50))), table=pl.DataFrame({"a": range(50)}))
    if "tensorflow" in sys.modules:
        import tensorflow as tf
        out.update(tf=tf, images=tf.reshape(tf.range(2 * 8 * 8 * 3, dtype=tf.float32), (2, 8, 8, 3)) / 400.0)
    for name in ("scipy", "networkx", "igraph", "sklearn", "optuna", "jax", "monai", "torchvision", "lightgbm", "xgboost"):
        if name in sys.modules:
            out[name] = sys.modules[name]
    random.setstate(state)
    return out


def sklearn_cases():
    """Every estimator that has a random_state, with its defaults, fitted on small data."""
    try:
        from sklearn.utils import all_estimators
    except ImportError:
        from sklearn.utils.testing import all_estimators
    import sklearn.experimental
    for name in ("enable_iterative_imputer", "enable_hist_gradient_boosting", "enable_halving_search_cv"):
        try:
            __import__("sklearn.experimental." + name)
        except ImportError:
            pass
    out = []
    for name, cls in all_estimators():
        module = ".".join(p for p in cls.__module__.split(".") if not p.startswith("_"))
        symbol = ".".join(module.split(".")[:2] + [name])
        if not takes_nothing(cls) or "random_state" not in cls().get_params():
            continue
        out.append((symbol, "", fit_of(cls)))
    return out


def takes_nothing(cls):
    try:
        cls()
        return True
    except Exception:
        return False


def fit_of(cls):
    if cls.__name__ in ("QuantileTransformer", "TargetEncoder"):
        return ".fit_transform(X, y)"
    if cls.__name__ in ("LatentDirichletAllocation", "NMF", "MiniBatchNMF", "BernoulliRBM"):
        return ".fit(X)"
    if cls.__name__.startswith("MultiTask"):
        return ".fit(X, Y)"
    if getattr(cls, "_estimator_type", "") == "regressor" or "Regressor" in cls.__name__:
        return ".fit(X, yr)"
    return ".fit(X, y)"


def sk(module, *rows):
    return [("sklearn." + module + "." + name, arguments, after) for name, arguments, after in rows]


SKLEARN = (
    sk("linear_model",
       ("LogisticRegression", "solver='liblinear'", ".fit(X, y)"), ("LogisticRegression", "solver='sag', max_iter=5", ".fit(X, y)"),
       ("LogisticRegression", "solver='saga', max_iter=5", ".fit(X, y)"), ("LogisticRegression", "solver='newton-cg'", ".fit(X, y)"),
       ("LogisticRegressionCV", "solver='saga', max_iter=5, cv=3", ".fit(X, y)"),
       ("Ridge", "solver='sag'", ".fit(X, yr)"), ("Ridge", "solver='svd'", ".fit(X, yr)"), ("RidgeClassifier", "solver='saga'", ".fit(X, y)"),
       ("Lasso", "selection='random'", ".fit(X, yr)"), ("ElasticNet", "alpha=0.01, selection='random'", ".fit(X, yr)"),
       ("Lars", "jitter=0.01", ".fit(X, yr)"), ("SGDClassifier", "shuffle=False", ".fit(X, y)"), ("SGDClassifier", "shuffle=False, early_stopping=True", ".fit(X, y)"),
       ("Perceptron", "shuffle=False", ".fit(X, y)")) +
    sk("svm", ("SVC", "probability=True", ".fit(X, y).predict_proba(X)"), ("NuSVC", "", ".fit(X, y).predict(X)"), ("LinearSVC", "dual=False", ".fit(X, y)"),
       ("LinearSVC", "dual=True", ".fit(X, y)"), ("LinearSVR", "loss='squared_epsilon_insensitive', dual=False", ".fit(X, yr)")) +
    sk("decomposition", ("PCA", "n_components=2, svd_solver='randomized'", ".fit(X)"), ("PCA", "n_components=2, svd_solver='arpack'", ".fit(X)"),
       ("PCA", "n_components=2, svd_solver='full'", ".fit(X)"), ("TruncatedSVD", "n_components=2", ".fit(X)"), ("TruncatedSVD", "n_components=2, algorithm='arpack'", ".fit(X)"),
       ("KernelPCA", "n_components=2, eigen_solver='arpack'", ".fit(X)"), ("KernelPCA", "n_components=2, eigen_solver='dense'", ".fit(X)"),
       ("NMF", "n_components=2, init='random'", ".fit(X)"), ("NMF", "n_components=2, init='nndsvda'", ".fit(X)"), ("NMF", "n_components=2, init='nndsvd'", ".fit(X)"),
       ("FactorAnalysis", "n_components=2, svd_method='lapack'", ".fit(X)"), ("FastICA", "n_components=2", ".fit(X)"),
       ("SparsePCA", "n_components=2, max_iter=3", ".fit(X)"), ("DictionaryLearning", "n_components=2, max_iter=3", ".fit(X)")) +
    sk("cluster", ("KMeans", "n_clusters=3", ".fit(X)"), ("KMeans", "n_clusters=3, init=X[:3], n_init=1", ".fit(X)"), ("MiniBatchKMeans", "n_clusters=3", ".fit(X)"),
       ("SpectralClustering", "n_clusters=3", ".fit(X)"), ("SpectralClustering", "n_clusters=3, assign_labels='discretize'", ".fit(X)"),
       ("k_means", "X, 3", "[0]"), ("estimate_bandwidth", "X", ""), ("estimate_bandwidth", "X, n_samples=20", ""), ("kmeans_plusplus", "X, 3", "[0]")) +
    sk("ensemble", ("GradientBoostingClassifier", "n_estimators=3", ".fit(X, y).predict_proba(X)"), ("GradientBoostingClassifier", "n_estimators=3, subsample=0.5", ".fit(X, y).predict_proba(X)"),
       ("HistGradientBoostingClassifier", "max_iter=3", ".fit(X, y).predict_proba(X)"), ("HistGradientBoostingClassifier", "max_iter=3, early_stopping=True", ".fit(X, y).predict_proba(X)"),
       ("RandomForestClassifier", "n_estimators=3", ".fit(X, y).predict_proba(X)"), ("ExtraTreesRegressor", "n_estimators=3", ".fit(X, yr).predict(X)"),
       ("BaggingClassifier", "n_estimators=3", ".fit(X, y).predict_proba(X)"), ("AdaBoostRegressor", "n_estimators=3", ".fit(X, yr).predict(X)"),
       ("IsolationForest", "n_estimators=3", ".fit(X).score_samples(X)")) +
    sk("tree", ("DecisionTreeClassifier", "", ".fit(X, y).predict_proba(X)"), ("DecisionTreeClassifier", "max_features=2", ".fit(X, y).tree_.threshold"),
       ("ExtraTreeClassifier", "", ".fit(X, y).tree_.threshold")) +
    sk("neural_network", ("MLPClassifier", "max_iter=3", ".fit(X, y)"), ("MLPRegressor", "max_iter=3, solver='lbfgs'", ".fit(X, yr)")) +
    sk("manifold", ("TSNE", "init='random', perplexity=5", ".fit_transform(X)"), ("TSNE", "init='pca', perplexity=5", ".fit_transform(X)"), ("MDS", "n_init=1, max_iter=5", ".fit_transform(X)"),
       ("SpectralEmbedding", "n_components=2", ".fit_transform(X)"), ("LocallyLinearEmbedding", "eigen_solver='dense'", ".fit_transform(X)")) +
    sk("mixture", ("GaussianMixture", "n_components=3", ".fit(X)"), ("GaussianMixture", "n_components=1", ".fit(X)"), ("GaussianMixture", "n_components=3, init_params='random'", ".fit(X)")) +
    sk("model_selection", ("train_test_split", "X", ""), ("train_test_split", "X, shuffle=False", ""), ("KFold", "3", ".split(X).__next__()"), ("KFold", "3, shuffle=True", ".split(X).__next__()"),
       ("StratifiedKFold", "3, shuffle=True", ".split(X, y).__next__()"), ("ShuffleSplit", "3", ".split(X).__next__()"), ("GroupShuffleSplit", "3", ".split(X, y, groups).__next__()"),
       ("StratifiedShuffleSplit", "3", ".split(X, y).__next__()"), ("RepeatedKFold", "n_splits=3, n_repeats=2", ".split(X).__next__()"), ("ParameterSampler", "{'a': list(range(99))}, 3", ".__iter__().__next__()")) +
    sk("utils", ("shuffle", "X", ""), ("resample", "X", "")) +
    sk("preprocessing", ("QuantileTransformer", "n_quantiles=10", ".fit_transform(X)"), ("QuantileTransformer", "n_quantiles=10, subsample=20", ".fit_transform(X)"),
       ("KBinsDiscretizer", "", ".fit(X)"), ("KBinsDiscretizer", "strategy='uniform'", ".fit(X)")) +
    sk("feature_selection", ("mutual_info_classif", "X, y", ""), ("mutual_info_regression", "X, yr", "")) +
    sk("random_projection", ("GaussianRandomProjection", "n_components=2", ".fit_transform(X)"), ("SparseRandomProjection", "n_components=2", ".fit_transform(X)")) +
    sk("kernel_approximation", ("RBFSampler", "", ".fit_transform(X)"), ("Nystroem", "n_components=5", ".fit_transform(X)")) +
    sk("inspection", ("permutation_importance", "sklearn.linear_model.LinearRegression().fit(X, yr), X, yr, n_repeats=2", "['importances']")) +
    sk("datasets", ("make_classification", "", ""), ("make_blobs", "", ""), ("make_regression", "", ""), ("make_moons", "", ""), ("make_moons", "shuffle=False", ""), ("make_circles", "noise=0.1, shuffle=False", "")) +
    sk("metrics", ("silhouette_score", "X, y3", ""), ("silhouette_score", "X, y3, sample_size=20", "")) +
    sk("covariance", ("MinCovDet", "", ".fit(X)"), ("EllipticEnvelope", "", ".fit(X)")) +
    sk("gaussian_process", ("GaussianProcessRegressor", "", ".fit(X, yr)"), ("GaussianProcessRegressor", "kernel=sklearn.gaussian_process.kernels.RBF(), n_restarts_optimizer=2", ".fit(X, yr)"))
)


def each(prefix, names, arguments="", after=""):
    return [(prefix + n, arguments, after) for n in names.split()]


TORCH = (
    each("torch.", "rand randn", "3") + each("torch.", "rand_like randn_like bernoulli poisson", "t") +
    [("torch.randint", "0, 99, (9,)", ""), ("torch.randperm", "9", ""), ("torch.normal", "0.0, 1.0, (3,)", ""), ("torch.multinomial", "probs, 3", ""),
     ("torch.rand", "3, generator=torch.Generator().manual_seed(0)", ""), ("torch.binomial", "t, t", ""), ("torch.randint_like", "t, 99", ""),
     ("torch.svd_lowrank", "t, 2", "[1]"), ("torch.pca_lowrank", "t, 2", "[1]"), ("torch.dropout", "t, 0.5, True", ""), ("torch.dropout", "t, 0.5, False", "")] +
    each("torch.nn.functional.", "dropout alpha_dropout feature_alpha_dropout", "t, training=True") +
    each("torch.nn.functional.", "dropout2d dropout3d", "t5, training=True") +
    [("torch.nn.functional.dropout", "t, training=False", ""), ("torch.nn.functional.dropout", "t, p=0", ""), ("torch.nn.functional.rrelu", "-t, training=True", ""),
     ("torch.nn.functional.rrelu", "-t", ""), ("torch.nn.functional.gumbel_softmax", "t", ""), ("torch.nn.functional.fractional_max_pool2d", "t4, 2, output_size=3", ""),
     ("torch.nn.FractionalMaxPool2d", "2, output_size=3", "(t4)"), ("torch.nn.functional.scaled_dot_product_attention", "t4, t4, t4, dropout_p=0.5", ""),
     ("torch.nn.functional.scaled_dot_product_attention", "t4, t4, t4", "")] +
    each("torch.nn.", "Dropout AlphaDropout FeatureAlphaDropout", "", "(t)") + each("torch.nn.", "Dropout2d Dropout3d", "", "(t5)") + each("torch.nn.", "RReLU", "", "(-t)") +
    [("torch.nn.Dropout", "p=0", "(t)")] +
    each("torch.nn.init.", "uniform_ normal_ trunc_normal_ xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ orthogonal_", "torch.empty(4, 4)") +
    [("torch.nn.init.sparse_", "torch.empty(4, 4), 0.5", "")] + each("torch.nn.init.", "zeros_ ones_ eye_", "torch.empty(4, 4)") +
    each("torch.nn.", "Linear GRU LSTM RNN GRUCell LSTMCell RNNCell", "4, 3") + each("torch.nn.", "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d", "4, 3, 2") +
    each("torch.nn.", "Embedding EmbeddingBag", "9, 3") + [("torch.nn.Bilinear", "3, 4, 2", ""), ("torch.nn.MultiheadAttention", "8, 2", ""), ("torch.nn.TransformerEncoderLayer", "8, 2", ""),
     ("torch.nn.Transformer", "d_model=8, nhead=2, num_encoder_layers=1, num_decoder_layers=1, dim_feedforward=4", ""), ("torch.nn.AdaptiveLogSoftmaxWithLoss", "8, 9, [3]", "")] +
    each("torch.nn.", "BatchNorm1d LayerNorm PReLU", "4") + [("torch.nn.LazyLinear", "3", "(t)"), ("torch.nn.LazyConv2d", "3, 2", "(t4)")] +
    [("torch.nn.Linear.reset_parameters", "torch.nn.Linear(2, 2)", "")] +
    [("torch.utils.data.random_split", "range(20), [15, 5]", "[0].indices"), ("torch.utils.data.random_split", "range(20), [15, 5], generator=torch.Generator().manual_seed(0)", "[0].indices"),
     ("torch.utils.data.DataLoader", "list(range(20)), shuffle=True", ".__iter__().__next__()"), ("torch.utils.data.DataLoader", "list(range(20))", ".__iter__().__next__()"),
     ("torch.utils.data.RandomSampler", "range(20)", ".__iter__().__next__()"), ("torch.utils.data.SubsetRandomSampler", "range(20)", ".__iter__().__next__()"),
     ("torch.utils.data.WeightedRandomSampler", "[1.0] * 20, 5", ".__iter__().__next__()"), ("torch.utils.data.SequentialSampler", "range(20)", ".__iter__().__next__()")] +
    [("torch.distributions.Normal.sample", "torch.distributions.Normal(0.0, 1.0)", ""), ("torch.distributions.Normal.rsample", "torch.distributions.Normal(0.0, 1.0)", "")] +
    each("torch.Tensor.", "uniform_ normal_ random_ exponential_ cauchy_ log_normal_ bernoulli_", "torch.zeros(4)") + [("torch.Tensor.geometric_", "torch.zeros(40), 0.3", ""), ("torch.Tensor.multinomial", "probs, 3", "")]
)

VISION = (
    each("torchvision.transforms.", "RandomCrop RandomResizedCrop", "8", "(picture)") + [("torchvision.transforms.RandomRotation", "30", "(picture)"), ("torchvision.transforms.RandomAffine", "30", "(picture)"),
     ("torchvision.transforms.RandomErasing", "p=1", "(picture)"), ("torchvision.transforms.RandomHorizontalFlip", "", ".forward(picture) if False else [SYMBOL()(picture) for _ in range(20)]"),
     ("torchvision.transforms.RandomHorizontalFlip", "p=1", "(picture)"), ("torchvision.transforms.ColorJitter", "brightness=0.5", "(picture)"), ("torchvision.transforms.ColorJitter", "", "(picture)"),
     ("torchvision.transforms.GaussianBlur", "3", "(picture)"), ("torchvision.transforms.RandomPerspective", "p=1", "(picture)"),
     ("torchvision.transforms.RandomOrder", "[lambda x: x + 1, lambda x: x * 2, lambda x: x - 3, lambda x: x / 5]", "(picture)"),
     ("torchvision.transforms.RandomChoice", "[lambda x: x + 1, lambda x: x * 2, lambda x: x - 3, lambda x: x / 5, lambda x: x - 7]", "(picture)"),
     ("torchvision.transforms.v2.RandomChoice", "[torch.nn.Identity(), torch.nn.Sigmoid(), torch.nn.Tanh(), torch.nn.Softplus(), torch.nn.Softsign()]", "(picture)"),
     ("torchvision.transforms.v2.RandomCrop", "8", "(picture)"), ("torchvision.transforms.v2.GaussianNoise", "", "(picture)"),
     ("torchvision.transforms.CenterCrop", "8", "(picture)"), ("torchvision.transforms.RandomCrop.get_params", "picture, (8, 8)", ""),
     ("torchvision.models.squeezenet1_1", "", ""), ("torchvision.ops.MLP", "4, [3]", ""), ("torchvision.ops.stochastic_depth", "t4, 0.5, 'row'", ""),
     ("torchvision.ops.StochasticDepth", "0.5, 'row'", "(t4)"), ("torchvision.ops.drop_block2d", "t4, 0.5, 3", ""), ("torchvision.ops.DropBlock2d", "0.5, 3", "(t4)")]
)

NUMPY = (
    each("numpy.random.", "rand randn random random_sample standard_normal exponential gumbel laplace logistic lognormal normal rayleigh uniform standard_cauchy standard_exponential") +
    each("numpy.random.", "permutation bytes poisson", "9") + [("numpy.random.choice", "99", ""), ("numpy.random.randint", "99999", ""), ("numpy.random.beta", "2, 3", ""),
     ("numpy.random.binomial", "99, 0.5", ""), ("numpy.random.dirichlet", "[1, 2]", ""), ("numpy.random.multivariate_normal", "[0, 0], [[1, 0], [0, 1]]", ""),
     ("numpy.random.shuffle", "np.arange(9)", ""), ("numpy.random.default_rng", "", ".random()"), ("numpy.random.default_rng", "0", ".random()"),
     ("numpy.random.RandomState", "", ".rand()"), ("numpy.random.RandomState", "0", ".rand()")]
)

PYTHON = (
    each("random.", "random", "") + [("random.getrandbits", "40", ""), ("random.choice", "words", ""), ("random.choices", "words, k=9", ""), ("random.sample", "range(99), 5", ""),
     ("random.shuffle", "list(range(9))", ""), ("random.gauss", "0, 1", ""), ("random.uniform", "0, 1", ""), ("random.randint", "0, 99999", ""), ("random.randrange", "99999", ""),
     ("random.Random", "", ".random()"), ("random.Random", "0", ".random()"), ("random.betavariate", "2, 3", ""), ("random.expovariate", "1", ""), ("random.normalvariate", "0, 1", ""),
     ("random.triangular", "", ""), ("random.vonmisesvariate", "0, 1", ""), ("random.randbytes", "9", "")]
)

TENSORFLOW = (
    [("tensorflow.random.normal", "(3,)", ""), ("tensorflow.random.uniform", "(3,)", ""), ("tensorflow.random.truncated_normal", "(3,)", ""), ("tensorflow.random.shuffle", "tf.range(9)", ""),
     ("tensorflow.random.gamma", "(3,), 2.0", ""), ("tensorflow.random.poisson", "(9,), 9.0", ""), ("tensorflow.random.categorical", "tf.zeros((1, 50)), 9", ""),
     ("tensorflow.image.random_brightness", "images, 0.3", ""), ("tensorflow.image.random_crop", "images, (2, 4, 4, 3)", ""), ("tensorflow.image.random_contrast", "images, 0.3, 0.9", ""),
     ("tensorflow.data.Dataset.shuffle", "tf.data.Dataset.range(50), 50", ".__iter__().get_next()"), ("tensorflow.data.Dataset.shuffle", "tf.data.Dataset.range(50), 50, seed=1", ".__iter__().get_next()"),
     ("tensorflow.random.Generator.from_non_deterministic_state", "", ".normal([3])"), ("tensorflow.random.stateless_normal", "(3,), (1, 2)", "")] +
    [("tensorflow.keras.layers.Dense", "3", "(images)"), ("tensorflow.keras.layers.Conv2D", "3, 2", "(images)"), ("tensorflow.keras.layers.Dropout", "0.5", "(images, training=True)"),
     ("tensorflow.keras.layers.Dropout", "0.5", "(images)"), ("tensorflow.keras.layers.GaussianNoise", "0.5", "(images, training=True)"), ("tensorflow.keras.layers.LSTM", "3", "(images[0])"),
     ("tensorflow.keras.layers.Embedding", "9, 3", "(tf.range(9))"), ("tensorflow.keras.layers.RandomRotation", "0.4", "(images, training=True)"), ("tensorflow.keras.layers.BatchNormalization", "", "(images)"),
     ("tensorflow.keras.layers.Dense", "3, kernel_initializer='zeros'", "(images)")] +
    each("tensorflow.keras.initializers.", "GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform Orthogonal RandomNormal RandomUniform TruncatedNormal VarianceScaling", "", "((4, 4))")
)

KERAS = (
    [("keras.layers.Dense", "3", "(np.ones((2, 4), 'float32'))"), ("keras.layers.Conv2D", "3, 2", "(np.ones((2, 4, 4, 3), 'float32'))"), ("keras.layers.Dropout", "0.5", "(np.ones((2, 40), 'float32'), training=True)"),
     ("keras.layers.Dropout", "0.5", "(np.ones((2, 40), 'float32'))"), ("keras.layers.Embedding", "9, 3", "(np.arange(9))"), ("keras.random.normal", "(3,)", ""), ("keras.random.uniform", "(3,)", ""),
     ("keras.random.shuffle", "np.arange(9)", ""), ("keras.utils.split_dataset", "np.arange(20), 0.5, shuffle=True", "[0].__iter__().__next__()")] +
    each("keras.initializers.", "GlorotNormal GlorotUniform HeNormal Orthogonal RandomNormal VarianceScaling", "", "((4, 4))")
)

OTHERS = {
    "pandas": [("pandas.DataFrame.sample", "frame, 5", ""), ("pandas.Series.sample", "frame['a'], 5", ""), ("pandas.DataFrame.sample", "frame, 5, random_state=0", "")],
    "polars": [("polars.DataFrame.sample", "table, 5", ""), ("polars.Series.sample", "series, 5", ""), ("polars.Series.shuffle", "series", "")],
    "scipy": [("scipy.stats.norm.rvs", "size=3", ""), ("scipy.sparse.random", "9, 9, 0.5", ""), ("scipy.cluster.vq.kmeans", "X, 3", "[0]"), ("scipy.cluster.vq.kmeans2", "X, 3", "[0]"),
              ("scipy.cluster.vq.kmeans2", "X, X[:3], minit='matrix'", "[0]"), ("scipy.optimize.differential_evolution", "lambda v: (v ** 2).sum(), [(-1, 1)] * 2, maxiter=2, polish=False", "['x']"),
              ("scipy.optimize.dual_annealing", "lambda v: (v ** 2).sum(), [(-1, 1)] * 2, maxiter=2, no_local_search=True", "['x']"), ("scipy.optimize.basinhopping", "lambda v: (v ** 4).sum() + v.sum(), [1.0, 1.0], niter=2", "['x']"),
              ("scipy.stats.qmc.Sobol", "2", ".random(4)"), ("scipy.stats.qmc.Sobol", "2, scramble=False", ".random(4)"), ("scipy.stats.qmc.Halton", "2", ".random(4)"), ("scipy.stats.qmc.LatinHypercube", "2", ".random(4)"),
              ("scipy.stats.bootstrap", "(X[:, 0],), np.mean, n_resamples=50", ".standard_error"), ("scipy.stats.permutation_test", "(X[:9, 0], X[:9, 1]), lambda a, b: a.mean() - b.mean(), n_resamples=50, vectorized=False", ".pvalue"),
              ("scipy.sparse.linalg.svds", "X, 2", "[1]"), ("scipy.sparse.linalg.eigsh", "X.T @ X, 2", "[1]"), ("scipy.linalg.clarkson_woodruff_transform", "X, 9", ""),
              ("scipy.stats.gaussian_kde.resample", "scipy.stats.gaussian_kde(X[:, 0]), 5", "")],
    "networkx": [("networkx.gnp_random_graph", "9, 0.5", ".edges"), ("networkx.erdos_renyi_graph", "9, 0.5", ".edges"), ("networkx.barabasi_albert_graph", "19, 2", ".edges"),
                 ("networkx.watts_strogatz_graph", "19, 4, 0.5", ".edges"), ("networkx.betweenness_centrality", "networkx.path_graph(9), k=3", ""), ("networkx.betweenness_centrality", "networkx.path_graph(9)", ""),
                 ("networkx.random_regular_graph", "3, 10", ".edges"), ("networkx.spectral_graph_forge", "networkx.karate_club_graph(), 0.5", ".edges"), ("networkx.generate_random_paths", "networkx.karate_club_graph(), 2", ".__next__()")],
    "scikit-image": [("skimage.util.random_noise", "image", ""), ("skimage.util.random_noise", "image, mode='s&p'", ""), ("skimage.data.binary_blobs", "length=16", ""),
                     ("skimage.draw.random_shapes", "(16, 16), 3", "[0]")],
    "umap-learn": [("umap.UMAP", "n_neighbors=5, n_epochs=5", ".fit_transform(X)")],
    "pacmap": [("pacmap.PaCMAP", "n_neighbors=5, num_iters=5", ".fit_transform(Xf)")],
    "python-louvain": [("community.best_partition", "__import__('networkx').karate_club_graph()", "")],
    "leidenalg": [("leidenalg.find_partition", "__import__('igraph').Graph.Ring(97), __import__('leidenalg').ModularityVertexPartition", ".membership")],
    "igraph": [("igraph.Graph.Erdos_Renyi", "19, 0.5", ".get_edgelist()"), ("igraph.Graph.Barabasi", "19, 2", ".get_edgelist()"), ("igraph.Graph.community_label_propagation", "igraph.Graph.Famous('Zachary')", ".membership"),
               ("igraph.Graph.community_leiden", "igraph.Graph.Famous('Zachary'), objective_function='modularity'", ".membership")],
    "optuna": [("optuna.samplers." + n, "", ".sample_independent(optuna.create_study(), None, 'x', optuna.distributions.FloatDistribution(0, 1))") for n in ("RandomSampler",)],
    "lightgbm": [("lightgbm.LGBMClassifier", "n_estimators=3, min_child_samples=2, verbose=-1", ".fit(X, y).predict_proba(X)"), ("lightgbm.LGBMClassifier", "n_estimators=3, subsample=0.5, subsample_freq=1, min_child_samples=2, verbose=-1", ".fit(X, y).predict_proba(X)")],
    "xgboost": [("xgboost.XGBClassifier", "n_estimators=3", ".fit(X, y).predict_proba(X)"), ("xgboost.XGBClassifier", "n_estimators=3, subsample=0.5", ".fit(X, y).predict_proba(X)"),
                ("xgboost.XGBClassifier", "n_estimators=3, colsample_bytree=0.5", ".fit(X, y).predict_proba(X)"), ("xgboost.XGBRegressor", "n_estimators=3, booster='gblinear'", ".fit(X, yr).predict(X)")],
    "catboost": [("catboost.CatBoostClassifier", "iterations=3, verbose=False, allow_writing_files=False", ".fit(X, y).predict_proba(X)")],
    "imbalanced-learn": [("imblearn.over_sampling.SMOTE", "k_neighbors=2", ".fit_resample(X, y)"), ("imblearn.over_sampling.RandomOverSampler", "", ".fit_resample(X, y)"), ("imblearn.under_sampling.RandomUnderSampler", "", ".fit_resample(X, y)"),
                         ("imblearn.under_sampling.ClusterCentroids", "", ".fit_resample(X, y)"), ("imblearn.combine.SMOTETomek", "", ".fit_resample(X, y)"),
                         ("imblearn.ensemble.BalancedRandomForestClassifier", "n_estimators=3", ".fit(X, y).predict_proba(X)")],
    "gensim": [("gensim.models.LdaModel", "[[(0, 1), (1, 2)], [(1, 1), (2, 3)]], num_topics=2, id2word={0: 'a', 1: 'b', 2: 'c'}", ".get_topics()")],
    "albumentations": [("albumentations.Compose", "[__import__('albumentations').RandomCrop(8, 8)]", "(image=rgb)")],
    "datasets": [("datasets.Dataset.shuffle", "__import__('datasets').Dataset.from_dict({'a': list(range(50))})", "['a'][:]"), ("datasets.Dataset.train_test_split", "__import__('datasets').Dataset.from_dict({'a': list(range(50))})", "['train']['a'][:]")],
    "dask-core": [("dask.array.random.default_rng", "", ".random(3).compute()"), ("dask.array.linalg.svd_compressed", "__import__('dask.array').array.from_array(X, chunks=(30, 5)), 2", "[1].compute()")],
    "hyperopt": [("hyperopt.fmin", "lambda x: x, __import__('hyperopt').hp.uniform('x', 0, 1), algo=__import__('hyperopt').rand.suggest, max_evals=2, verbose=False, show_progressbar=False", "['x']")],
    "scikit-optimize": [("skopt.dummy_minimize", "lambda x: x[0], [(0.0, 1.0)], n_calls=3", "['x']")],
    "scanpy": [("scanpy.pp.sample", "__import__('anndata').AnnData(X), 0.5, copy=True", ".X")],
}

SEEDED = [("torch.manual_seed", "7"), ("lightning.pytorch.seed_everything", "7"), ("transformers.set_seed", "7"), ("transformers.set_seed", "7, deterministic=True"), ("accelerate.utils.set_seed", "7"),
          ("monai.utils.set_determinism", "7"), ("monai.utils.set_determinism", "7, use_deterministic_algorithms=True"), ("ignite.utils.manual_seed", "7"), ("fastai.torch_core.set_seed", "7"), ("fastai.torch_core.set_seed", "7, reproducible=True"),
          ("diffusers.training_utils.set_seed", "7"), ("torch_geometric.seed.seed_everything", "7"), ("timm.utils.random.random_seed", "7"), ("timm.utils.random.random_seed", "7, rank=1"),
          ("poutyne.set_seeds", "7"), ("pyro.set_rng_seed", "7"), ("torchtnt.utils.env.seed", "7"), ("torchtnt.utils.env.seed", "7, deterministic='error'"), ("stable_baselines3.common.utils.set_random_seed", "7"),
          ("stable_baselines3.common.utils.set_random_seed", "7, using_cuda=True"), ("flair.set_seed", "7"), ("transformers.enable_full_determinism", "7"), ("transformers.enable_full_determinism", "7, warn_only=True")]


def torch_group(library, distributions, module):
    return (library, distributions, ["numpy", "torch"], [], [s for s in SEEDED if s[0].split(".")[0] == module])


def group(library, *imports, distributions=()):
    return (library, [library, *distributions], list(imports), OTHERS[library], [])


GROUPS = [
    ("python", [], [], PYTHON, [("random.seed", "7")]),
    ("numpy", ["numpy"], ["numpy"], NUMPY, [("numpy.random.seed", "7")]),
    ("torch", ["torch"], ["numpy", "torch"], TORCH, [("torch.manual_seed", "7")]),
    ("torchvision", ["torchvision"], ["numpy", "torch", "torchvision"], VISION, []),
    torch_group("lightning", ["lightning", "pytorch-lightning"], "lightning"), torch_group("transformers", ["transformers"], "transformers"),
    torch_group("accelerate", ["accelerate"], "accelerate"), torch_group("monai", ["monai"], "monai"), torch_group("pytorch-ignite", ["pytorch-ignite"], "ignite"),
    torch_group("fastai", ["fastai"], "fastai"), torch_group("diffusers", ["diffusers"], "diffusers"), torch_group("torch-geometric", ["torch-geometric"], "torch_geometric"),
    torch_group("timm", ["timm"], "timm"), torch_group("poutyne", ["poutyne"], "poutyne"), torch_group("pyro-ppl", ["pyro-ppl"], "pyro"), torch_group("torchtnt", ["torchtnt"], "torchtnt"),
    torch_group("stable-baselines3", ["stable-baselines3"], "stable_baselines3"), torch_group("flair", ["flair"], "flair"),
    ("tensorflow", ["tensorflow", "tensorflow-cpu"], ["numpy", "tensorflow"], TENSORFLOW, [("tensorflow.random.set_seed", "7"), ("tensorflow.keras.utils.set_random_seed", "7")]),
    ("keras", ["keras"], ["numpy", "tensorflow", "keras"], KERAS, [("tensorflow.random.set_seed", "7"), ("keras.utils.set_random_seed", "7"), ("tensorflow.keras.utils.set_random_seed", "7")]),
    ("scikit-learn", ["scikit-learn"], ["numpy", "sklearn", "sklearn.linear_model", "sklearn.gaussian_process"], SKLEARN, []),
    group("pandas", "numpy", "pandas"), ("polars", ["polars"], ["numpy", "polars"], OTHERS["polars"], [("polars.set_random_seed", "7")]),
    ("opencv-python", ["opencv-python", "opencv-python-headless"], ["numpy", "cv2"], [], [("cv2.setRNGSeed", "7")]),
    group("scipy", "numpy", "scipy", "scipy.stats", "scipy.sparse.linalg", "scipy.optimize"), group("networkx", "numpy", "networkx"), group("scikit-image", "numpy"), group("umap-learn", "numpy"), group("pacmap", "numpy"),
    group("python-louvain", "numpy"), group("leidenalg"), group("igraph", "igraph"), group("optuna", "numpy", "optuna"), group("lightgbm", "numpy"), group("xgboost", "numpy", distributions=("xgboost-cpu",)),
    group("catboost", "numpy"), group("imbalanced-learn", "numpy"), group("gensim", "numpy"), group("albumentations", "numpy"), group("datasets", "numpy"), group("dask-core", "numpy", distributions=("dask",)),
    group("hyperopt", "numpy"), group("scikit-optimize", "numpy"), group("scanpy", "numpy"),
]
