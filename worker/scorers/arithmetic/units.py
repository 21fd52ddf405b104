"""Units that convert into one another: where two of a family meet, a wrong-looking number may be a conversion."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

_FAMILIES: Final[Mapping[str, str]] = {
    "time": "second sec s minute min hour hr h day week month year decade century fortnight night",
    "length": "inch in foot feet ft yard yd mile mi meter metre m centimeter cm millimeter mm kilometer kilometre km",
    "weight": "gram g kilogram kg milligram mg pound lb ounce oz ton tonne stone",
    "volume": "liter litre l milliliter ml gallon quart pint cup ounce oz tablespoon teaspoon",
    "money": "$ € £ dollar cent penny pennie nickel dime quarter buck bill coin ¢",
    "data": "kb mb gb tb b byte bit",
    "count": "dozen pair couple score gross hundred thousand million billion k half hundredth tenth",
    "angle": "degree radian rad",
}
_FAMILY_OF: Final = {name: family for family, names in _FAMILIES.items() for name in names.split()}
_SMALL_FACTORS: Final = (3, 4, 5, 7, 8, 10, 12, 16, 20, 24, 25, 30, 36, 50, 52, 60)
_LARGE_FACTORS: Final = (100, 128, 144, 168, 360, 365, 1000, 1440, 1760, 3600, 5280, 86400, 10**6, 10**9)
_FACTORS: Final = (*_SMALL_FACTORS, *_LARGE_FACTORS)
_CONVERSIONS: Final = frozenset(Fraction(factor) for factor in _FACTORS) | {Fraction(1, factor) for factor in _FACTORS}
_HUNDREDFOLD: Final = frozenset({Fraction(100), Fraction(1, 100)})


def normal_unit(word: str) -> str:
    """`Hours,` and `hour` are one unit."""
    word = word.strip(" .,;:()\\").lower()
    singulars = (word, word.removesuffix("s"), word.removesuffix("es"))
    return next((name for name in singulars if name in _FAMILY_OF), word)


def mixes_units(words: Iterable[str]) -> bool:
    """Whether two units of one family occur, as in `1 hour + 30 minutes`."""
    names = {normal_unit(part) for word in words for part in word.replace("/", " ").split()}
    found: dict[str, set[str]] = {}
    for name in names:
        if name in _FAMILY_OF:
            found.setdefault(_FAMILY_OF[name], set()).add(name)
    if found.get("money", set()) <= {"$", "dollar", "buck"}:
        found.pop("money", None)
    return any(len(members) > 1 for members in found.values()) or "count" in found


def may_convert(words: Iterable[str], stated: Fraction, computed: Fraction) -> bool:
    """Whether the two numbers differ by a factor that converts the units that occur."""
    names = {normal_unit(part) for word in words for part in word.replace("/", " ").split()}
    families = {_FAMILY_OF[name] for name in names if name in _FAMILY_OF}
    if not families or not stated or not computed:
        return False
    ratio = abs(stated / computed)
    return ratio in (_HUNDREDFOLD if families == {"money"} else _CONVERSIONS)
