"""Golden values for the statistics of module reports, from SciPy.

make_statistics.py > reports/src/test/resources/dev/plumbline/reports/statistics/scipy.json
"""

from __future__ import annotations

import json
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.metrics import average_precision_score

ALTERNATIVES = {"two_sided": "two-sided", "less": "less", "greater": "greater"}


def p_values(first, second, statistic, resamples, rng):
    """scipy's p-values of second against first with the two exchanged within samples."""
    found = {}
    for name, alternative in ALTERNATIVES.items():
        test = stats.permutation_test(
            (second, first),
            statistic,
            permutation_type="samples",
            alternative=alternative,
            n_resamples=resamples,
            vectorized=False,
            rng=rng,
        )
        found["value"] = float(test.statistic)
        found[name] = float(test.pvalue)
    return found


def mean_difference(second, first):
    return np.mean(second - first)


def mean_cases(rng):
    cases = []
    for n, shift, grid in ((5, 0.1, 0.25), (8, 0.05, 0.1), (12, -0.1, 0.1), (13, 0.0, 0.01), (40, 0.08, 0.01), (300, -0.02, 0.001)):
        first = np.round(rng.uniform(0, 1, n) / grid) * grid
        second = np.clip(np.round((first + rng.normal(shift, 0.15, n)) / grid) * grid, 0, 1)
        difference = second - first
        resampled = stats.bootstrap((difference,), np.mean, n_resamples=99_999, method="percentile", rng=rng)
        corrected = stats.bootstrap((difference,), np.mean, n_resamples=0, method="BCa", bootstrap_result=resampled)
        cases.append({
            "baseline": first.tolist(),
            "candidate": second.tolist(),
            "exact": bool(2**n <= 9_999),
            "p": p_values(first, second, mean_difference, 9_999 if 2**n <= 9_999 else 199_999, rng),
            "standard_error": float(stats.sem(difference)),
            "percentile": list(map(float, resampled.confidence_interval)),
            "bca": list(map(float, corrected.confidence_interval)),
        })
    return cases


def interval_case(rng):
    """Intervals from the very replicates that are stored, so that no randomness is left."""
    difference = np.round(rng.exponential(0.2, 30) - 0.15, 3)
    resampled = stats.bootstrap((difference,), np.mean, n_resamples=499, method="percentile", rng=rng)
    corrected = stats.bootstrap((difference,), np.mean, n_resamples=0, method="BCa", bootstrap_result=resampled)
    return {
        "differences": difference.tolist(),
        "replicates": resampled.bootstrap_distribution.tolist(),
        "percentile": list(map(float, resampled.confidence_interval)),
        "bca": list(map(float, corrected.confidence_interval)),
    }


def spearman_cases(rng):
    cases = []
    for n in (9, 12, 150):
        gold = np.round(rng.uniform(0, 5, n))
        first = np.round(gold / 5 + rng.normal(0, 0.3, n), 1)
        second = np.round(gold / 2 + rng.normal(0, 1.2, n), 1)

        # ranks are exchanged and not made anew: among ties and gaps they would lose some of what tells two models apart
        def difference(b, a, ranks=stats.rankdata(gold)):
            return stats.pearsonr(b, ranks).statistic - stats.pearsonr(a, ranks).statistic

        def resampled(a, b, g):
            return stats.spearmanr(b, g).statistic - stats.spearmanr(a, g).statistic

        boot = stats.bootstrap(
            (first, second, gold), resampled, paired=True, vectorized=False, n_resamples=9_999, method="percentile", rng=rng
        )
        cases.append({
            "gold": gold.tolist(),
            "baseline": first.tolist(),
            "candidate": second.tolist(),
            "exact": bool(2**n <= 9_999),
            "p": p_values(stats.rankdata(first), stats.rankdata(second), difference, 9_999, rng),
            "percentile": list(map(float, boot.confidence_interval)),
            "standard_error": float(boot.standard_error),
        })
    return cases


def precision_cases(rng):
    cases = []
    for n in (10, 13, 120):
        labels = (rng.uniform(0, 1, n) < 0.4).astype(int)
        labels[:2] = (0, 1)
        first = np.round(labels * 0.2 + rng.normal(0, 0.3, n), 2)
        second = np.round(labels * 2.0 + rng.normal(0, 2.0, n), 1)

        def difference(b, a, labels=labels):
            return average_precision_score(labels, b) - average_precision_score(labels, a)

        def resampled(a, b, g):
            if g.sum() == 0:
                return 0.0
            return average_precision_score(g, b) - average_precision_score(g, a)

        boot = stats.bootstrap(
            (first, second, labels), resampled, paired=True, vectorized=False, n_resamples=9_999, method="percentile", rng=rng
        )
        cases.append({
            "labels": labels.tolist(),
            "baseline": first.tolist(),
            "candidate": second.tolist(),
            "exact": bool(2**n <= 9_999),
            "p": p_values(stats.rankdata(first), stats.rankdata(second), difference, 9_999, rng),
            "percentile": list(map(float, boot.confidence_interval)),
            "standard_error": float(boot.standard_error),
        })
    return cases


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(20260820)
    json.dump(
        {
            "tool": f"scipy {scipy.__version__}, numpy {np.__version__}, scikit-learn {sklearn.__version__}",
            "mean": mean_cases(rng),
            "interval": interval_case(rng),
            "spearman": spearman_cases(rng),
            "average_precision": precision_cases(rng),
        },
        sys.stdout,
        indent=0,
    )


if __name__ == "__main__":
    main()
