"""Writes all_types.safetensors with the Python safetensors library: one tensor of each element type
that Luthier reads, an empty one and a single number. Run: python make_all_types.py"""

import torch
from safetensors.torch import save_file

numbers = torch.tensor([[0.0, -1.5, 3.25], [1e-3, float("inf"), float("nan")]])
save_file(
    {
        "f64": numbers.double(),
        "f32": numbers.clone(),
        "f16": numbers.half(),
        "bf16": numbers.bfloat16(),
        "i64": torch.tensor([-(2**40), 7]),
        "i32": torch.tensor([-70000, 7], dtype=torch.int32),
        "i16": torch.tensor([-300, 7], dtype=torch.int16),
        "i8": torch.tensor([-128, 7], dtype=torch.int8),
        "u8": torch.tensor([255, 7], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "z.empty": torch.zeros(0, 4),
        "a.single": torch.tensor(2.5),
    },
    "all_types.safetensors",
    metadata={"format": "pt"},
)
