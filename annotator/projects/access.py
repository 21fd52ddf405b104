"""How a view finds out who is asking: fetching is the check."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.http.clock import now
from annotator.journal.services import Actor
from annotator.projects.queries import Member, NoSuchProject, member_of
from annotator.projects.roles import Role

Rule = Callable[[Role], bool]


class ProjectView(APIView):
    """An endpoint below `/projects/<slug>/`: strangers get 404, members without the right 403 with the reason.

    `self.member` and `self.now` are set before the handler runs. `rule` (or `write_rule` for what changes something)
    is one of the named rules of `roles.py`. `asked` are the parameters that an address may have behind its `?`.
    """

    rule: ClassVar[Rule | None] = None
    write_rule: ClassVar[Rule | None] = None
    asked: ClassVar[tuple[str, ...]] = ()
    member: Member
    now: datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """DRF's hook between authentication and the handler."""
        super().initial(request, *args, **kwargs)
        try:
            self.member = member_of(slug=kwargs["slug"], user=request.user)
        except NoSuchProject as error:
            raise exceptions.NotFound(str(error)) from error
        self.now = now()
        self._check_rules(request)
        self._refuse_unknown(request)

    @property
    def actor(self) -> Actor:
        """The person as the journal names them."""
        return Actor(name=self.member.username, user_id=self.member.user_id)

    def _check_rules(self, request: Request) -> None:
        kind = type(self)
        rules = [kind.rule] if request.method in {"GET", "HEAD", "OPTIONS"} else [kind.rule, kind.write_rule]
        for rule in rules:
            if rule is not None and not rule(self.member.role):
                raise exceptions.PermissionDenied(refusal_of(rule, self.member.role))

    def _refuse_unknown(self, request: Request) -> None:
        """Left alone, a misspelt filter would ask for everything, and an export would answer it."""
        for name in request.query_params:
            if name not in self.asked:
                there_are = f"there are {', '.join(self.asked)}" if self.asked else "this address has none"
                raise exceptions.ValidationError({name: [f"There is no such parameter here; {there_are}."]})


def refusal_of(rule: Rule, role: Role) -> str:
    """Who could do it, said to somebody who may not."""
    allowed = " or a ".join(other.value.lower() for other in Role if rule(other))
    return f"Only a {allowed} may do this; you are {'an' if role is Role.ANNOTATOR else 'a'} {role.value.lower()} here."
