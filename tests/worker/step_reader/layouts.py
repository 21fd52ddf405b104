"""The published input formats, written out by hand and independently of the renderer: slow, one trajectory, ids looked up
in the text as the authors' own scripts do. The texts of the tests hold nothing that such a search could mistake."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BOXED = "Please reason step by step, and put your final answer within \\boxed{}."
TAG = "ĠÐºÐ¸"  # noqa: RUF001 - how a byte-level vocabulary writes " ки"
MEDICAL = (
    "You are an evaluator assessing the logicality and validity of the reasoning in each step of the given explanation. "
    "In order to support the evaluation, the question and the explanation are provided. "
    "If the reasoning contains errors, output - after that step. If the reasoning in a step is logical and valid, output "
    "+ after that step."
)
FORMAL = (
    "** Task **\nYour task is to evaluate the accuracy of each step in the provided solution to the above question. For "
    'each step, respond with "correct" if the reasoning is logically valid and mathematically sound, or if the step is a '
    'general statement or transition that does not contain reasoning. Respond with "incorrect" if the step includes any '
    "errors or flawed logic.\n\n** Sotluion **\n"
)


@dataclass(frozen=True)
class OnePass:
    """One forward pass: all token ids, and the positions that are read."""

    ids: list[int]
    positions: list[int]


Layout = Callable[[Any, str, Sequence[str]], list[OnePass]]


def math_shepherd(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    text = f"{question} " + "".join(f"Step {i}: {step} ки\n" for i, step in enumerate(steps, 1))
    return [_where(tokenizer(text)["input_ids"], tokenizer.convert_tokens_to_ids("▁ки"), steps)]


def qwen_prm(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    return [_qwen_chat(tokenizer, BOXED, question, steps)]


def reasonflux(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    return [_qwen_chat(tokenizer, "You are a tiny default.", question, steps)]


def _qwen_chat(tokenizer: Any, system: str, question: str, steps: Sequence[str]) -> OnePass:
    text = (
        f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{question}<|im_end|>\n"
        f"<|im_start|>assistant\n{'<extra_0>'.join(steps)}<extra_0><|im_end|>\n"
    )
    return _where(_bare(tokenizer, text), tokenizer.convert_tokens_to_ids("<extra_0>"), steps)


def rlhflow(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    turns = [f"{question} {steps[0]}", *steps[1:]]
    return [_llama_turns(tokenizer, turns, "+")]


def fover_llama(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    turns = [f"** Problem **\n{question}\n\n{FORMAL}{steps[0]}", *steps[1:]]
    return [_llama_turns(tokenizer, turns, "correct")]


def _llama_turns(tokenizer: Any, turns: Sequence[str], answer: str) -> OnePass:
    text = (
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nToday Date: 26 Jul 2024\n\n<|eot_id|>"
        + "".join(
            f"<|start_header_id|>user<|end_header_id|>\n\n{turn}<|eot_id|>"
            f"<|start_header_id|>assistant<|end_header_id|>\n\n{answer}<|eot_id|>"
            for turn in turns
        )
    )
    ids = _bare(tokenizer, text)
    pattern = _bare(tokenizer, f"<|start_header_id|>assistant<|end_header_id|>\n\n{answer}<|eot_id|>")
    return OnePass(ids, [start + len(pattern) - 3 for start in _starts(ids, pattern)])


def fover_qwen(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    turns = [f"** Problem **\n{question}\n\n{FORMAL}{steps[0]}", *steps[1:]]
    text = "<|im_start|>system\nYou are a tiny default.<|im_end|>\n" + "".join(
        f"<|im_start|>user\n{turn}<|im_end|>\n<|im_start|>assistant\ncorrect<|im_end|>\n" for turn in turns
    )
    ids = _bare(tokenizer, text)
    pattern = _bare(tokenizer, "<|im_start|>assistant\ncorrect<|im_end|>")
    return [OnePass(ids, [start + len(pattern) - 3 for start in _starts(ids, pattern)])]


def skywork(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    ids = _bare(tokenizer, tokenizer.bos_token + question + "\n")
    newline = _bare(tokenizer, "\n")[-1]
    positions = []
    for step in steps:
        ids = [*ids, *_bare(tokenizer, step.replace("\n", " ")), newline]
        positions.append(len(ids) - 1)
    return [OnePass(ids, positions)]


def reasoneval_7b(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    ids, ends = _reasoneval(tokenizer, question, steps)
    # Here padding is the BOS token, so the first one is taken out, too, and put back; the ends were counted without it.
    return [OnePass([1, *ids], ends[2:])]


def reasoneval_34b(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    ids, ends = _reasoneval(tokenizer, question, steps)
    return [OnePass(ids, ends[1:])]


def _reasoneval(tokenizer: Any, question: str, steps: Sequence[str]) -> tuple[list[int], list[int]]:
    """Padding marks the boundaries and is taken out again; ends count as the authors count them."""
    pad = tokenizer.pad_token
    prompt = f"Question:\n{question}\nAnswer:\nLet's think step by step.\n"
    ids, ends = [], []
    marked = tokenizer(prompt + pad + "".join(step + pad for step in steps))["input_ids"]
    marks = 0
    for index, number in enumerate(marked):
        if number == tokenizer.pad_token_id:
            ends.append(index - 1 - marks)
            marks += 1
        else:
            ids.append(number)
    return ids, ends


def universal(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    """One sequence per prefix."""
    asked = f"{question}\n\n###\n\nThe reference answer is: There is no reference answer for this question."
    head = _bare(
        tokenizer,
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
        f"<|im_start|>user\n{asked}<|im_end|>\n<|im_start|>assistant\n",
    )
    found = []
    for count in range(1, len(steps) + 1):
        answer = _bare(tokenizer, "\n\n".join(steps[:count]) + "\n\n")
        ids = [*head, *answer, tokenizer.eos_token_id]
        found.append(OnePass(ids, [len(ids) - 1]))
    return found


def trl(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    return [_apart(tokenizer, question, steps, "\n")]


def pure(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    return [_apart(tokenizer, question, steps, "\n\n")]


def _apart(tokenizer: Any, question: str, steps: Sequence[str], separator: str) -> OnePass:
    bos = tokenizer.bos_token_id
    ids = ([] if bos is None else [bos]) + _bare(tokenizer, question)
    positions = []
    for step in steps:
        ids = ids + _bare(tokenizer, step) + _bare(tokenizer, separator)
        positions.append(len(ids) - 1)
    return OnePass(ids, positions)


def versa(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    text = f"{question} \n\n" + "".join(f"{step} \n\n\n\n" for step in steps)
    return [_where(tokenizer(text)["input_ids"], tokenizer.convert_tokens_to_ids("ĠĊĊĊĊ"), steps)]


def math_psa(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    text = f"{question} " + "".join(f"Step {i}: {step} \n\n\n\n\n " for i, step in enumerate(steps, 1))
    return [_where(tokenizer(text)["input_ids"], tokenizer.convert_tokens_to_ids("ĠĊĊĊĊĊ"), steps)]


def med_prm(tokenizer: Any, question: str, steps: Sequence[str]) -> list[OnePass]:
    """The template's text has a BOS, and encoding it adds another."""
    explanation = " ".join(f"Step {i}: {step} ки" for i, step in enumerate(steps, 1))
    text = (
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nToday Date: 26 Jul 2024\n\n"
        f"{MEDICAL}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nQuestion: {question}\n\n"
        f"Explanation: {explanation}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
    )
    return [_where(tokenizer(text)["input_ids"], tokenizer.convert_tokens_to_ids(TAG), steps)]


