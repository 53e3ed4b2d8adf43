"""Writes trainer/expected.json: what Hugging Face's BPE trainer learns from trainer/corpus.txt.

Run with tokenizers 0.23.2: python3 make_trainer_fixture.py
"""

import json
import pathlib

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

HERE = pathlib.Path(__file__).parent / "trainer"
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
SAMPLES = [
    "The violin's bridge is 12345 years old.",
    "  two  spaces\t\ttabs\r\n\r\nlines   ",
    "Größe, naïve, señor, 小提琴, скрипка, 🎻🎻",
    "<|im_start|>user\nWe'LL see<|im_end|>\n",
    "",
    "a",
    "\u0000\u00e9e\u0301",
]

corpus = (HERE / "corpus.txt").read_text(encoding="utf-8")
texts = corpus.split("\n---\n")
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
    [
        pre_tokenizers.Split(Regex(PATTERN), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]
)
tokenizer.train_from_iterator(
    texts,
    trainers.BpeTrainer(
        vocab_size=420,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    ),
)
model = json.loads(tokenizer.to_str())["model"]
expected = {
    "tokens": [token for token, _ in sorted(model["vocab"].items(), key=lambda entry: entry[1])],
    "merges": model["merges"],
    "samples": [{"text": text, "ids": tokenizer.encode(text).ids} for text in SAMPLES],
}
(HERE / "expected.json").write_text(json.dumps(expected, indent=0) + "\n", encoding="utf-8")
