"""The site as a whole: brought up in order, watched, and taken down."""

from __future__ import annotations

import time
from collections.abc import Callable

from webapp.embedded import Addresses, addresses
from webapp.embedded.child import Program
from webapp.embedded.patience import Patience
from webapp.embedded.server import CannotStart
from webapp.embedded.services import Services
from webapp.env import Environment
from webapp.supervisor import programs
from webapp.supervisor.address import address_of, choose_port, page_answers
from webapp.supervisor.preparation import Preparation, is_up_to_date
from webapp.supervisor.process import Process, stop_all
from webapp.supervisor.worker_install import WorkerInstall

# Three deaths before the first page are no accident.
DEATHS_AT_START = 3
LOOK_EVERY_SECONDS = 0.25

Say = Callable[[str], None]


class Site:
    """All processes of one ASSAY_HOME."""

    def __init__(self, environment: Environment, *, say: Say) -> None:
        self._environment = environment
        self._say = say
        self._services: Services | None = None
        self._processes: list[Process] = []
        self._preparation: Preparation | None = None
        self._answer: dict[str, object] = {}
        self._install: WorkerInstall | None = None
        self.address = ""

    def start(self, *, with_demo: bool) -> None:
        """Bring up services and web process until the page answers.

        With nothing to migrate or to copy, the web process loads beside the services, and the preparation, which then
        only looks, may end later: `finish_start` waits for it.
        """
        port = choose_port(self._environment)
        self.address = address_of(self._environment, port)
        expected = addresses(self._environment)
        early = is_up_to_date(self._environment)
        if early:
            self._run("web", programs.web(self._environment, expected, port=port))
        found = self._ensure_services()
        options = [*(["--demo"] if with_demo else []), *(["--in-background"] if early else [])]
        self._preparation = Preparation(self._environment, found, options=options)
        if not early or found != expected:
            stop_all(self._processes)
            self._processes.clear()
            self._answer = self._preparation.finish(say=self._say)
            self._preparation = None
            self._run("web", programs.web(self._environment, found, port=port))
        self._wait_for_page()

    def finish_start(self) -> dict[str, object]:
        """Start all that works behind the page; what loading the demo answered, or an empty object."""
        if self._preparation is not None:
            self._answer = self._preparation.finish(say=self._say)
            self._preparation = None
        found = addresses(self._environment)
        self._run("worker", programs.cpu_worker(self._environment, found))
        self._run("beat", programs.beat(self._environment, found))
        if self._environment.model_worker:
            self._install = WorkerInstall(self._environment, say=self._say)
        return self._answer

    def watch(self) -> None:
        """For ever: restart what dies, bring the services back, start the model worker once it is installed."""
        while True:
            self._look_after()
            if self._install is not None and self._install.is_done():
                found = addresses(self._environment)
                worker = programs.gpu_worker(self._environment, found, binaries=self._install.binaries)
                self._run("model worker", worker)
                self._say("The model worker runs.")
                self._install = None
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> None:
        """In the order of dependence; afterwards nothing is left."""
        for under_way in (self._preparation, self._install):
            if under_way is not None:
                under_way.stop()
        stop_all(self._processes)
        if self._services is not None:
            self._services.let_go()

    def _run(self, name: str, program: Program) -> None:
        process = Process(name=name, program=program, say=self._say)
        self._processes.append(process)
        process.start()

    def _ensure_services(self) -> Addresses:
        """Nothing embedded is touched where both addresses are set."""
        if self._environment.database_url is None or self._environment.broker_url is None:
            self._services = Services(self._environment, say=self._say)
            self._services.hold()
        return addresses(self._environment)

    def _look_after(self) -> None:
        if self._services is not None and not self._services.has_keeper():
            self._say("The keeper of database and broker is gone; starting it again")
            self._services.hold()
        for process in self._processes:
            process.watch()

    def _wait_for_page(self) -> None:
        patience = Patience(f"Waiting for {self.address}", say=self._say)
        while not page_answers(self.address):
            self._look_after()
            dead = next((process for process in self._processes if process.deaths >= DEATHS_AT_START), None)
            if dead is not None:
                raise CannotStart(f"{dead.name} does not stay up:\n{dead.last_words()}")
            patience.tell()
            time.sleep(0.05)
