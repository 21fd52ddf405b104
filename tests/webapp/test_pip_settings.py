"""uv behaves on this machine as pip does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from webapp.bootstrap.pip_settings import read_pip_config, uv_environment, uv_settings


def test_reads_environment_install_and_global_entries_and_the_last_word_wins() -> None:
    listed = (
        "global.index-url='https://one.test/simple'\n"
        "global.timeout='10'\n"
        "install.index-url='https://two.test/simple'\n"
        ":env:.index-url='https://three.test/simple'\n"
        "freeze.timeout='99'\n"
    )
    assert read_pip_config(listed) == {"index-url": "https://three.test/simple", "timeout": "10"}


def test_takes_values_separated_by_blanks_or_new_lines_and_skips_folders_that_are_not_there(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    several = f"\n{here}  {tmp_path / 'gone'}\nfile://{there} file://{tmp_path}/gone https://wheels.test/"
    settings = uv_settings(f"global.find-links={several!r}")
    assert settings == {"UV_FIND_LINKS": f"{here},file://{there},https://wheels.test/"}


def test_hands_indexes_on_and_asks_for_the_best_version_of_all_as_pip_does(tmp_path: Path) -> None:
    listed = (
        "global.index-url='https://main.test/simple'\n"
        f"global.extra-index-url='https://a.test/simple\\nfile://{tmp_path} file://{tmp_path}/gone'\n"
    )
    assert uv_settings(listed) == {
        "UV_DEFAULT_INDEX": "https://main.test/simple",
        "UV_INDEX": f"https://a.test/simple file://{tmp_path}",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_hands_on_certificates_proxy_timeout_and_trusted_hosts() -> None:
    listed = (
        "global.cert='/certs/ca.pem'\n"
        ":env:.default-timeout='180'\n"
        "global.proxy='http://proxy.test:3128'\n"
        "global.trusted-host='a.test b.test'\n"
        "global.no-index='true'\n"
    )
    assert uv_settings(listed) == {
        "SSL_CERT_FILE": "/certs/ca.pem",
        "UV_HTTP_TIMEOUT": "180",
        "ALL_PROXY": "http://proxy.test:3128",
        "UV_INSECURE_HOST": "a.test b.test",
        "UV_NO_INDEX": "true",
    }


def test_says_nothing_where_pip_has_no_settings() -> None:
    assert uv_settings("") == {}


def test_reads_the_real_pip_and_leaves_what_is_set_for_uv_already(tmp_path: Path) -> None:
    config = tmp_path / "pip.conf"
    config.write_text(
        f"[global]\nfind-links = {tmp_path}\n[install]\nextra-index-url =\n    https://a.test/simple\n    https://b.test/simple\n"
    )
    variables = {"PIP_CONFIG_FILE": str(config), "UV_INDEX": "https://mine.test/simple"}
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], env=variables, capture_output=True, text=True, check=True
    ).stdout
    found = uv_settings(listed)
    assert found["UV_FIND_LINKS"] == str(tmp_path)
    assert found["UV_INDEX"] == "https://a.test/simple https://b.test/simple"
    assert uv_environment(Path(sys.executable), variables)["UV_INDEX"] == "https://mine.test/simple"
