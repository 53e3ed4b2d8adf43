"""What lm-evaluation-harness finds on the built-in model with the tasks of resources/lm_eval.

python lm_eval_golden.py bases/pocket conformance/src/test/resources/lm_eval

Reads the task files there (each with its items inside, without worked examples), makes the same
tasks for the harness (ConfigurableTask, its own request building and scoring), runs them through
HFLM in float32 on the CPU, and writes golden.json: versions, the harness's metrics, and for every
item its log-likelihoods or its answer.
"""

import json
import pathlib
import sys

import lm_eval
import torch
import transformers
import yaml
from lm_eval import evaluator
from lm_eval.api.task import ConfigurableTask
from lm_eval.models.huggingface import HFLM


def jinja(pattern):
    """{field} as the harness writes it."""
    return pattern.replace("{", "{{").replace("}", "}}")


def harness_task(task, rows):
    config = {
        "task": task["name"],
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": str(rows)}},
        "test_split": "test",
        "doc_to_text": jinja(task["prompt"]),
        "target_delimiter": task.get("delimiter", " "),
    }
    if task["kind"] == "multiple_choice":
        config |= {
            "output_type": "multiple_choice",
            "doc_to_choice": "choices",
            "doc_to_target": "label",
            "metric_list": [{"metric": m} for m in ("acc", "acc_norm", "acc_bytes")],
        }
    elif task["kind"] == "generate_until":
        config |= {
            "output_type": "generate_until",
            "doc_to_target": "answer",
            "generation_kwargs": {
                "until": task["until"],
                "max_gen_toks": task["max_tokens"],
                "do_sample": False,
            },
            "metric_list": [{"metric": "exact_match"}],
        }
    else:
        config |= {
            "output_type": "loglikelihood_rolling",
            "doc_to_text": "",
            "doc_to_target": jinja(task["prompt"]),
            "metric_list": [
                {"metric": m} for m in ("word_perplexity", "byte_perplexity", "bits_per_byte")
            ],
        }
    return ConfigurableTask(config=config)


def rows_of(task, folder):
    path = pathlib.Path(folder) / (task["name"] + ".rows.jsonl")
    with path.open("w", encoding="utf-8") as file:
        for item in task["items"]:
            row = dict(item)
            if task["kind"] == "multiple_choice":
                row["label"] = row["choices"].index(row["answer"])
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def answers(task, samples):
    samples = sorted(samples, key=lambda s: s["doc_id"])
    if task["kind"] == "multiple_choice":
        return [[r[0][0] if isinstance(r[0], (list, tuple)) else r[0] for r in s["resps"]] for s in samples]
    if task["kind"] == "generate_until":
        return [s["resps"][0][0] for s in samples]
    return [s["resps"][0][0] for s in samples]


def main():
    base, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    model = transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(base)
    lm = HFLM(pretrained=model, tokenizer=tokenizer, batch_size=8, device="cpu")
    import tempfile

    found = {"lm_eval": lm_eval.__version__, "transformers": transformers.__version__, "tasks": {}}
    with tempfile.TemporaryDirectory() as rows:
        for file in sorted(folder.glob("*.yaml")):
            task = yaml.safe_load(file.read_text(encoding="utf-8"))
            made = harness_task(task, rows_of(task, rows))
            result = evaluator.evaluate(
                lm=lm, task_dict={task["name"]: made}, log_samples=True, bootstrap_iters=0
            )
            metrics = {
                key.split(",")[0]: value
                for key, value in result["results"][task["name"]].items()
                if isinstance(value, float) and "stderr" not in key
            }
            found["tasks"][task["name"]] = {
                "metrics": metrics,
                "answers": answers(task, result["samples"][task["name"]]),
            }
    (folder / "golden.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
