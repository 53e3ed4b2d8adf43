"""Writes statistics.json beside itself: corrected p-values, Wilson's intervals and McNemar's exact
test as statsmodels and SciPy compute them.

    pip install statsmodels scipy numpy
    python make_statistics.py
"""

import json
import pathlib

import numpy as np
import scipy
import scipy.stats
import statsmodels
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint


def corrections():
    random = np.random.default_rng(30)
    cases = [[0.04], [0.01, 0.02, 0.03], [0.02, 0.02, 0.5, 1.0, 0.0], [0.9, 0.001, 0.04, 0.04]]
    cases += [(random.random(n) ** 3).tolist() for n in (2, 5, 20, 60)]
    return [
        {
            "name": f"{len(p)} p-values",
            "p": p,
            "holm": multipletests(p, method="holm")[1].tolist(),
            "benjamini_hochberg": scipy.stats.false_discovery_control(p).tolist(),
        }
        for p in cases
    ]


def wilson():
    cases = [(0, 1), (1, 1), (3, 10), (10, 10), (25, 40), (999, 1000), (0, 250)]
    return [
        {"name": f"{hits} of {n}", "hits": hits, "n": n, "bounds": [float(b) for b in proportion_confint(hits, n, method="wilson")]}
        for hits, n in cases
    ]


def mc_nemar():
    cases = [(0, 5), (0, 6), (1, 9), (9, 1), (4, 4), (30, 50), (100, 140)]
    return [
        {
            "name": f"{lost} lost, {won} won",
            "lost": lost,
            "won": won,
            "p": float(mcnemar([[0, lost], [won, 0]], exact=True).pvalue),
        }
        for lost, won in cases
    ]


if __name__ == "__main__":
    out = {
        "made with": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
        "corrections": corrections(),
        "wilson": wilson(),
        "mcnemar": mc_nemar(),
    }
    path = pathlib.Path(__file__).with_name("statistics.json")
    path.write_text(json.dumps(out, indent=1) + "\n")
