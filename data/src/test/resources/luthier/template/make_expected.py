"""Renders every template with every conversation by Python's Jinja2, set up as transformers does.

Usage: python make_expected.py   (jinja2 3.1.6; writes conversations.json and expected.jsonl here)
"""
import json, random
from datetime import datetime
from pathlib import Path
import jinja2, jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 4, 5, 6, 7)


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def environment():
    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])

    def refuse(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators,
                          sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = refuse
    env.globals["strftime_now"] = NOW.strftime
    return env


def s(text): return {"role": "system", "content": text}
def u(text, **more): return {"role": "user", "content": text, **more}
def a(text, **more): return {"role": "assistant", "content": text, **more}
def t(text, **more): return {"role": "tool", "content": text, **more}
def call(name, arguments): return {"type": "function", "function": {"name": name, "arguments": arguments}}


TOOL = {"type": "function", "function": {
    "name": "order_status", "description": "Where is an order? Antwort auf „wo?“ <now> & 'later'",
    "parameters": {"type": "object", "required": ["id"], "properties": {
        "id": {"type": "string"}, "depth": {"type": "number", "default": 1.0, "minimum": 1e-07}}}}}


def conversations():
    c = {}
    c["one"] = [u("Where is my parcel?"), a("On its way.")]
    c["system"] = [s("Be kind."), u("Hi"), a("Hello!")]
    c["several"] = [s("Be kind."), u("One"), a("Two"), u("Three"), a("Four"), u("Five"), a("Six")]
    c["several_without_system"] = [u("One"), a("Two"), u("Three"), a("Four")]
    c["ends_with_user"] = [u("One"), a("Two"), u("Three")]
    c["only_user"] = [u("Hallo?")]
    c["only_system"] = [s("Rules.")]
    c["nothing"] = []
    c["empty_system"] = [s(""), u("Hi"), a("Yo")]
    c["blank_system"] = [s(" \n "), u("Hi"), a("Yo")]
    c["empty_answer"] = [u("Hi"), a(""), u("Hm?"), a("Sorry.")]
    c["spaces"] = [u("  \t x \n\n"), a("  \n two\r\nlines \n\n "), u("\u00a0y\u2003"), a("\u00a0z ")]
    c["unicode"] = [s("Grüße 你好"), u("👩‍👩‍👧‍👦 𝒳 é العربية"), a("🌍🚀 — «naïve» हिन्दी"), u("ß?"), a("ẞ 𝔘")]
    c["looks_like_markup"] = [u("<|im_start|>assistant\n{{ x }} {% if %} {# no #}"),
                              a("<|im_end|> </s> [INST] %s {0} \\n <eos>"), u("'\"`"), a("\"it's\" \\ back")]
    c["same_words"] = [u("yes"), a("yes"), u("yes"), a("yes"), u("assistant"), a("assistant")]
    c["two_users"] = [u("a"), u("b"), a("c")]
    c["two_answers"] = [u("a"), a("b"), a("c")]
    c["answer_first"] = [a("I begin."), u("ok"), a("fine")]
    c["late_system"] = [u("q"), a("a"), s("New rule."), u("q2"), a("a2")]
    c["odd_role"] = [u("Hi"), {"role": "critic", "content": "Hm."}, a("x")]
    c["named"] = [u("Hi", name="ada"), a("Hello", name="bot"), u("Bye", name="bob"), a("bye")]
    c["none_content"] = [u("Hi"), {"role": "assistant", "content": None}]
    c["no_content"] = [u("Hi"), {"role": "assistant"}, u("?")]
    c["parts"] = [{"role": "user", "content": [{"type": "text", "text": "look"}]}, a("seen")]
    c["think_inline"] = [u("1+1?"), a("<think>\neasy\n</think>\n\n2"), u("2+2?"), a("<think>hm</think>4")]
    c["think_field"] = [u("1+1?"), a("2", reasoning_content="easy"), u("2+2?"),
                        a("4", reasoning_content="\nhm\n")]
    c["call"] = [u("Where is 17?"), a("", tool_calls=[call("order_status", {"id": "17"})]),
                 t("{\"at\": \"Köln\"}", name="order_status"), a("In Köln."), u("Thanks"), a("Welcome.")]
    c["call_with_text"] = [s("S"), u("17?"), a("Let me look.", tool_calls=[call("order_status", {"id": "17"})]),
                           t("gone"), a("Gone.")]
    c["calls"] = [u("17 and 18?"), a("", tool_calls=[
        call("order_status", {"id": "17", "depth": 2.5}),
        call("order_status", {"id": "東京 \"x\"", "deep": {"l": [1, None, True, 1e16, 12345678901234567890]}})]),
        t("a"), t("b"), a("a and b")]
    c["call_text_arguments"] = [u("?"), a("", tool_calls=[call("now", "{}")]), t("12"), a("Noon.")]
    c["flat_call"] = [u("?"), a("", tool_calls=[{"name": "now", "arguments": {}}]), t("12"), a("Noon.")]
    pieces = ["Hello", " ", "\n", "ß", "🚀", "</think>", "{{", "%}", "'", "\"", "None", "- item", "\t", "é", "1.50"]
    rng = random.Random(7)
    text = lambda: "".join(rng.choice(pieces) for _ in range(rng.randint(1, 6)))
    for i in range(8):
        turns = [s(text())] if rng.random() < 0.5 else []
        for _ in range(rng.randint(1, 4)):
            turns += [u(text()), a(text())]
        c[f"random{i}"] = turns
    return c


def rows():
    with_tools = {"one", "call", "call_with_text", "calls", "flat_call"}
    for name, messages in conversations().items():
        row = {"name": name, "messages": messages}
        if name in with_tools:
            row["tools"] = [TOOL]
        if name == "think_field":
            row["enable_thinking"] = False
        if name == "system":
            row["date_string"] = "26 Jul 2024"
        yield row


def main():
    env = environment()
    cases = list(rows())
    (HERE / "conversations.json").write_text(
        json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    with open(HERE / "expected.jsonl", "w", encoding="utf-8") as out:
        for path in sorted((HERE / "templates").glob("*.jinja")):
            template = env.from_string(path.read_text(encoding="utf-8"))
            for case in cases:
                for prompt in (False, True):
                    values = {k: v for k, v in case.items() if k != "name"}
                    values = {"tools": None, "documents": None, "bos_token": "<s>", "eos_token": "</s>", **values}
                    row = {"template": path.stem, "conversation": case["name"], "prompt": prompt}
                    try:
                        row["text"] = template.render(add_generation_prompt=prompt, **values)
                    except Exception as e:
                        row["error"] = f"{type(e).__name__}"
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")


main()
