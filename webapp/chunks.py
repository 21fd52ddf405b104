"""Which files of the front end a page will ask for, so that the browser fetches them while the first of them runs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import orjson
from django.templatetags.static import static
from django.utils.html import format_html

_EARLY: Final = "src/features/labeling/early/early.ts"
_SCRIPT: Final = '<script type="module" async crossorigin fetchpriority="high" src="{}"></script>'
_TEXT: Final = "src/text/richText.tsx"
_DESK: Final = re.compile(r"/p/[-a-z0-9]+/label/?$")
# Addresses, and the modules that draw what stands there. Pages that are not named load their files themselves.
_MODULES: Final = (
    (_DESK, ("src/features/labeling/LabelPage.tsx", _TEXT)),
    (re.compile(r"/p/[-a-z0-9]+/trajectories/?$"), ("src/features/browse/list/TrajectoriesPage.tsx", _TEXT)),
    (re.compile(r"/p/[-a-z0-9]+/trajectories/\d+/?$"), ("src/features/browse/trajectory/TrajectoryPage.tsx", _TEXT)),
)


@dataclass(frozen=True)
class Chunks:
    """What the bundler wrote: modules, the files that they came to lie in, and what those import."""

    manifest: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, built: Path) -> Self:
        """Those of a built front end; none of one that was built without a manifest."""
        path = built / ".vite" / "manifest.json"
        return cls(orjson.loads(path.read_bytes()) if path.is_file() else {})

    def tags(self, path: str) -> str:
        """Elements for the head of the page at this address: its scripts early, its styles at once."""
        modules = next((modules for pattern, modules in _MODULES if pattern.match(path)), ())
        files = dict.fromkeys(file for module in modules for file in self._files(module, set()))
        return "".join(_tag(file) for file in files if file not in self._first)

    def early_tags(self, path: str) -> str:
        """Elements for the script that asks for what the page at this address will show, before any other: "" if none.

        Its importance is said, since a browser fetches an asynchronous script last of all.
        """
        if not _DESK.match(path) or _EARLY not in self.manifest:
            return ""
        script, *others = self._files(_EARLY, set())
        return format_html(_SCRIPT, static(script)) + "".join(map(_tag, others))

    @property
    def _first(self) -> set[str]:
        """What every page names itself."""
        return set(self._files("index.html", set()))

    def _files(self, name: str, seen: set[str]) -> Iterator[str]:
        chunk = self.manifest.get(name)
        if chunk is None or name in seen:
            return
        seen.add(name)
        yield chunk["file"]
        yield from chunk.get("css", ())
        for imported in chunk.get("imports", ()):
            yield from self._files(imported, seen)


def _tag(file: str) -> str:
    element = (
        '<link rel="stylesheet" crossorigin href="{}">'
        if file.endswith(".css")
        else '<link rel="modulepreload" crossorigin href="{}">'
    )
    return format_html(element, static(file))
