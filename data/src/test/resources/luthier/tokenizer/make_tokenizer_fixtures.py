"""Writes the four small tokenizers and what Hugging Face's tokenizers makes of many odd texts.

Run with tokenizers 0.23.2 and sentencepiece 0.2.2: python3 make_tokenizer_fixtures.py
"""

import base64
import json
import pathlib
import random
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

HERE = pathlib.Path(__file__).parent
TEXTS = (HERE / "trainer" / "corpus.txt").read_text(encoding="utf-8").split("\n---\n")
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        TEXTS,
        trainers.BpeTrainer(
            vocab_size=500,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer.add_special_tokens(
        ["<|begin_of_text|>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<\uff5cend\uff5c>"]
    )
    tokenizer.add_tokens(["<think>", "</think>", AddedToken("<\uff5cUser\uff5c>", normalized=False)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A",
        pair="<|begin_of_text|> $A $B",
        special_tokens=[("<|begin_of_text|>", tokenizer.token_to_id("<|begin_of_text|>"))],
    )
    config = {
        "bos_token": "<|begin_of_text|>",
        "eos_token": {"content": "<|im_end|>", "lstrip": False},
        "pad_token": "<|endoftext|>",
    }
    end = tokenizer.token_to_id("<|endoftext|>")
    return tokenizer, config, {"eos_token_id": [end, tokenizer.token_to_id("<|im_end|>")]}


def sentencepiece_bpe():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]
    )
    fixed = ["<unk>", "<s>", "</s>"] + [f"<0x{value:02X}>" for value in range(256)]
    tokenizer.train_from_iterator(
        [line for text in TEXTS for line in text.split("\n")],
        trainers.BpeTrainer(
            vocab_size=620, special_tokens=fixed, show_progress=False, max_token_length=12
        ),
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("\u2581", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = [token for token in data["added_tokens"] if token["id"] < 3]
    config = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    return Tokenizer.from_str(json.dumps(data)), config, {"eos_token_id": 2}


def character_map():
    """A small character map of SentencePiece: some ligatures, full-width letters, odd blanks."""
    rules = {"\ufb01": "fi", "\ufb02": "fl", "\u3000": " ", "\u00a0": " ", "\u2026": "...", "\t": " "}
    rules.update({chr(0xFF21 + i): chr(65 + i) for i in range(26)})
    rules.update({"e\u0301": "\u00e9", "a\u0308": "\u00e4", "\u200b": ""})
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            " ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target)
            for source, target in rules.items()
        ]
        path = pathlib.Path(folder)
        (path / "rules.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (path / "text.txt").write_text("\n".join(TEXTS), encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(path / "text.txt"),
            model_prefix=str(path / "model"),
            vocab_size=120,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(path / "rules.tsv"),
            minloglevel=2,
        )
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString((path / "model.model").read_bytes())
        return model.normalizer_spec.precompiled_charsmap


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(character_map()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(
        TEXTS,
        trainers.UnigramTrainer(
            vocab_size=400,
            special_tokens=["<pad>", "</s>", "<unk>"],
            unk_token="<unk>",
            show_progress=False,
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    return tokenizer, {"eos_token": "</s>", "pad_token": "<pad>"}, None


def word_piece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.train_from_iterator(
        TEXTS,
        trainers.WordPieceTrainer(
            vocab_size=400,
            special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
            show_progress=False,
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    config = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    return tokenizer, config, None


def odd_texts():
    texts = [
        "", " ", "  ", "   \n", "\n", "\n\n\n", "\r\n", "\t", "\u0000", "a\u0000b", "\u0007\u001b[31m",
        "a", "A", "The luthier", " The luthier", "  the  bridge ", "the bridge\n\nthe strings",
        "It's the smallest thing, they'LL hear it, I'VE said", "don't can't won't I'm you're",
        "1", "12", "123", "1234", "12345678901234567890", "3.14159 1,000,000 -7 1e-9 0x1F",
        "\u00e9", "e\u0301", "a\u0308\u0323o", "n\u0303a\u0303o", "\u0301", "\u0301\u0301\u0301",
        "Gr\u00f6\u00dfe \u00fcber \u00c4rger", "\u0130\u0131 \u017f \ufb01nd \ufb02ow",
        "\u5c0f\u63d0\u7434\u7684\u7434\u6865", "\u5c0f a \u63d0", "\u65e5\u672c\u8a9e\u306e\u30c6\u30b9\u30c8",
        "\ud55c\uad6d\uc5b4 \u1112\u1161\u11ab", "\u0441\u043a\u0440\u0438\u043f\u043a\u0430",
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645", "\u05e9\u05dc\u05d5\u05dd",
        "\u202eevil\u202c", "\u200f\u200e", "abc \u05d0\u05d1 def", "\u0928\u092e\u0938\u094d\u0924\u0947",
        "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\U0001f3bb", "\U0001f3bb\U0001f3bb \U0001f3bb", "a\U0001f600b",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f44d\U0001f3fd", "\U0001f1e9\U0001f1ea",
        "\u2764\ufe0f", "\U00020000\U0002a6d6", "\U0001d54f\U0001d560", "\U0010ffff", "\ufffd", "\ufffd\ufffd x",
        "\ufeffBOM", "\u00a0nbsp\u00a0", "\u3000wide\u3000", "\u2003em\u2009thin", "zero\u200bwidth\u200cjoin\u200d",
        "soft\u00adhyphen", "\u2028line\u2029para", "\u0085nel", "\u000bvt\u000cff", "\u2026 \u2014 \u201cq\u201d",
        "\uff21\uff22\uff23 \uff11\uff12", "\u216b \u00bd \u00b2 \u2460", "\u2581", "a\u2581b", "\u2581\u2581x",
        "\u0120\u010a", "\u00c3\u00a9", "<0x0A>", "<0xE2><0x98>", "##ing", "a##b", "</w>", "\u0110",
        "<|im_start|>", "<|im_start|>user\nhi<|im_end|>\n", "x<|im_end|>y", "<|im_end|><|im_end|>",
        "<|im_end", "|im_end|>", "<|IM_END|>", "< |im_end|>", "<<|im_end|>>", "<think>hm</think>ok",
        " <think> hm </think> ", "<s>", "</s>", "<s>a</s> b", "a </s>", "<unk>", "<pad>x", "[CLS] a [SEP]", "[cls]",
        "[MASK]ed", "\n<s>\n", "<\uff5cUser\uff5c>hi<\uff5cend\uff5c>", "<|begin_of_text|>", "<|endoftext|>text",
        " " * 50, "a" + " " * 37 + "b", "\n" * 20, "\t\t\tx", " \n \n ", "a \n b", "x  \n\n  y", "\u00a0\u00a0 \u00a0",
        "a" * 200, "ab" * 60, "=" * 80, "-" * 33 + "\n", "!?" * 20, "." * 7 + " " + "." * 3, "\U0001f600" * 15,
        "def tune(s):\n    return s + 1\n", "{\"a\": [1, 2, {\"b\": null}]}", "<html><b>x</b></html>", "a/b\\c:d;e",
        "https://example.org/a?b=c&d=%20#e", "me@example.org", "C:\\temp\\new.txt", "$100 \u20ac5 \u00a33 \u00a52",
        "SELECT * FROM t WHERE a='b';", "\\n \\u0041 \\\\", "CamelCaseWord snake_case_word kebab-case",
        "UPPER lower MiXeD", "x\u0336y\u0336", "\u0061\u0300\u0301\u0302\u0303\u0304", "a\u20dd", "\u1e9b\u0323",
        "\u0390\u03b0 \u1fd3", "\u01c5 \u01c4", "\u00df \u1e9e SS", "i\u0307 I \u0130", "\u2126 \u212b \u212a",
        "The order 10234567 left our house on 2026-03-04.", "Wo ist meine Bestellung? Ich warte seit 14 Tagen!",
        "\u00bfD\u00f3nde est\u00e1 mi pedido? \u00a1Llevo 14 d\u00edas!", "  leading", "trailing  ", "a\n", "\na",
        "a\r\nb\rc\nd", "'", "''", "'s", "' s", "I'\u017f", "\ud55c\n\uad6d", "\U0001f600\n\U0001f600 \U0001f600",
        "\u4f60\u597d\uff0c\u4e16\u754c\uff01", "\u3002\u3002\u3002", "word\u0000word\u0000", "\x7f\x80\x9f",
        "\ue000\uf8ff", "\U000e0001\U000e007f", "\ufdd0\uffff", "a" * 101, "the\u00adbridge",
    ]
    alphabet = "ab cde  \n\t.,'<|>\u00e9\u00f6\u0301\u5c0f\u63d0\U0001f3bb\U0001f600\u0441\u05e9\u0000\u258112"
    generator = random.Random(7)
    for _ in range(25):
        texts.append("".join(generator.choice(alphabet) for _ in range(generator.randint(1, 40))))
    return texts


def utf16(text, point):
    return len(text[:point].encode("utf-16-le")) // 2


def expected(tokenizer, text):
    plain = tokenizer.encode(text, add_special_tokens=False)
    full = tokenizer.encode(text, add_special_tokens=True)
    return {
        "text": text,
        "ids": plain.ids,
        "start": [utf16(text, start) for start, _ in plain.offsets],
        "end": [utf16(text, end) for _, end in plain.offsets],
        "full_ids": full.ids,
        "decoded": tokenizer.decode(full.ids, skip_special_tokens=False),
        "decoded_skipping": tokenizer.decode(full.ids, skip_special_tokens=True),
    }


def write(path, value, indent=None):
    text = json.dumps(value, ensure_ascii=True, indent=indent)
    path.write_text(text.replace('}, {"text"', '},\n{"text"') + "\n", encoding="utf-8")


for make in (byte_level, sentencepiece_bpe, unigram, word_piece):
    tokenizer, config, generation = make()
    folder = HERE / make.__name__
    folder.mkdir(exist_ok=True)
    write(folder / "tokenizer.json", json.loads(tokenizer.to_str()))
    write(folder / "tokenizer_config.json", config)
    if generation:
        write(folder / "generation_config.json", generation)
    write(folder / "expected.json", [expected(tokenizer, text) for text in odd_texts()])
    print(make.__name__, tokenizer.get_vocab_size(), len(odd_texts()))
