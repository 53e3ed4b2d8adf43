"""Writes token-ids.json and hidden.json: python reference.py DIRECTORY-OF-THE-UNPACKED-JAR"""

import json
import sys

import numpy
import onnxruntime
from tokenizers import Tokenizer

TEXTS = [
    "A luthier adjusts an instrument to its player.",
    "",
    " ",
    "HELLO, World!",
    "naïve café Ångström Straße",
    "don't stop-me now... (really?!)",
    "unaffable antidisestablishmentarianism",
    "1,234.56 € on 2026-03-04T05:06:07",
    "你好，世界",
    "こんにちは 東京",
    "Привет, мир",
    "مرحبا بالعالم",
    "emoji 🎻 and 👩‍🔬 here",
    "tabs\tand\nnew\r\nlines",
    "[CLS] in a text [SEP] stays special [MASK]",
    "zero\u0000width\u200bspace\ufeff",
    "e\u0301 decomposed and é composed",
    "x" * 120,
    "https://example.org/a?b=c#d user@example.org",
    "snake_case camelCase kebab-case",
    "ﬁne ﬂow ½ ² ™",
    "The quick brown fox jumps over the lazy dog. " * 5,
]

directory = sys.argv[1]
tokenizer = Tokenizer.from_file(directory + "/all-minilm-l6-v2-tokenizer.json")
tokenizer.no_truncation()
tokenizer.no_padding()

with open("token-ids.json", "w") as out:
    rows = [json.dumps({"text": t, "ids": tokenizer.encode(t).ids}) for t in TEXTS]
    out.write("[\n" + ",\n".join(rows) + "\n]\n")

session = onnxruntime.InferenceSession(directory + "/all-minilm-l6-v2.onnx")
cases = []
for text, padding in [(TEXTS[0], 0), (TEXTS[7], 0), (TEXTS[3], 4), (TEXTS[21], 0)]:
    ids = tokenizer.encode(text).ids
    mask = [1] * len(ids) + [0] * padding
    ids = ids + [0] * padding
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": [0] * len(ids)}
    feed = {k: numpy.array([v], dtype=numpy.int64) for k, v in feed.items()}
    hidden = session.run(None, feed)[0][0]
    shown = [i for i, m in enumerate(mask) if m]
    number = lambda x: float(f"{x:.7g}")
    cases.append({
        "text": text,
        "input_ids": ids,
        "attention_mask": mask,
        "first": [[number(x) for x in hidden[i, :8]] for i in shown],
        "mean": [number(hidden[i].mean()) for i in shown],
        "rms": [number(numpy.sqrt((hidden[i] ** 2).mean())) for i in shown],
    })
with open("hidden.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
