"""The compose file, the Dockerfile and the example settings fit webapp/env.py. No engine runs here: no more is checked."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from webapp.env import REPOSITORY, VARIABLES, read_environment
from webapp.healthcheck import request_for
from webapp.supervisor.role import ROLES

INTERPOLATION = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
ONE_SHOT = {"prepare"}
# Not asked of a container: its home and its servers are fixed, and it runs one program.
NOT_FOR_CONTAINERS = {"ASSAY_EMBEDDED", "ASSAY_MODEL_WORKER"}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def example() -> dict[str, str]:
    lines = (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def interpolated(value: str, given: dict[str, str]) -> str:
    """As compose does it: an empty variable counts as missing."""
    return INTERPOLATION.sub(lambda found: given.get(found[1]) or found[2] or "", value)


def assay_services() -> dict[str, Any]:
    return {name: service for name, service in compose()["services"].items() if "build" in service}


def test_has_the_services_of_a_whole_site() -> None:
    assert set(compose()["services"]) == {"postgres", "redis", "prepare", "web", "worker", "beat", "worker-gpu"}


def test_only_the_gpu_worker_waits_for_its_profile() -> None:
    profiles = {name: service.get("profiles") for name, service in compose()["services"].items()}
    assert {name: profile for name, profile in profiles.items() if profile} == {"worker-gpu": ["gpu"]}


def test_every_service_that_stays_has_a_health_check_and_comes_back() -> None:
    for name, service in compose()["services"].items():
        if name not in ONE_SHOT:
            assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name
            assert service["restart"] == "unless-stopped", name


def test_waits_for_the_database_then_for_the_migrations() -> None:
    services = compose()["services"]
    conditions = {name: needs["condition"] for name, needs in services["prepare"]["depends_on"].items()}
    assert conditions == {"postgres": "service_healthy", "redis": "service_healthy"}
    for name in ("web", "worker", "beat", "worker-gpu"):
        assert services[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


def test_passes_every_variable_that_the_settings_know_and_no_other() -> None:
    for name, service in assay_services().items():
        assert set(service["environment"]) == set(VARIABLES) - NOT_FOR_CONTAINERS, name


def test_asks_its_user_only_for_variables_that_the_example_lists() -> None:
    asked = {
        found[1] for found in INTERPOLATION.finditer((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
    }
    assert asked <= set(example())


def test_the_example_lists_every_variable_once() -> None:
    assert set(example()) == {*VARIABLES, "POSTGRES_PASSWORD"}
    assert not any(example().values())


@pytest.mark.parametrize("given", [{}, {"ASSAY_HTTPS": "true", "ASSAY_ALLOWED_HOSTS": "assay.example.org"}])
def test_what_a_container_is_given_is_a_valid_environment(given: dict[str, str]) -> None:
    given = {"POSTGRES_PASSWORD": "long-enough", **given}
    for service in assay_services().values():
        settings = {name: interpolated(str(value), given) for name, value in service["environment"].items()}
        environment = read_environment(settings)
        assert environment.database_url == "postgres://assay:long-enough@postgres:5432/assay"
        assert environment.broker_url == "redis://redis:6379/0"


def test_runs_the_same_programs_as_the_supervisor() -> None:
    commands = [service["command"] for name, service in assay_services().items() if name not in ONE_SHOT]
    assert all(command[:3] == ["python", "-m", "webapp.supervisor.role"] for command in commands)
    assert {command[3] for command in commands} == set(ROLES)


def test_builds_only_targets_that_the_dockerfile_has() -> None:
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    targets = {service["build"]["target"] for service in assay_services().values()}
    assert targets == {"web", "worker"} <= set(re.findall(r"^FROM \S+ AS (\S+)$", dockerfile, re.MULTILINE))
    for copied in re.findall(r"^COPY (?!--from)(\S+) ", dockerfile, re.MULTILINE):
        assert (REPOSITORY / copied).exists(), copied


def test_the_web_image_has_no_torch() -> None:
    stages = re.split(r"^FROM ", (REPOSITORY / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [stage.split()[2] for stage in stages[1:] if "torch" in stage.replace("and torch", "")] == ["worker"]


def test_only_this_machine_reaches_the_published_ports() -> None:
    published = [port for service in compose()["services"].values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:${ASSAY_PORT:-8000}:8000"]


def test_asks_for_health_as_a_proxy_would() -> None:
    asked = request_for(
        read_environment({"ASSAY_ALLOWED_HOSTS": ".example.org", "ASSAY_HTTPS": "on", "ASSAY_PORT": "81"})
    )
    assert asked.full_url == "http://127.0.0.1:81/health"
    assert asked.get_header("Host") == "example.org"
    assert asked.get_header("X-forwarded-proto") == "https"


@pytest.mark.parametrize(
    ("role", "variables", "status", "said"),
    [
        ("pilot", {}, 2, "One role, please"),
        ("web", {}, 1, "ASSAY_DATABASE_URL and ASSAY_BROKER_URL are both needed"),
        ("web", {"ASSAY_PORT": "x"}, 1, "ASSAY_PORT must be"),
    ],
)
def test_a_role_refuses_with_a_sentence(role: str, variables: dict[str, str], status: int, said: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "webapp.supervisor.role", role],
        cwd=REPOSITORY,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == status
    assert said in told.stderr
