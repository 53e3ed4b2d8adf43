"""Writes metrics.json beside itself: the metrics of labelled tasks as scikit-learn and SciPy compute
them, on data with ties, absent labels and single-label sets.

    pip install scikit-learn==1.9.* scipy numpy
    python make_metrics.py
"""

import itertools
import json
import math
import pathlib
import warnings

import numpy as np
import scipy.stats
import sklearn
import sklearn.metrics as skm

warnings.filterwarnings("ignore")


def defined(value):
    """None where there is no value: the fixture says 'absent'."""
    value = float(value)
    return None if math.isnan(value) else value


def calibration_error(confidence, right, bins=15):
    """Guo et al., arXiv 1706.04599, equation 3, written from the paper; scikit-learn has none."""
    total = 0.0
    for m in range(bins):
        low, high = m / bins, (m + 1) / bins
        inside = (confidence > low) & (confidence <= high)
        if m == 0:
            inside |= confidence == 0
        if inside.any():
            total += inside.sum() * abs(right[inside].mean() - confidence[inside].mean())
    return total / len(confidence)


def classification(name, labels, truth, probabilities, positive=None, costs=None):
    truth = np.asarray(truth)
    p = np.asarray(probabilities, dtype=float)
    k = len(labels)
    every = list(range(k))
    predicted = p.argmax(axis=1)
    expected = {
        "accuracy": skm.accuracy_score(truth, predicted),
        "macro_f1": skm.f1_score(truth, predicted, average="macro"),
        "micro_f1": skm.f1_score(truth, predicted, average="micro"),
        "log_loss": skm.log_loss(truth, p, labels=every),
        "expected_calibration_error": calibration_error(p.max(axis=1), predicted == truth),
    }
    constant = len(set(truth)) == 1 or len(set(predicted)) == 1
    expected["mcc"] = None if constant else skm.matthews_corrcoef(truth, predicted)
    if k == 2:
        yes = truth == 1
        expected["brier"] = skm.brier_score_loss(yes, p[:, 1], pos_label=True)
    else:
        expected["brier"] = skm.brier_score_loss(truth, p, labels=every)
    areas = []
    precisions = {}
    for c in every:
        yes = truth == c
        if yes.any() and not yes.all():
            areas.append(skm.roc_auc_score(yes, p[:, c]))
        if yes.any():
            precisions[c] = skm.average_precision_score(yes, p[:, c])
    expected["auroc"] = float(np.mean(areas)) if areas else None
    if k == 2:
        c = labels.index(positive) if positive else (1 if truth.sum() * 2 <= len(truth) else 0)
        expected["average_precision"] = precisions.get(c)
    else:
        expected["average_precision"] = float(np.mean(list(precisions.values())))
        if len(set(truth)) == k:
            # one call says the same as the mean over the labels
            whole = skm.roc_auc_score(truth, p, multi_class="ovr", average="macro", labels=every)
            assert abs(whole - expected["auroc"]) < 1e-12
    if costs is not None:
        table = np.asarray(costs, dtype=float)
        expected["cost"] = table[truth, predicted].mean()
        expected["cost_when_minimised"] = table[truth, (p @ table).argmin(axis=1)].mean()
    precision, recall, f1, support = skm.precision_recall_fscore_support(
        truth, predicted, labels=every, zero_division=np.nan
    )
    return {
        "name": name,
        "labels": labels,
        "positive": positive or "",
        "truth": truth.tolist(),
        "probabilities": p.tolist(),
        "costs": [] if costs is None else [float(c) for row in costs for c in row],
        "expected": {key: None if value is None else defined(value) for key, value in expected.items()},
        "classes": [
            {
                "precision": defined(precision[c]),
                "recall": defined(recall[c]),
                "f1": defined(f1[c]),
                "support": int(support[c]),
            }
            for c in every
        ],
        "confusion": skm.confusion_matrix(truth, predicted, labels=every).ravel().tolist(),
    }


