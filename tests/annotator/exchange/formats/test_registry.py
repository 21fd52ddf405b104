"""The registry knows every format file and nothing else."""

import pytest

from annotator.exchange.formats.registry import FORMATS, UnknownFormat, export_formats, format_named, formats_of


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_registered_under_its_own_name(name: str) -> None:
    made = format_named(name)
    assert made.name == name
    assert made.description
    assert made.is_general or made.keys


def test_only_the_general_format_comes_last() -> None:
    assert [made.name for made in formats_of("trajectories")][-1] == "plain"
    assert [made.name for made in formats_of("trajectories") if made.is_general] == ["plain"]


def test_both_benchmarks_can_be_written() -> None:
    assert {made.name for made in export_formats()} == {"processbench", "agentprocessbench"}


def test_an_unknown_name_is_an_error_that_names_the_known() -> None:
    with pytest.raises(UnknownFormat, match="processbench, agentprocessbench"):
        format_named("process-bench")
