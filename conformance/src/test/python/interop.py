"""The other side of InteropTest: what PEFT and transformers make of the same files.

python interop.py JOBS.json ANSWERS.json

JOBS.json is a list of objects, each with "do":
  logits   base, adapter (or null), ids          -> the float32 logits of each sequence
  adapter  base, settings, rows, steps, out, ids -> trains a PEFT adapter and saves it, then logits
ANSWERS.json gets the versions and one answer for each job.
"""

import json
import sys

import numpy
import peft
import torch
import transformers


def load(directory):
    """Eager, since the scaled-dot-product attention of transformers leaves out Gemma 2's cap."""
    model = transformers.AutoModelForCausalLM.from_pretrained(
        directory, dtype=torch.float32, attn_implementation="eager"
    )
    return model.eval()


@torch.no_grad()
def logits(model, sequences):
    model.eval()
    return [model(torch.tensor([ids])).logits[0].float().numpy() for ids in sequences]


def train(model, rows, steps):
    """A few steps, so that B is no longer zero."""
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=0.01)
    for _ in range(steps):
        for ids in rows:
            tensor = torch.tensor([ids])
            model(tensor, labels=tensor).loss.backward()
        optimizer.step()
        optimizer.zero_grad()


def answer(job):
    model = load(job["base"])
    if job["do"] == "logits":
        if job["adapter"]:
            model = peft.PeftModel.from_pretrained(model, job["adapter"])
        return logits(model, job["ids"])
    torch.manual_seed(0)
    model = peft.get_peft_model(model, peft.LoraConfig(task_type="CAUSAL_LM", **job["settings"]))
    train(model, job["rows"], job["steps"])
    model.save_pretrained(job["out"])
    return logits(model, job["ids"])


def main():
    torch.set_num_threads(1)
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    answers = [[sequence.ravel().tolist() for sequence in answer(job)] for job in jobs]
    versions = {
        "python": sys.version.split()[0],
        "numpy": numpy.__version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "peft": peft.__version__,
    }
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "answers": answers}, file)


if __name__ == "__main__":
    main()
