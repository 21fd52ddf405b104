"""The taxonomies that come with Assay. A version that was ever shipped is never changed: a better one is a new one."""

from collections.abc import Mapping
from typing import Final

from annotator.labeling.taxonomies.agents import AGENTS
from annotator.labeling.taxonomies.medical import MEDICAL
from annotator.labeling.taxonomies.prmbench import PRMBENCH
from annotator.labeling.taxonomies.socratic import SOCRATIC
from annotator.labeling.taxonomies.taxonomy import Taxonomy

PRESETS: Final[tuple[Taxonomy, ...]] = (PRMBENCH, SOCRATIC, MEDICAL, AGENTS)
PRESET_NAMES: Final = frozenset(preset.name for preset in PRESETS)
_BY_VERSION: Final[Mapping[tuple[str, int], Taxonomy]] = {(one.name, one.version): one for one in PRESETS}


def preset(name: str, version: int) -> Taxonomy | None:
    """The preset of that name and version, or None."""
    return _BY_VERSION.get((name, version))
