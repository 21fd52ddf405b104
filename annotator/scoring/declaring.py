"""From what somebody wrote (a TOML file, a form) to a scorer. Everything wrong is a sentence that names its field."""

import difflib
import re
import sys
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, Final
from urllib.parse import urlsplit

from annotator.scoring.catalogue import ADAPTERS, CHANNEL, Adapter
from annotator.scoring.declarations import DeclaredChannel, DeclaredScorer
from annotator.scoring.semantics import DEFAULT_THRESHOLDS, Semantics

KEYS: Final = ("preset", "name", "summary", "model", "adapter", "queue", "channels", "configuration")
"""What a scorer's file may say. Settings of the adapter stand in `configuration`."""

CHOSEN: Final = "chosen for this scorer"

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_QUEUE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_CHANNEL: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_OF_A_CHANNEL: Final = ("semantics", "threshold", "threshold_source")
_LONGEST_SOURCE: Final = 200
_DEEPEST: Final = 20
_LARGEST: Final = sys.float_info.max
# By their whole name: "separator_token" and "max_tokens" are no secrets.
_SECRETS: Final = frozenset(
    {
        *("api_key", "apikey", "key", "secret", "secret_key", "password", "passwd", "credentials", "authorization"),
        *("api_token", "auth_token", "access_token", "bearer_token", "hf_token", "openai_api_key"),
    }
)
_LOOKS_SECRET: Final = re.compile(r"(sk-|hf_|gh[po]_|Bearer\s+)[A-Za-z0-9._-]{16,}")


