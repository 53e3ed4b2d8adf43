"""Writes answers.json beside itself: metrics of answers in text as sacrebleu and transformers (its
copy of the SQuAD evaluation) compute them.

    pip install sacrebleu==2.* transformers
    python make_answers.py
"""

import json
import pathlib
import random

import sacrebleu
import transformers
from transformers.data.metrics.squad_metrics import compute_exact, compute_f1

SENTENCES = [
    "The quick brown fox jumps over the lazy dog.",
    "It's 3.5 degrees colder than yesterday, isn't it?",
    "In 2019-20, revenue rose by 1,250,000 dollars (about 12%).",
    "Die Häuser am Ufer sind größer als die an der Straße; sie wurden 1987 gebaut.",
    "L'été dernier, nous avons marché jusqu'à l'église d'Étretat.",
    "“Smart quotes” — and dashes – are no ASCII marks…",
    "价格是三百元，不包括运费。",
    "Цена составляет 300 рублей, без учёта доставки.",
    "a & b &amp; c &lt;tag&gt; &quot;quoted&quot; <skipped> end-\nof-line",
    "Send $5 to me@example.com or http://example.com/a?b=c&d=e#f, thanks.",
    "emoji 🙂🙃 and combining e\u0301 and a\u0301n",
    "tabs\tand\u00a0no-break\u2003spaces   everywhere  ",
    "He said: 'no'. She said: \"yes\"... 5,000.50 - 4-3 = 1. A.B.C.,,d",
    "{curly} [square] ^caret~ `tick` _under_ |pipe| back\\slash",
    "An answer, the answer, a the an ANSWER.",
    "Yes",
    "42",
]


def changed(rng, text):
    """The text with words lost, doubled, swapped or replaced."""
    words = text.split(" ")
    out = []
    for word in words:
        chance = rng.random()
        if chance < 0.12:
            continue
        if chance < 0.2:
            out.append(rng.choice(rng.choice(SENTENCES).split(" ")))
        elif chance < 0.25:
            out += [word, word]
        elif chance < 0.35:
            out.append(word[: max(1, len(word) - 2)])
        elif chance < 0.4:
            out.append(word.upper())
        else:
            out.append(word)
    if len(out) > 2 and rng.random() < 0.4:
        i = rng.randrange(len(out) - 1)
        out[i], out[i + 1] = out[i + 1], out[i]
    return " ".join(out)


def corpus(name, answers, references):
    streams = [list(stream) for stream in zip(*references)]
    return {
        "name": name,
        "answers": answers,
        "references": [{"all": list(each)} for each in references],
        "expected": {
            "chrf": sacrebleu.CHRF().corpus_score(answers, streams).score,
            "bleu": sacrebleu.BLEU().corpus_score(answers, streams).score,
        },
        "chrf_of_each": [
            sacrebleu.CHRF().sentence_score(a, list(r)).score for a, r in zip(answers, references)
        ],
    }


def corpora():
    rng = random.Random(20)
    cases = [
        corpus("equal", SENTENCES, [[s] for s in SENTENCES]),
        corpus("nothing common", ["xyz"] * 3, [["qqq ww"], ["a b c d e"], ["Yes"]]),
        corpus("empty answers", ["", "", "The fox"], [["The fox"], ["Yes"], ["The fox jumps"]]),
        corpus("all empty", ["", ""], [["a b c d e"], ["f"]]),
        corpus("empty references", ["a b c d", "Yes"], [[""], [""]]),
        corpus("short", ["Yes", "No"], [["Yes"], ["Yes"]]),
        corpus("short ones of a longer corpus", ["a b c d e", "No"], [["a b c d f"], ["No"]]),
        corpus("no match of four", ["a b c x d e f"], [["a b c y d e f"]]),
        corpus("no match of three and four", ["a b x c d y e"], [["a b z c d w e"]]),
        corpus("only the words", ["d c b a"], [["a b c d"]]),
        corpus("trailing space", ["one two-\n", "a b-\n\u00a0"], [["one two"], ["a b -"]]),
    ]
    for i in range(12):
        chosen = [rng.choice(SENTENCES) for _ in range(rng.choice([1, 5, 20]))]
        answers = [changed(rng, s) for s in chosen]
        count = rng.choice([1, 1, 2, 3])
        references = [[changed(rng, s) if k else s for k in range(count)] for s in chosen]
        cases.append(corpus(f"changed {i}, {len(chosen)} with {count}", answers, references))
    return cases


def pairs():
    rng = random.Random(21)
    out = []
    fixed = [
        ("", ""), ("", "the"), ("the", "a"), ("a an the", "b"), ("A.B.", "ab"), ("the-end", "end"),
        ("a\u0301 b", "b"), ("x_the y", "x_the y!"), ("Straße", "STRASSE"), ("one\u00a0two", "one two"),
        ("an apple", "Apple"), ("athe the", "athe"), ("the  the", ""), ("İstanbul", "istanbul"),
        ("1,000", "1000"), ("dog dog cat", "dog cat cat"), ("ΣΑΣ", "σας"), ("a1 a 1a", "a1 1a"),
        ("x\x1cy\x85z", "x y z"), ("2\u00b2 the \u00bd", "2\u00b2 \u00bd"), ("the\u200bend", "end"),
    ]
    for answer, reference in fixed + [(changed(rng, s), s) for s in SENTENCES * 3]:
        out.append({
            "name": f"{answer!r} for {reference!r}",
            "answer": answer,
            "reference": reference,
            "exact_match": int(compute_exact(reference, answer)),
            "token_f1": float(compute_f1(reference, answer)),
        })
    return out


if __name__ == "__main__":
    out = {
        "made with": f"sacrebleu {sacrebleu.__version__}, transformers {transformers.__version__}",
        "corpora": corpora(),
        "pairs": pairs(),
    }
    path = pathlib.Path(__file__).with_name("answers.json")
    path.write_text(json.dumps(out, indent=1, ensure_ascii=True) + "\n")
