"""Writes test/fixtures/severity/sklearn.json: what scikit-learn and scipy make of made-up numbers.

Run from anywhere: python3 scripts/reference/severity_sklearn.py (Debian: python3-sklearn, python3-scipy). The numbers are drawn
here by a generator of our own, so that every version of numpy draws the same.
"""
import json
import math
from pathlib import Path
from typing import Dict, List

import numpy
from scipy import stats
from sklearn.base import BaseEstimator
from sklearn.cross_decomposition import PLSRegression
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, RBF
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import ElasticNet, Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.svm import SVR

FILE = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "severity" / "sklearn.json"
ROWS, OTHERS, DIM = 26, 5, 34


class Draws:
    """Uniform on -1 to 1, three decimals: the generator of Park and Miller."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def next(self) -> float:
        self.state = self.state * 48271 % 2147483647
        return round(2 * self.state / 2147483647 - 1, 3)


def numbers(values: numpy.ndarray) -> List[float]:
    return [float(value) for value in numpy.asarray(values).ravel()]


def gaussian_process(train: numpy.ndarray, y: numpy.ndarray, other: numpy.ndarray, setting: Dict[str, float]) -> Dict[str, object]:
    """The intercept has a flat prior: centred kernels say so exactly, a constant kernel of a great variance nearly."""
    bent, scale, length, noise = (setting[name] for name in ("bent", "scale", "length", "noise"))

    def kernel(a: numpy.ndarray, b: numpy.ndarray) -> numpy.ndarray:
        distances = ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)
        return (1 - bent) * a @ b.T + bent * scale * numpy.exp(-distances / (2 * length ** 2))

    inner = kernel(train, train)
    centre = numpy.eye(len(train)) - 1 / len(train)
    across = kernel(other, train)
    ridge = KernelRidge(alpha=noise, kernel="precomputed").fit(centre @ inner @ centre, y - y.mean())
    centred = ridge.predict((across - inner.mean(axis=0)) @ centre) + y.mean()
    parts = ConstantKernel(bent * scale) * RBF(length) + ConstantKernel(1e6)
    if bent < 1:
        parts = parts + ConstantKernel(1 - bent) * DotProduct(0)
    process = GaussianProcessRegressor(kernel=parts, alpha=noise, optimizer=None).fit(train, y - y.mean())
    return {"setting": setting, "estimates": numbers(centred), "process": numbers(process.predict(other) + y.mean())}


def errors(model: BaseEstimator, train: numpy.ndarray, y: numpy.ndarray, split: PredefinedSplit) -> float:
    return float(((cross_val_predict(model, train, y, cv=split).ravel() - y) ** 2).sum())


def nested(train: numpy.ndarray, y: numpy.ndarray, fold: List[int]) -> Dict[str, object]:
    """The setting that errs least on fifths of the patients, patient p being in fifth p modulo 5."""
    split = PredefinedSplit(fold)
    grid = [{"alpha": alpha, "l1_ratio": share} for share in (0.9, 0.5) for alpha in (0.4, 0.1, 0.02)]
    nets = [errors(ElasticNet(**one, tol=1e-9, max_iter=100000), train, y, split) for one in grid]
    partial = [errors(PLSRegression(n_components=count, scale=False), train, y, split) for count in range(1, 7)]
    return {
        "elasticNet": [{"alpha": one["alpha"], "l1Ratio": one["l1_ratio"]} for one in grid],
        "elasticNetBest": int(numpy.argmin(nets)),
        "plsBest": int(numpy.argmin(partial)) + 1,
    }


def main() -> None:
    draws = Draws(20240601)
    features = numpy.array([[draws.next() * 3 / math.sqrt(1 + column) + 0.4 for column in range(DIM)]
                            for _ in range(ROWS + OTHERS)])
    features = numpy.round(features, 3)
    y = numpy.array([round(4 + row[0] - 0.7 * row[2] + 0.5 * row[5] + draws.next(), 2) for row in features[:ROWS]])
    train, other = features[:ROWS], features[ROWS:]
    ridge = [{"penalty": a, "estimates": numbers(Ridge(alpha=a, solver="cholesky").fit(train, y).predict(other))} for a in (0.3, 10.0)]
    net = []
    for alpha, share in ((0.3, 0.9), (0.1, 0.5), (0.02, 0.1)):
        model = ElasticNet(alpha=alpha, l1_ratio=share, tol=1e-12, max_iter=1000000).fit(train, y)
        net.append({"setting": {"alpha": alpha, "l1Ratio": share}, "estimates": numbers(model.predict(other)),
                    "features": int((model.coef_ != 0).sum())})
    pls = [{"setting": {"components": c}, "estimates": numbers(PLSRegression(n_components=c, scale=False).fit(train, y).predict(other))}
           for c in (1, 2, 3, 5)]
    further = Draws(20240602)
    both = numpy.column_stack([y, numpy.array([round(20 - 3 * row[1] + 2 * row[2] + 4 * further.next(), 2) for row in train])])
    deviations = both.std(axis=0)
    pls2 = {"ratings": [numbers(column) for column in both.T], "cases": [
        {"setting": {"components": c}, "estimates": [numbers(column) for column in (PLSRegression(
            n_components=c, scale=False, tol=1e-15, max_iter=100000).fit(train, both / deviations).predict(other) * deviations).T]}
        for c in (1, 2, 4)]}
    svr = [{"setting": {"cost": c, "tube": e}, "estimates": numbers(SVR(kernel="linear", C=c, epsilon=e, tol=1e-9).fit(train, y).predict(other))}
           for c, e in ((0.01, 0.5), (0.1, 0.2), (1.0, 0.1))]
    process = [gaussian_process(train, y, other, {"bent": b, "scale": 10.0, "length": length, "noise": noise})
               for b, length, noise in ((1, 3.0, 1.0), (0.5, 5.0, 3.0), (0, 3.0, 10.0))]
    # Patients have two visits each, one after the other.
    fold = [row // 2 % 5 for row in range(ROWS)]
    a = numpy.array([round(4 + 2.5 * draws.next()) for _ in range(ROWS)], dtype=float)
    covariance = numpy.cov(a, y, bias=True)
    agreement = {
        "a": numbers(a),
        "pearson": float(stats.pearsonr(a, y)[0]), "spearman": float(stats.spearmanr(a, y)[0]),
        "concordance": float(2 * covariance[0, 1] / (covariance[0, 0] + covariance[1, 1] + (a.mean() - y.mean()) ** 2)),
        "mae": float(mean_absolute_error(y, a)), "rmse": float(math.sqrt(mean_squared_error(y, a))),
    }
    written = {"rows": [numbers(row) for row in train], "ratings": numbers(y), "others": [numbers(row) for row in other], "ridge": ridge,
               "elasticNet": net, "pls": pls, "pls2": pls2, "svr": svr, "gp": process, "nested": nested(train, y, fold), "agreement": agreement}
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(written, separators=(",", ":")) + "\n")


main()