def probabilities(random, n, k, sharpness, truth, digits=None):
    logits = random.normal(size=(n, k))
    logits[np.arange(n), truth] += sharpness
    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)
    if digits is not None:
        # few different values: many ties; the last one takes the rest
        p = np.floor(p * 10**digits) / 10**digits
        p[:, -1] = 1 - p[:, :-1].sum(axis=1)
        p = np.clip(p, 0, 1)
    return p


def classifications(random):
    cases = []
    truth = random.choice(2, size=60, p=[0.3, 0.7])
    p = probabilities(random, 60, 2, 1.0, truth)
    cases.append(classification("binary", ["no", "yes"], truth, p, costs=[[0, 1], [5, 0]]))
    cases.append(classification("binary, positive named", ["no", "yes"], truth, p, positive="yes"))
    p = probabilities(random, 60, 2, 1.0, truth, digits=1)
    cases.append(classification("binary, ties", ["no", "yes"], truth, p))
    truth = random.choice(4, size=80, p=[0.5, 0.3, 0.15, 0.05])
    p = probabilities(random, 80, 4, 1.2, truth)
    table = random.integers(1, 9, size=(4, 4)) * (1 - np.eye(4))
    cases.append(classification("four labels", ["a", "b", "c", "d"], truth, p, costs=table))
    p = probabilities(random, 80, 4, 0.7, truth, digits=1)
    cases.append(classification("four labels, ties", ["a", "b", "c", "d"], truth, p))
    truth = random.choice([0, 2, 3], size=50)
    p = probabilities(random, 50, 5, 1.5, truth)
    cases.append(classification("labels that do not occur", list("abcde"), truth, p))
    p[:, 1] = 0
    p[:, 4] = 0
    p /= p.sum(axis=1, keepdims=True)
    cases.append(classification("labels that neither occur nor are predicted", list("abcde"), truth, p))
    truth = np.zeros(12, dtype=int)
    p = probabilities(random, 12, 2, 0.5, truth)
    cases.append(classification("one label only", ["no", "yes"], truth, p))
    cases.append(classification("one label only, all right", ["no", "yes"], truth, [[0.9, 0.1]] * 12))
    truth = random.choice(2, size=20)
    cases.append(classification("constant probabilities", ["no", "yes"], truth, [[0.5, 0.5]] * 20))
    certain = np.eye(2)[1 - truth]
    cases.append(classification("certain and always wrong", ["no", "yes"], truth, certain))
    return cases


def label_sets(name, labels, truth, p):
    truth = np.asarray(truth, dtype=int)
    predicted = (p >= 0.5).astype(int)
    each = [
        skm.average_precision_score(truth[:, c], p[:, c])
        for c in range(len(labels))
        if truth[:, c].any()
    ]
    losses = [skm.log_loss(truth[:, c], p[:, c], labels=[0, 1]) for c in range(len(labels))]
    expected = {
        "micro_f1": skm.f1_score(truth, predicted, average="micro", zero_division=np.nan),
        "macro_f1": skm.f1_score(truth, predicted, average="macro", zero_division=np.nan),
        "subset_accuracy": skm.accuracy_score(truth, predicted),
        "hamming_loss": skm.hamming_loss(truth, predicted),
        "average_precision": np.mean(each) if each else math.nan,
        "log_loss": np.mean(losses),
    }
    return {
        "name": name,
        "labels": labels,
        "truth": truth.tolist(),
        "probabilities": p.tolist(),
        "expected": {key: defined(value) for key, value in expected.items()},
    }


def multi_label(random):
    cases = []
    truth = random.random((60, 5)) < [0.5, 0.3, 0.2, 0.1, 0.05]
    p = 1 / (1 + np.exp(-(random.normal(size=truth.shape) + 2.0 * truth - 1)))
    cases.append(label_sets("five labels", list("abcde"), truth, p))
    cases.append(label_sets("ties", list("abcde"), truth, np.round(p, 1)))
    truth = truth.copy()
    truth[:, 2] = False
    p = p.copy()
    cases.append(label_sets("a label that does not occur", list("abcde"), truth, p))
    p[:, 2] = 0.1
    cases.append(label_sets("a label that neither occurs nor is predicted", list("abcde"), truth, p))
    cases.append(label_sets("nothing at all", ["a", "b"], np.zeros((5, 2)), np.full((5, 2), 0.2)))
    return cases


