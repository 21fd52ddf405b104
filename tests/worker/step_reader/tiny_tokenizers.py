"""Small tokenizers with the control tokens, merges and habits of the real ones: a few hundred entries each."""

from collections.abc import Sequence

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

# How Qwen 2.5 and Llama 3 cut text before merging: newlines stick to the punctuation and blanks before them.
_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_BYTE_MERGES = (
    ("Ċ", "Ċ"),
    ("ĊĊ", "ĊĊ"),
    ("Ġ", "ĊĊĊĊ"),
    ("ĠĊĊĊĊ", "Ċ"),
    ("Ġ", "ĊĊ"),
    (".", "ĊĊ"),
    (".", "Ċ"),
    ("Ġ", "+"),
    ("Ġ", "-"),
    ("Ð", "º"),
    ("Ð", "¸"),  # noqa: RUF001
    ("Ðº", "Ð¸"),  # noqa: RUF001
    ("Ġ", "ÐºÐ¸"),  # noqa: RUF001
    ("c", "o"),
    ("r", "r"),
    ("e", "c"),
    ("co", "rr"),
    ("ec", "t"),
    ("corr", "ect"),
    ("i", "n"),
    ("in", "correct"),
    ("Ġ", "S"),
    ("t", "e"),
    ("te", "p"),
    ("ĠS", "tep"),
)
_CHARACTERS = "\n abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*/=.,:;!?'\"()[]{}<>|_#$\\киé"

QWEN_TEMPLATE = (
    "{% if messages[0]['role'] != 'system' %}"
    "<|im_start|>system\nYou are a tiny default.<|im_end|>\n"
    "{% endif %}"
    "{% for message in messages %}"
    "<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
LLAMA_TEMPLATE = (
    "{{ bos_token }}"
    "{% if not date_string is defined %}"
    "{% if strftime_now is defined %}{% set date_string = strftime_now('%d %b %Y') %}"
    "{% else %}{% set date_string = '26 Jul 2024' %}{% endif %}"
    "{% endif %}"
    "{% if messages[0]['role'] == 'system' %}"
    "{% set system = messages[0]['content'] | trim %}{% set messages = messages[1:] %}"
    "{% else %}{% set system = '' %}{% endif %}"
    "<|start_header_id|>system<|end_header_id|>\n\nToday Date: {{ date_string }}\n\n{{ system }}<|eot_id|>"
    "{% for message in messages %}"
    "<|start_header_id|>{{ message['role'] }}<|end_header_id|>\n\n{{ message['content'] | trim }}<|eot_id|>"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)


def qwen_tokenizer(*, bos: str | None = None) -> PreTrainedTokenizerFast:
    """Byte-level, no BOS of its own; accents are composed first, so offsets are not those of what was encoded.
    `<extra_0>` is an added token that is not called special, as in the real one."""
    backend = _byte_level()
    backend.normalizer = normalizers.NFC()
    backend.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    backend.add_tokens([AddedToken("<extra_0>", special=False, normalized=False)])
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        bos_token=bos,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=QWEN_TEMPLATE,
    )


def llama_tokenizer() -> PreTrainedTokenizerFast:
    """Byte-level; encoding adds a BOS, and so does the chat template."""
    backend = _byte_level()
    names = ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
    backend.add_special_tokens(names)
    _add_bos(backend, names[0])
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, bos_token=names[0], eos_token="<|eot_id|>", chat_template=LLAMA_TEMPLATE
    )


def mistral_tokenizer(*, pad: str = "</s>") -> PreTrainedTokenizerFast:
    """Of SentencePiece's kind: a blank before every section of text, blanks as "▁", bytes for what it does not know."""
    pieces = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁"]
    pieces += [character for character in _CHARACTERS if character not in " \n"]
    merges = [("▁", "к"), ("▁к", "и"), ("▁", "+"), ("▁", "-"), ("▁", "S"), ("▁", "T")]
    vocabulary = {piece: number for number, piece in enumerate([*pieces, *_merged(merges)])}
    backend = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    backend.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    backend.add_special_tokens(["<unk>", "<s>", "</s>"])
    _add_bos(backend, "<s>")
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token=pad
    )


def metaspace_tokenizer() -> PreTrainedTokenizerFast:
    """As the newer tokenizers of that kind: a blank before the very beginning only."""
    tokenizer = mistral_tokenizer()
    backend = tokenizer.backend_tokenizer
    backend.normalizer = normalizers.Sequence([])
    backend.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    return tokenizer


def _byte_level() -> Tokenizer:
    pieces = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *_merged(_BYTE_MERGES)]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    backend = Tokenizer(models.BPE(vocabulary, list(_BYTE_MERGES), ignore_merges=True))
    cut = pre_tokenizers.Split(Regex(_SPLIT), behavior="isolated", invert=False)
    backend.pre_tokenizer = pre_tokenizers.Sequence(
        [cut, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    backend.post_processor = processors.ByteLevel(trim_offsets=False)
    return backend


def _merged(merges: Sequence[tuple[str, str]]) -> list[str]:
    return ["".join(pair) for pair in merges]


def _add_bos(backend: Tokenizer, bos: str) -> None:
    backend.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A", special_tokens=[(bos, backend.token_to_id(bos))]
    )