class BadScorer(ValueError):
    """This cannot be a scorer. `field` is the dotted name of what is wrong, the message a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field
        self.sentence = sentence


def declare(written: Mapping[str, Any], *, presets: Mapping[str, Mapping[str, Any]]) -> DeclaredScorer:
    """The scorer that is written, over its preset where it names one. Raises BadScorer."""
    _check_depth(written)
    for key in written:
        _check_setting_name(key)
    content = _over_its_preset(written, presets)
    adapter = _adapter(content)
    return DeclaredScorer(
        name=_matching(content, "name", _NAME, "has letters, digits, dots, hyphens and underscores, at most 100"),
        adapter=adapter,
        version=ADAPTERS[adapter].version,
        description=_description(content),
        channels=_channels(content.get("channels", {})),
        queue=_matching(
            {"queue": ADAPTERS[adapter].queue, **content}, "queue", _QUEUE, "is a short word in small letters, as gpu"
        ),
        configuration=_configuration(content, ADAPTERS[adapter]),
    )


def _check_depth(written: Mapping[str, Any]) -> None:
    """Once and for all: what follows goes down by itself, and would not come back from a thousand levels."""
    level: list[Any] = [written]
    for _ in range(_DEEPEST):
        level = [deeper for value in level for deeper in _inside(value)]
    if level:
        raise BadScorer("configuration", f"This is nested deeper than {_DEEPEST} levels, and no setting is.")


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()


def _check_setting_name(key: str) -> None:
    _check_key(key)
    if key not in KEYS:
        raise BadScorer(key, f"{_unknown('key', key, KEYS)} Settings of its adapter stand in [configuration].")


def setting(configuration: Mapping[str, Any], path: str) -> Any:
    """What stands under a dotted name; None where nothing does."""
    found: Any = configuration
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _configuration(content: Mapping[str, Any], adapter: Adapter) -> dict[str, Any]:
    settings = content.get("configuration", {})
    if not isinstance(settings, Mapping):
        raise BadScorer("configuration", "The configuration is a table of settings.")
    _check_setting("configuration", settings)
    if adapter.model_at:
        written = content if "model" in content else {"model": setting(settings, adapter.model_at)}
        model = _text(written, "model", "Name the model: a path on the workers' machine, or its id on the hub.")
        _check_setting("model", model)
        settings = merged(settings, nested(adapter.model_at, model))
    elif "model" in content:
        raise BadScorer("model", "This adapter has no model.")
    for path in adapter.needs:
        if not setting(settings, path):
            raise BadScorer(f"configuration.{path}", "The scorer cannot be built without this setting.")
    return dict(settings)


def nested(path: str, value: Any) -> dict[str, Any]:
    """A table in which the value stands under a dotted name."""
    for key in reversed(path.split(".")):
        value = {key: value}
    return dict(value)


def _over_its_preset(written: Mapping[str, Any], presets: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    if "preset" not in written:
        return written
    preset = presets.get(str(written["preset"]))
    if preset is None:
        raise BadScorer("preset", _unknown("preset", written["preset"], presets))
    content = merged(preset, {key: value for key, value in written.items() if key != "preset"})
    if isinstance(written.get("channels"), Mapping):
        content["channels"] = {
            name: _with_its_source(channel, written["channels"].get(name))
            for name, channel in content["channels"].items()
        }
    return content


def _with_its_source(channel: Any, written: Any) -> Any:
    """A threshold that was written over the preset's no longer comes from where that one came from."""
    if isinstance(written, Mapping) and "threshold" in written and "threshold_source" not in written:
        return {**channel, "threshold_source": CHOSEN}
    return channel


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key, whatever else is above wins."""
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        if isinstance(under, Mapping) and isinstance(value, Mapping):
            both[key] = merged(under, value)
        else:
            both[key] = value
    return both


def _adapter(content: Mapping[str, Any]) -> str:
    if "adapter" not in content:
        raise BadScorer("adapter", f"Name a preset, or the adapter that runs it: {', '.join(ADAPTERS)}.")
    adapter = str(content["adapter"])
    if adapter not in ADAPTERS:
        raise BadScorer("adapter", _unknown("adapter", adapter, ADAPTERS))
    return adapter


def _description(content: Mapping[str, Any]) -> str:
    summary = content.get("summary", "")
    if not isinstance(summary, str):
        raise BadScorer("summary", "The summary is a text.")
    _check_text("summary", summary)
    return summary


def _channels(written: Any) -> dict[str, DeclaredChannel]:
    if not isinstance(written, Mapping) or CHANNEL not in written:
        raise BadScorer("channels", f"Say what the numbers mean: a table [channels.{CHANNEL}] with its semantics.")
    return {name: _channel(name, channel) for name, channel in written.items()}


def _channel(name: str, written: Any) -> DeclaredChannel:
    field = f"channels.{name}"
    if not _CHANNEL.fullmatch(name):
        raise BadScorer(field, "A channel's name is a short word in small letters.")
    if not isinstance(written, Mapping):
        raise BadScorer(field, "A channel is a table with its semantics and its threshold.")
    for key in written:
        if key not in _OF_A_CHANNEL:
            raise BadScorer(f"{field}.{key}", _unknown("setting of a channel", key, _OF_A_CHANNEL))
    known = [semantics.value for semantics in Semantics]
    if written.get("semantics") not in known:
        raise BadScorer(f"{field}.semantics", _unknown("semantics", written.get("semantics"), known))
    semantics = Semantics(written["semantics"])
    # A source without a threshold says why there is none.
    usual = {} if "threshold_source" in written else {"threshold": DEFAULT_THRESHOLDS.get(semantics)}
    source = written.get("threshold_source", CHOSEN if "threshold" in written else _usual_source(semantics))
    if not isinstance(source, str) or len(source) > _LONGEST_SOURCE:
        raise BadScorer(f"{field}.threshold_source", f"A text of at most {_LONGEST_SOURCE} characters.")
    _check_text(f"{field}.threshold_source", source)
    threshold = _threshold(f"{field}.threshold", {**usual, **written}.get("threshold"))
    return DeclaredChannel(semantics=semantics, threshold=threshold, threshold_source=source)


def _usual_source(semantics: Semantics) -> str:
    return "default of its semantics" if semantics in DEFAULT_THRESHOLDS else ""


def _threshold(field: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
        raise BadScorer(field, f"A threshold is a number, and {value!r} is none.")
    return float(value)


def _check_setting(key: str, value: Any) -> None:
    """A setting is kept in the database as it is: it must be JSON, and no secret."""
    _check_key(key)
    if isinstance(value, Mapping):
        for inner, deeper in value.items():
            _check_setting(f"{key}.{inner}", deeper)
    elif isinstance(value, list):
        for index, deeper in enumerate(value):
            _check_setting(f"{key}.{index}", deeper)
    else:
        _check_value(key, value)


def _check_key(key: str) -> None:
    last = key.rpartition(".")[2]
    _check_text(key, last)
    if last.lower().replace("-", "_") in _SECRETS:
        raise BadScorer(
            key,
            "Secrets are not kept in the database. Put it into an environment variable of the workers whose name "
            "begins with ASSAY_KEY_, and give that name as endpoint.api_key_variable.",
        )


def _check_value(key: str, value: Any) -> None:
    if isinstance(value, str):
        _check_text(key, value)
        _check_no_secret(key, value)
    elif isinstance(value, float) and not isfinite(value):
        raise BadScorer(key, f"{value} cannot be kept as a number.")
    elif value is not None and not isinstance(value, bool | int | float):
        raise BadScorer(key, "A setting is a text, a number, yes or no, or a list or table of those.")


def _check_no_secret(key: str, value: str) -> None:
    if _LOOKS_SECRET.search(value):
        raise BadScorer(
            key, "This looks like a secret, which is not kept in the database. Name an environment variable instead."
        )
    try:
        has_password = urlsplit(value).password is not None
    except ValueError:  # no address at all
        return
    if has_password:
        raise BadScorer(key, "An address with a password in it is not kept in the database.")


def _check_text(field: str, value: str) -> None:
    # What PostgreSQL refuses in a text.
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise BadScorer(field, "The text holds a character that cannot be kept (a zero byte or half a pair).")


def _text(content: Mapping[str, Any], field: str, otherwise: str) -> str:
    value = content.get(field)
    if not isinstance(value, str) or not value.strip():
        raise BadScorer(field, otherwise)
    return value


def _matching(content: Mapping[str, Any], field: str, pattern: re.Pattern[str], rule: str) -> str:
    value = _text(content, field, f"Give the scorer a {field}.")
    if not pattern.fullmatch(value):
        raise BadScorer(field, f"A scorer's {field} {rule}, and {value!r} is none.")
    return value


def _unknown(kind: str, name: object, known: Iterable[str]) -> str:
    names = sorted(known)
    close = difflib.get_close_matches(str(name), names, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"There is no {kind} {name!r}.{hint} There are: {', '.join(names) or 'none'}."
