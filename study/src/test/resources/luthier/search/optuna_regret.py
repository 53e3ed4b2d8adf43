"""Makes optuna.json beside SamplerProofTest's resources: the regret of Optuna's TPE (its defaults)
and of random search after 60 evaluations of eight published test functions, seeds 0 to 19.

    python optuna_regret.py optuna.json

Goes on where it was interrupted. Functions as in https://www.sfu.ca/~ssurjano/optimization.html.
"""

import json
import math
import os
import sys

import optuna

SEEDS, EVALUATIONS = 20, 60
ALPHA = [1.0, 1.2, 3.0, 3.2]
A3 = [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]]
P3 = [[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]
A6 = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P6 = [[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]]


def branin(x):
    a, b = x
    return (b - 5.1 / (4 * math.pi**2) * a * a + 5 / math.pi * a - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(a) + 10


def camel(x):
    a, b = x
    return (4 - 2.1 * a * a + a**4 / 3) * a * a + a * b + (-4 + 4 * b * b) * b * b


def hartmann(x, A, P):
    return -sum(al * math.exp(-sum(a * (v - p * 1e-4) ** 2 for a, v, p in zip(row, x, ps)))
                for al, row, ps in zip(ALPHA, A, P))


def rosenbrock(x):
    return sum(100 * (b - a * a) ** 2 + (a - 1) ** 2 for a, b in zip(x, x[1:]))


def ackley(x):
    n = len(x)
    return (-20 * math.exp(-0.2 * math.sqrt(sum(v * v for v in x) / n))
            - math.exp(sum(math.cos(2 * math.pi * v) for v in x) / n) + 20 + math.e)


def levy(x):
    w = [1 + (v - 1) / 4 for v in x]
    middle = sum((v - 1) ** 2 * (1 + 10 * math.sin(math.pi * v + 1) ** 2) for v in w[:-1])
    return math.sin(math.pi * w[0]) ** 2 + middle + (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)


def styblinski_tang(x):
    return sum(v**4 - 16 * v * v + 5 * v for v in x) / 2


FUNCTIONS = {
    "branin": (branin, [(-5, 10), (0, 15)], 0.39788735772973816),
    "camel": (camel, [(-3, 3), (-2, 2)], -1.0316284534898774),
    "hartmann3": (lambda x: hartmann(x, A3, P3), [(0, 1)] * 3, -3.86278214782076),
    "hartmann6": (lambda x: hartmann(x, A6, P6), [(0, 1)] * 6, -3.32236801141551),
    "rosenbrock4": (rosenbrock, [(-5, 10)] * 4, 0.0),
    "ackley5": (ackley, [(-32.768, 32.768)] * 5, 0.0),
    "levy4": (levy, [(-10, 10)] * 4, 0.0),
    "styblinski_tang5": (styblinski_tang, [(-5, 5)] * 5, -39.16616570377142 * 5),
}


def regret(name, sampler):
    f, ranges, least = FUNCTIONS[name]
    study = optuna.create_study(sampler=sampler)
    study.optimize(lambda t: f([t.suggest_float(f"x{i}", a, b) for i, (a, b) in enumerate(ranges)]),
                   n_trials=EVALUATIONS)
    return study.best_value - least


def main(path):
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    made = json.load(open(path)) if os.path.exists(path) else {"optuna": optuna.__version__, "tpe": {}, "random": {}}
    for name in FUNCTIONS:
        for kind, sampler in (("random", optuna.samplers.RandomSampler), ("tpe", optuna.samplers.TPESampler)):
            if name not in made[kind]:
                made[kind][name] = [regret(name, sampler(seed=seed)) for seed in range(SEEDS)]
                with open(path + ".tmp", "w") as out:
                    json.dump(made, out, indent=1)
                os.replace(path + ".tmp", path)


main(sys.argv[1])