def numbers(name, truth, predicted, quantile):
    truth = np.asarray(truth, dtype=float)
    predicted = np.asarray(predicted, dtype=float)
    flat = len(set(truth)) == 1
    constant = flat or len(set(predicted)) == 1
    expected = {
        "rmse": skm.root_mean_squared_error(truth, predicted),
        "mae": skm.mean_absolute_error(truth, predicted),
        "r2": math.nan if flat else skm.r2_score(truth, predicted),
        "pinball": skm.mean_pinball_loss(truth, predicted, alpha=quantile),
        "pearson": math.nan if constant else scipy.stats.pearsonr(truth, predicted).statistic,
        "spearman": math.nan if constant else scipy.stats.spearmanr(truth, predicted).statistic,
    }
    return {
        "name": name,
        "quantile": quantile,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "expected": {key: defined(value) for key, value in expected.items()},
    }


def regression(random):
    truth = random.normal(50, 12, size=70)
    cases = [numbers("normal", truth, truth + random.normal(0, 6, size=70), 0.9)]
    cases.append(
        numbers("ties", np.round(truth, -1), np.round(truth + random.normal(0, 8, size=70), -1), 0.1)
    )
    cases.append(numbers("a constant prediction", truth, np.full(70, 49.5), 0.5))
    cases.append(numbers("a constant truth", np.full(9, 0.1), random.normal(size=9), 0.5))
    cases.append(numbers("worse than the mean", truth, -truth, 0.5))
    cases.append(numbers("one example", [3.5], [4.25], 0.3))
    return cases


def retrieval(random):
    cases = []
    for name, digits, queries, documents in [("distinct", 6, 12, 20), ("ties", 0, 8, 7)]:
        similarity = np.round(random.normal(size=(queries, documents)), digits)
        relevant = [
            sorted(random.choice(documents, size=random.integers(1, 4), replace=False).tolist())
            for _ in range(queries)
        ]
        gains = np.zeros((queries, documents))
        for q, found in enumerate(relevant):
            gains[q, found] = 1
        rows = []
        for q in range(queries):
            row = {
                f"ndcg_{k}": skm.ndcg_score(gains[q : q + 1], similarity[q : q + 1], k=k)
                for k in (1, 3, 10)
            }
            if digits == 0:
                row.update(over_all_orders(similarity[q], relevant[q]))
            else:
                row.update(of_order(np.argsort(-similarity[q]), relevant[q]))
            rows.append(row)
        cases.append(
            {
                "name": name,
                "similarities": similarity.tolist(),
                "relevant": [{"documents": found} for found in relevant],
                "expected": rows,
            }
        )
    return cases


def of_order(order, relevant):
    places = [i for i, document in enumerate(order) if document in relevant]
    numbers = {f"recall_{k}": sum(i < k for i in places) / len(relevant) for k in (1, 3, 5)}
    numbers["reciprocal_rank"] = 1 / (places[0] + 1)
    return numbers


def over_all_orders(similarity, relevant):
    """The mean over every order that the similarities allow."""
    groups = [
        np.flatnonzero(similarity == value).tolist() for value in sorted(set(similarity), reverse=True)
    ]
    sums, count = {}, 0
    for order in itertools.product(*[list(itertools.permutations(group)) for group in groups]):
        for key, value in of_order([d for group in order for d in group], relevant).items():
            sums[key] = sums.get(key, 0.0) + value
        count += 1
    return {key: value / count for key, value in sums.items()}


def main():
    random = np.random.default_rng(42)
    fixture = {
        "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__},
        "classification": classifications(random),
        "multi_label": multi_label(random),
        "regression": regression(random),
        "retrieval": retrieval(random),
    }
    path = pathlib.Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
