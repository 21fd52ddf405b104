"""Names for trajectories that were made here, which look like the others of their source. No Django here."""

import random
import re
from collections.abc import Collection
from typing import Final

_DIGITS: Final = re.compile(r"\d+")
_TRIES: Final = 200


def plausible_id(model: str, *, taken: Collection[str], dice: random.Random) -> str:
    """An id that is not taken and looks like `model`: its last number is another one of as many digits, or of one more
    where all of those are taken. Ids without a number get one."""
    found = list(_DIGITS.finditer(model))
    begin, end, length = (
        (model[: found[-1].start()], model[found[-1].end() :], len(found[-1][0])) if found else (f"{model}-", "", 1)
    )
    while True:
        for _ in range(_TRIES):
            made = f"{begin}{dice.randrange(10 ** (length - 1), 10**length)}{end}"
            if made not in taken:
                return made
        length += 1