def _bare(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def _where(ids: Sequence[int], number: int, steps: Sequence[str]) -> OnePass:
    positions = [position for position, token in enumerate(ids) if token == number]
    assert len(positions) == len(steps), "the texts of the tests must not hold the tag"
    return OnePass(list(ids), positions)


def _starts(ids: Sequence[int], pattern: Sequence[int]) -> list[int]:
    return [start for start in range(len(ids)) if list(ids[start : start + len(pattern)]) == list(pattern)]


LAYOUTS: Mapping[str, Layout] = {
    "math-shepherd": math_shepherd,
    "qwen2.5-math-prm-7b": qwen_prm,
    "qwen2.5-math-prm-72b": qwen_prm,
    "qwen2.5-math-7b-prm800k": qwen_prm,
    "reasonflux-prm-7b": reasonflux,
    "rlhflow-mistral-data": rlhflow,
    "rlhflow-deepseek-data": rlhflow,
    "skywork-o1-open-prm-1.5b": skywork,
    "skywork-o1-open-prm-7b": skywork,
    "reasoneval-7b": reasoneval_7b,
    "reasoneval-34b": reasoneval_34b,
    "universal-prm-7b": universal,
    "trl-prm-trainer": trl,
    "assay-small-prm": trl,
    "pure-prm-7b": pure,
    "versaprm-base-8b": versa,
    "llama-prm800k": versa,
    "qwen-prm800k": versa,
    "math-psa": math_psa,
    "med-prm": med_prm,
    "fover-llama-3.1-8b": fover_llama,
    "fover-qwen-2.5-7b": fover_qwen,
    "actprm": qwen_prm,
}
