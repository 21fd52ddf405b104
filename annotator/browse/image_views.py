"""Images of trajectories. What is sent was checked when it came in, and its type is ours, never the file's."""

from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request

from annotator.projects.access import ProjectView
from annotator.trajectories.models import ImageKind
from annotator.trajectories.queries import stored_image
from annotator.tutorials.shipped_lessons import shipped_pictures

_TYPES: Final = {
    ImageKind.PNG.value: "image/png",
    ImageKind.JPEG.value: "image/jpeg",
    ImageKind.GIF.value: "image/gif",
    ImageKind.WEBP.value: "image/webp",
}
# Opened by itself it can do nothing and load nothing, whatever its bytes are taken for. The name is its hash, so it
# never changes; private, because the next person at a shared cache may be a stranger.
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
}


class ImageView(ProjectView):
    """One image; whoever may read the project's trajectories may see what they show, and what its lesson shows."""

    @extend_schema(operation_id="images_read", responses={(200, "image/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, sha: str) -> HttpResponse:  # noqa: ARG002 - the route's values
        """The bytes as they came in."""
        found = _found(self.member.project.pk, sha.lower())
        if found is None:
            raise exceptions.NotFound("There is no such image in this project.")
        kind, data = found
        headers: dict[str, Any] = {**_HEADERS, "ETag": f'"{sha.lower()}"'}
        headers["Content-Disposition"] = f'inline; filename="{sha.lower()[:16]}.{kind.lower()}"'
        return HttpResponse(data, content_type=_TYPES[kind], headers=headers)


def _found(project_id: int, sha: str) -> tuple[str, bytes] | None:
    """Kind and bytes: of the project's own, else of a picture that comes with a lesson."""
    image = stored_image(project_id, sha)
    if image is not None:
        return image.kind, bytes(image.data)
    picture = shipped_pictures().get(sha)
    return None if picture is None else (ImageKind.PNG.value, picture.data)
