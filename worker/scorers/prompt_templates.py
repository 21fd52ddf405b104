"""Prompts as files: one per template and version in worker/templates/, never changed once published."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any, Final

from worker.scorers.settings import BadSetting, read_settings, require_one_of, require_text, require_whole

FOLDER: Final = Path(__file__).resolve().parent.parent / "templates"
KINDS: Final = ("first-error-index", "step-labels", "step-verdicts", "forced-choice", "continuation")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptTemplate:
    """What is asked, and by `kind` how the answer is read. `$name` stands for what is filled in, `$$` for a dollar.

    `user` gets $problem and $steps, or $payload where the kind is step-labels. `step` gets $number (counted from
    `first_number`) and $text, `context` $role and $text. `positive` and `negative` are the words of a forced choice.
    """

    name: str
    kind: str
    user: str
    system: str = ""
    step: str = "$text\n"
    context: str = "($role: $text)\n"
    first_number: int = 1
    positive: str = "Yes"
    negative: str = "No"

    def __post_init__(self) -> None:
        require_one_of("template.kind", self.kind, KINDS)
        require_whole("template.first_number", self.first_number, at_least=0)
        if self.kind == "step-labels":
            check_names("template.user", self.user, needed="payload")
        else:
            check_names("template.user", self.user, needed="steps", others=("problem",))
        check_names("template.step", self.step, needed="text", others=("number",))
        check_names("template.context", self.context, needed="text", others=("role",))

    @property
    def digest(self) -> str:
        """Of everything in it but the name."""
        content = {name: value for name, value in asdict(self).items() if name != "name"}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    def messages(self, **values: str) -> list[dict[str, str]]:
        """The conversation. What is filled in is never searched for further `$`."""
        system = [{"role": "system", "content": self.system.strip()}] if self.system.strip() else []
        return [*system, {"role": "user", "content": fill(self.user, **values).strip()}]


def fill(template: str, /, **values: str) -> str:
    """`template` with each $name replaced; a value that holds a $ is left as it is."""
    return Template(template).substitute(values)


def check_names(field: str, text: str, *, needed: str, others: tuple[str, ...] = ()) -> None:
    """Raises BadSetting unless `text` holds $needed, and no $ but for that and `others`."""
    require_text(field, text)
    if not Template(text).is_valid():
        raise BadSetting(f"{field} has a $ that stands for nothing; write $$ for a dollar.")
    names = Template(text).get_identifiers()
    unknown = set(names) - {needed, *others}
    if needed not in names or unknown:
        also = f"; it may use {', '.join(f'${name}' for name in others)}" if others else ""
        found = ", ".join(f"${name}" for name in names) or "nothing"
        raise BadSetting(f"{field} must hold ${needed}{also}. It holds {found}.")


def template_names() -> list[str]:
    """The templates that come with Assay."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_template(given: str | Mapping[str, Any]) -> PromptTemplate:
    """A template by its name, or one written out in the configuration. Raises BadSetting."""
    if isinstance(given, Mapping):
        return read_settings(PromptTemplate, {"name": "own", **given}, called="template")
    if given not in template_names():
        raise BadSetting(f"There is no template {given!r}. There are: {', '.join(template_names())}.")
    written = tomllib.loads((FOLDER / f"{given}.toml").read_text(encoding="utf-8"))
    return read_settings(PromptTemplate, {"name": given, **written}, called=f"template {given}")
