"""The benchmark's scikit-learn baseline: one nested model of a severity head, as a researcher writes it.

python3 scripts/bench/sklearn-baseline.py DATA HEAD [--models 1] [--folds 5]
DATA is JSON: features (rows x numbers), patients (one a row), ratings. A nested model is one of all patients but one, its setting
chosen by leaving out, within, each patient (ridge, gp) or fifths of them. Of the folds within no more than FOLDS are gone through; their time counts for
all. Prints {"sklearn": version, "seconds": of the processor for one nested model, "peakMb": ...}. Exits with 3 where scikit-learn is not installed.
"""
import argparse
import json
import resource
import sys
import time
from typing import Iterator, List, Tuple

try:
    import numpy
    import sklearn
    from sklearn.base import BaseEstimator
    from sklearn.cross_decomposition import PLSRegression
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, RBF
    from sklearn.linear_model import ElasticNet, Ridge
    from sklearn.model_selection import GroupKFold, LeaveOneGroupOut
    from sklearn.neural_network import MLPRegressor
    from sklearn.svm import SVR
except ImportError:
    print("scikit-learn is not installed for this Python: without it (on Debian: python3-sklearn) there is no baseline.",
          file=sys.stderr)
    sys.exit(3)

Folds = List[Tuple[numpy.ndarray, numpy.ndarray]]


def grid(head: str, x: numpy.ndarray, y: numpy.ndarray) -> Iterator[BaseEstimator]:
    """A model for each setting that the program tries."""
    spread = float(((x - x.mean(axis=0)) ** 2).sum(axis=1).mean())
    if head == "ridge":
        for step in range(-6, 7):
            yield Ridge(alpha=spread * 10 ** (step / 2))
    elif head == "elastic-net":
        for share in (0.9, 0.5, 0.1):
            most = float(numpy.abs((x - x.mean(axis=0)).T @ (y - y.mean())).max()) / len(y) / share
            for step in range(7):
                yield ElasticNet(alpha=most * 10 ** (-step / 3), l1_ratio=share, tol=1e-3, max_iter=2000)
    elif head == "pls":
        for components in range(1, 9):
            yield PLSRegression(n_components=components, scale=False)
    elif head == "svr":
        for tube in (0.5, 0.1):
            for cost in (0.01, 0.03, 0.1, 0.3, 1, 3):
                yield SVR(kernel="linear", C=cost * y.std() / spread, epsilon=tube * y.std())
    elif head == "gp":
        for bent, length in ((1, 0), (1, 1), (1, 2), (0.5, 0), (0.5, 1), (0.5, 2), (0, 0)):
            bow = ConstantKernel(max(bent, 1e-9) * spread) * RBF(spread ** 0.5 * 10 ** (length / 4))
            kernel = bow if bent == 1 else ConstantKernel(1 - bent) * DotProduct(0) + bow if bent > 0 else DotProduct(0)
            for noise in range(-3, 4):
                yield GaussianProcessRegressor(kernel=kernel, alpha=spread * 10.0 ** noise, optimizer=None)
    else:
        for seed in range(3):
            yield MLPRegressor(hidden_layer_sizes=(256,), learning_rate_init=0.003, alpha=0.005, batch_size=len(y), max_iter=60,
                               early_stopping=True, validation_fraction=0.2, n_iter_no_change=8, random_state=seed)


def folds_of(head: str, x: numpy.ndarray, y: numpy.ndarray, patients: numpy.ndarray) -> Folds:
    """A network chooses within its own training when to stop: none."""
    if head == "mlp":
        return []
    split = LeaveOneGroupOut() if head in ("ridge", "gp") else GroupKFold(5)
    return list(split.split(x, y, patients))


def nested_seconds(head: str, x: numpy.ndarray, y: numpy.ndarray, patients: numpy.ndarray, most: int) -> float:
    """Of choosing a setting and fitting the model with it."""
    timed = time.process_time
    folds = folds_of(head, x, y, patients)
    models = list(grid(head, x, y))
    started = timed()
    errors = numpy.zeros(len(models))
    looked = folds[:most]
    for train, test in looked:
        for index, model in enumerate(models):
            errors[index] += float(((model.fit(x[train], y[train]).predict(x[test]).ravel() - y[test]) ** 2).sum())
    within = timed() - started
    started = timed()
    for model in models if head == "mlp" else [models[int(numpy.argmin(errors))]]:
        model.fit(x, y)
    return within * (len(folds) / len(looked) if looked else 0) + timed() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("head", choices=["ridge", "elastic-net", "pls", "svr", "gp", "mlp"])
    parser.add_argument("--models", type=int, default=1, help="how many nested models are timed")
    parser.add_argument("--folds", type=int, default=5, help="how many of the folds within are gone through")
    arguments = parser.parse_args()
    with open(arguments.data, encoding="utf-8") as file:
        data = json.load(file)
    x, y, patients = numpy.array(data["features"]), numpy.array(data["ratings"], dtype=float), numpy.array(data["patients"])
    seconds = []
    for left in numpy.unique(patients)[:arguments.models]:
        kept = patients != left
        seconds.append(nested_seconds(arguments.head, x[kept], y[kept], patients[kept], arguments.folds))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"sklearn": sklearn.__version__, "seconds": sum(seconds) / len(seconds), "peakMb": peak}))


main()
