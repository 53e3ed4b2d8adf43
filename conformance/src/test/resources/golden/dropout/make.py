"""Outputs, losses and gradient norms of transformers' encoders in training mode.

Every nn.Dropout and functional dropout is replaced by masks that are a function of (seed, step,
example, place, position), as luthier.operation.Dropout draws them: where the reference drops, the
numbers agree, and nowhere else. Run in golden/dropout; writes dropout.json.
"""

import json
import re
from pathlib import Path

import numpy as np
import torch
import transformers

SEED, STEP, KEYS = 7, 3, [11, 22, 33, 44]
PROBABILITIES = {
    "hidden_dropout_prob": 0.2, "attention_probs_dropout_prob": 0.15, "classifier_dropout": 0.3,
    "pooler_dropout": 0.25, "cls_dropout": 0.35, "dropout": 0.2, "attention_dropout": 0.15,
    "seq_classif_dropout": 0.3, "embedding_dropout": 0.1, "mlp_dropout": 0.25,
}
OF = {
    "bert": ["hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"],
    "roberta": ["hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"],
    "distilbert": ["dropout", "attention_dropout", "seq_classif_dropout"],
    "modernbert": ["attention_dropout", "embedding_dropout", "mlp_dropout", "classifier_dropout"],
    "deberta-v2": ["hidden_dropout_prob", "attention_probs_dropout_prob", "pooler_dropout",
                   "cls_dropout"],
}
DISTANCES, ATTENTION, ATTENTION_OUTPUT, INNER, OUTPUT = range(5)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mix(z):
    x = np.asarray(z, dtype=np.uint64) + GOLDEN
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def u(value):
    return np.uint64(value % (1 << 64))


def streams(place, keys, positions):
    place64 = mix(u(SEED) ^ mix(u(STEP) ^ mix(u(place))))
    return mix(mix(place64 ^ keys) ^ positions)


def elements(at, count, p):
    bits = mix(at[..., None] + np.arange(count, dtype=np.uint64) * GOLDEN) >> np.uint64(32)
    return torch.tensor(np.where(bits < u(int(p * 2**32)), 0.0, 1 / (1 - p)).astype(np.float32))


def mask(place, x, p):
    keys = np.array(KEYS, dtype=np.uint64)
    if x.dim() == 4:  # [examples, heads, queries, keys]
        b, h, q, k = x.shape
        rows = streams(place, keys[:b, None], np.arange(q, dtype=np.uint64)[None, :])
        at = mix(rows[:, None, :] ^ mix(np.arange(h, dtype=np.uint64))[None, :, None])
        return elements(at, k, p)
    if x.dim() == 3:  # [examples, tokens, width]; a table has one example without a key
        b, t, w = x.shape
        own = keys[:b] if b > 1 else np.zeros(1, dtype=np.uint64)
        return elements(streams(place, own[:, None], np.arange(t, dtype=np.uint64)[None, :]), w, p)
    if place <= -8:  # a table of distances
        return elements(streams(place, u(0), np.arange(x.shape[0], dtype=np.uint64)), x.shape[1], p)
    return elements(streams(place, keys[: x.shape[0]], u(0)), x.shape[1], p)


def place_of(name):
    layer = re.search(r"layers?\.(\d+)\.(.*)$", name)
    if layer:
        of = {
            "attention.output.dropout": ATTENTION_OUTPUT, "output.dropout": OUTPUT,
            "attention.self.dropout": ATTENTION, "attention.self.pos_dropout": DISTANCES,
            "attention.dropout": ATTENTION, "ffn.dropout": OUTPUT,
            "attn.out_drop": ATTENTION_OUTPUT, "mlp.drop": INNER,
        }[layer.group(2)]
        return -8 - 8 * int(layer.group(1)) - of
    if "embeddings" in name:
        return -1
    return {"pooler.dropout": -2, "dropout": -3, "drop": -3, "classifier.dropout": -2}[name]


def record(directory):
    config = transformers.AutoConfig.from_pretrained(directory)
    used = {key: PROBABILITIES[key] for key in OF[config.model_type]}
    for key, value in used.items():
        setattr(config, key, value)
    if config.model_type == "modernbert":
        config.reference_compile = False
    cls = getattr(transformers, config.architectures[0])
    options = {} if config.model_type == "deberta-v2" else {"attn_implementation": "eager"}
    model = cls.from_pretrained(directory, config=config, dtype=torch.float32, **options).train()
    counts = {"attention": 0}
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Dropout):
            def forward(x, module=module, place=place_of(name), calls=[0]):
                if module.p == 0:
                    return x
                at = place
                if name_of[id(module)] == "classifier.dropout":  # asked twice: what is read, what is made of it
                    at = place - calls[0]
                    calls[0] += 1
                return x * mask(at, x, module.p)
            name_of = globals().setdefault("NAMES", {})
            name_of[id(module)] = name
            module.forward = forward

    def functional(x, p=0.5, training=True, inplace=False):
        if p == 0 or not training:
            return x
        place = -8 - 8 * counts["attention"] - ATTENTION
        counts["attention"] += 1
        return x * mask(place, x, p)

    torch.nn.functional.dropout = functional
    inputs = json.loads((directory / "inputs.json").read_text())
    batch = {k: torch.tensor(v) for k, v in inputs.items()
             if k in ("input_ids", "attention_mask", "token_type_ids", "labels")}
    result = model(**batch)
    result.loss.backward()
    return {
        "probabilities": used,
        "loss": result.loss.item(),
        "logits": result.logits.tolist(),
        "grad_norms": {n: p.grad.norm().item() for n, p in model.named_parameters()
                       if p.grad is not None},
    }


if __name__ == "__main__":
    plain = torch.nn.functional.dropout
    np.seterr(over="ignore")
    found = {"made_with": {"transformers": transformers.__version__, "torch": torch.__version__}}
    for name in ["bert_seqcls", "bert_tokencls", "roberta_seqcls", "distilbert_seqcls",
                 "modernbert_seqcls", "deberta_v2_seqcls"]:
        found[name] = record(Path("../tasks") / name)
        torch.nn.functional.dropout = plain
        print(name, found[name]["loss"])
    Path("dropout.json").write_text(json.dumps(found, indent=1) + "\n")
