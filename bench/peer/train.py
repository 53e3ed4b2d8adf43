#!/usr/bin/env python3
"""One measured training by transformers, PEFT and torch on a CPU, as one JSON line.

    train.py SHAPE METHOD DTYPE [LOAD] [--warmup N] [--steps N] [--micro N] [--threads N]

SHAPE 25m, 135m or pocket; METHOD lora or full; DTYPE fp32 or bf16; LOAD even (8 examples of 512 tokens),
mixture or short (examples of different lengths, padded to the longest of each micro-batch, as the library's
data collator does). Needs nothing but those libraries; random weights. The settings are what a user of these
libraries gets: sdpa attention, torch's AdamW, bf16 by autocast over float32 weights, and for LoRA rank 8,
alpha 16, all seven linear layers. Seconds are wall time; only real tokens count.
"""
import argparse
import contextlib
import json
import os
import resource
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import peft
import torch
import transformers

# width, inner width, layers, heads, key heads, vocabulary, micro-batch
SHAPES = {
    "25m": (384, 1024, 12, 6, 2, 16384, 8),
    "135m": (576, 1536, 30, 9, 3, 49152, 4),
    "pocket": (320, 896, 7, 5, 5, 8192, 8),
}
# examples, shortest, longest
LOADS = {"even": (8, 512, 512), "mixture": (32, 30, 500), "short": (16, 50, 120)}
LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
IGNORED = -100


def lengths_of(load):
    """The smaller of two numbers of a linear congruence for each example; Load.java draws the same."""
    count, shortest, longest = LOADS[load]
    state = 1
    lengths = []
    for _ in range(count):
        draws = []
        for _ in range(2):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            draws.append((state >> 16) % (longest - shortest + 1))
        lengths.append(shortest + min(draws))
    return lengths


def model_of(shape, lora):
    width, inner, layers, heads, key_heads, vocabulary, _ = SHAPES[shape]
    config = transformers.LlamaConfig(
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=key_heads,
        vocab_size=vocabulary,
        tie_word_embeddings=True,
        max_position_embeddings=2048,
        attn_implementation="sdpa",
        use_cache=False,
    )
    model = transformers.LlamaForCausalLM(config)
    if lora:
        adapter = peft.LoraConfig(r=8, lora_alpha=16, target_modules=LINEARS, task_type="CAUSAL_LM")
        model = peft.get_peft_model(model, adapter)
    return model.train()


def micro_batches(lengths, vocabulary, size):
    """Dictionaries of a step's micro-batches, and how many tokens each predicts."""
    generator = torch.Generator().manual_seed(0)
    batches = []
    for start in range(0, len(lengths), size):
        part = lengths[start : start + size]
        longest = max(part)
        ids = torch.zeros(len(part), longest, dtype=torch.long)
        labels = torch.full((len(part), longest), IGNORED)
        mask = torch.zeros(len(part), longest, dtype=torch.long)
        for row, length in enumerate(part):
            drawn = torch.randint(0, vocabulary, (length,), generator=generator)
            ids[row, :length] = drawn
            labels[row, :length] = drawn
            mask[row, :length] = 1
        batch = {"input_ids": ids, "labels": labels}
        if min(part) != longest:
            batch["attention_mask"] = mask
        batches.append((batch, sum(part) - len(part)))
    return batches


def used():
    """Wall seconds, processor seconds of this process, and of all."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    times = os.times()
    return time.time(), times.user + times.system, (sum(ticks) - ticks[3] - ticks[4]) / 100


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("method", choices=["lora", "full"])
    parser.add_argument("dtype", choices=["fp32", "bf16"])
    parser.add_argument("load", choices=LOADS, nargs="?", default="even")
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--micro", type=int)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    given = parser.parse_args()

    transformers.logging.set_verbosity_error()
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    model = model_of(given.shape, given.method == "lora")
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4)
    lengths = lengths_of(given.load)
    micro = given.micro or SHAPES[given.shape][-1]
    batches = micro_batches(lengths, SHAPES[given.shape][5], micro)
    predicted = sum(count for _, count in batches)

    def precision():
        if given.dtype == "bf16":
            return torch.autocast("cpu", dtype=torch.bfloat16)
        return contextlib.nullcontext()

    seconds, start = [], used()
    for step in range(given.warmup + given.steps):
        if step == given.warmup:
            start = used()
        before = time.time()
        optimizer.zero_grad()
        total = 0.0
        for batch, count in batches:
            with precision():
                loss = model(**batch).loss * count / predicted
            loss.backward()
            total += loss.item()
        optimizer.step()
        seconds.append(time.time() - before)
    wall, own, busy = (b - a for a, b in zip(start, used()))
    tokens = sum(lengths) * given.steps
    print(
        json.dumps(
            {
                "stack": f"transformers {transformers.__version__}, peft {peft.__version__}, torch {torch.__version__}",
                "cell": "/".join([given.shape, given.method, given.dtype, given.load]),
                "threads": torch.get_num_threads(),
                "real_tokens_per_step": sum(lengths),
                "padded_tokens_per_step": sum(b["input_ids"].numel() for b, _ in batches),
                "micro_batch": micro,
                "s_per_step": seconds[given.warmup :],
                "tokens_per_s": tokens / wall,
                "tokens_per_cpu_s": tokens / own,
                "cpu_s_per_step": own / given.steps,
                "peak_rss_GB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
                "others_cpu_share": max(0.0, busy - own) / (wall * os.cpu_count()),
                "loss": total,
            }
        ),
        flush=True,
    )


main()
