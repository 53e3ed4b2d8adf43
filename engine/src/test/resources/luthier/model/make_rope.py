"""Writes rope.json: inverse frequencies and attention scaling as transformers computes them.

Run with transformers 5.18 and torch installed: python make_rope.py > rope.json
Each case is a Llama configuration in either spelling; "frequencies" are those after a forward pass
over that many positions, in float32.
"""

import json

import torch
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32}

# name, head size, max positions, rope keys of the config, lengths
CASES = [
    ("default", 8, 128, {"rope_theta": 10000.0}, [5]),
    ("default, other base", 128, 4096, {"rope_theta": 1000000}, [5, 5000]),
    ("default, version 5", 64, 128, {"rope_parameters": {"rope_theta": 500000.0, "rope_type": "default"}}, [5]),
    ("linear", 16, 128, {"rope_theta": 10000.0, "rope_scaling": {"type": "linear", "factor": 4.0}}, [5, 500]),
    ("linear, version 5", 16, 128, {"rope_parameters": {"rope_type": "linear", "factor": 2.5, "rope_theta": 20000.0}}, [5]),
    ("dynamic", 8, 10, {"rope_theta": 10000.0, "rope_scaling": {"rope_type": "dynamic", "factor": 2.0}}, [5, 10, 11, 40, 333]),
    ("dynamic, wide", 128, 2048, {"rope_theta": 10000.0, "rope_scaling": {"type": "dynamic", "factor": 4.0}}, [100, 5000]),
    ("llama3", 16, 128, {"rope_theta": 500000.0, "rope_scaling": {**LLAMA3, "original_max_position_embeddings": 16}}, [5]),
    ("llama3, wide", 128, 131072, {"rope_theta": 500000.0, "rope_scaling": {**LLAMA3, "original_max_position_embeddings": 8192}}, [5]),
    ("yarn", 8, 128, {"rope_theta": 10000.0, "rope_scaling": YARN}, [5, 100]),
    ("yarn, wide", 128, 131072, {"rope_theta": 1000000.0, "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}}, [5]),
    ("yarn without original length", 64, 4096, {"rope_theta": 10000.0, "rope_scaling": {"type": "yarn", "factor": 8.0}}, [5]),
    ("yarn with everything", 64, 4096, {"rope_parameters": {"rope_type": "yarn", "rope_theta": 150000.0, "factor": 32.0, "beta_fast": 16.0, "beta_slow": 2.0, "truncate": False, "original_max_position_embeddings": 128}}, [5]),
    ("yarn with attention factor", 64, 128, {"rope_theta": 10000.0, "rope_scaling": {**YARN, "attention_factor": 1.25}}, [5]),
    ("yarn with mscale", 64, 128, {"rope_theta": 10000.0, "rope_scaling": {**YARN, "factor": 40.0, "mscale": 0.707, "mscale_all_dim": 1.0}}, [5]),
]

cases = []
for name, head, positions, rope, lengths in CASES:
    config = {"max_position_embeddings": positions, "head_dim": head, **rope}
    results = []
    for length in lengths:
        model = LlamaConfig(hidden_size=2 * head, num_attention_heads=2, **json.loads(json.dumps(config)))
        rotary = LlamaRotaryEmbedding(model)
        rotary(torch.zeros(1), torch.arange(length)[None])
        results.append({
            "length": length,
            "attention_scaling": rotary.attention_scaling,
            "frequencies": [float(f) for f in rotary.inv_freq],
        })
    cases.append({"name": name, "config": config, "results": results})

print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
