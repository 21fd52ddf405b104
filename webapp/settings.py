"""Django settings. Whatever varies comes from webapp/env.py; nothing here reads a variable itself."""

import os
from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

from webapp.embedded import addresses
from webapp.env import REPOSITORY, obtain_secret_key, read_environment

ENVIRONMENT = read_environment(os.environ)
ADDRESSES = addresses(ENVIRONMENT)

SECRET_KEY = obtain_secret_key(ENVIRONMENT)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "axes",
    "webapp.apps.WebappConfig",
    "annotator.apps.AnnotatorConfig",
]

MIDDLEWARE = [
    "annotator.http.request_id.RequestIdMiddleware",
    "annotator.http.addresses.WritableAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "webapp.urls"
WSGI_APPLICATION = "webapp.wsgi.application"
TEMPLATES: list[dict[str, object]] = [
    # Only the API's own reference page is a template; every page is the front end's.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]


def _database(url: str) -> dict[str, object]:
    """A Django database from a URL; what stands after `?` goes to libpq as it is (a socket folder comes as host=)."""
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    if ENVIRONMENT.database_pool:
        options["pool"] = {"min_size": 1, "max_size": ENVIRONMENT.database_pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


DATABASES = {"default": _database(ADDRESSES.database_url)}
# The judgement constraints are the database's to check; nothing here relies on full_clean().
# Sign-in answers a locked-out guesser itself; the middleware of axes would put a bare page in place of that answer.
SILENCED_SYSTEM_CHECKS = ["models.W045", "axes.W002"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

# ---- signing in: sessions for the browser, tokens for scripts, both throttled -------------------------------------
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# One person behind a shared address must not lock out the others, nor a stranger a colleague.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
REST_KNOX = {
    "TOKEN_TTL": None,
    "AUTH_HEADER_PREFIX": "Token",
    "TOKEN_MODEL": "annotator.AccessToken",
    "TOKEN_PREFIX": "assay_",
}
# knox's own table would stand beside ours, empty, and its foreign key would stop tests from emptying the tables.
MIGRATION_MODULES = {"knox": None}
KNOX_TOKEN_MODEL = "annotator.AccessToken"  # noqa: S105 - the name of a table

SESSION_ENGINE = "annotator.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "annotator.http.refusals.refuse_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.allowed_hosts] if ENVIRONMENT.https else []
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Traces are hostile: scripts come from our own files and nowhere else, and no page talks to a third party. KaTeX and
# plotly write style attributes, so styles may be inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# ---- the front end and static files -------------------------------------------------------------------------------
FRONTEND = REPOSITORY / "frontend" / "dist"
STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.home / "static"
STATICFILES_DIRS = [FRONTEND] if FRONTEND.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# The bundler puts a hash into the names, so these never change.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8,}\.\w+$"
MEDIA_ROOT = ENVIRONMENT.home / "uploads"
# An upload above this size is spooled to a file: memory stays bounded whatever is sent.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

# ---- the API ------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["annotator.http.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotator.http.parsing.StrictJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "annotator.http.refusals.handle_exception",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    # `?format=` names the format of an export; there is one renderer.
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Assay",
    "DESCRIPTION": "See where a reasoning trace goes wrong, label it, agree on it, export gold.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "Theme": "annotator.accounts.serializers.THEMES",
        "ScoreRunStatus": "annotator.scoring.models.RunStatus",
        "RewardStatus": "annotator.scoring.models.RewardStatus",
        "LaneStatus": ["OK", "FAILED", "TRUNCATED", "MISMATCH", "STALE"],
        "MemberRole": "annotator.projects.serializers.ROLE_CHOICES",
        "StepRole": "annotator.labeling.serializers.STEP_ROLES",
        "BlindPolicy": "annotator.labeling.serializers.POLICY_NAMES",
        "EvidenceKind": "annotator.browse.serializers.EVIDENCE",
        "EvidenceState": "annotator.labeling.serializers.EVIDENCE_STATES",
        "ImportKind": "annotator.exchange.serializers.KINDS",
        "AnnotatorKind": "annotator.exchange.serializers.ANNOTATOR_KINDS",
        "JudgeKind": "annotator.exchange.serializers.JUDGE_KINDS",
        "InjectionKind": "annotator.quality.serializers.INJECTION_KINDS",
        "ContestStatus": "annotator.quality.models.ContestStatus",
        "QualificationMeasure": "annotator.labeling.qualification.Measure",
        "FeedbackPolicy": "annotator.labeling.hidden_checks.FeedbackPolicy",
    },
}

# ---- work in the background ---------------------------------------------------------------------------------------
CELERY_BROKER_URL = ADDRESSES.broker_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "cpu"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A web request that asks for work must answer even when the broker is away: the sweeper sends what was not sent.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 30}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    # They expire with the next one, so that a night without workers leaves one of each and not thousands.
    "send what is unsent or expired": {
        "task": "annotator.sweep_score_chunks",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "resume imports that lost their worker": {
        "task": "annotator.sweep_imports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}
CELERY_TIMEZONE = "UTC"

# ---- the product's own numbers ------------------------------------------------------------------------------------
UNDO_SECONDS = ENVIRONMENT.undo_seconds
LEASE_MINUTES = ENVIRONMENT.lease_minutes
# Read as data: no code of the workers is loaded here.
SCORER_PRESETS = REPOSITORY / "worker" / "presets"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
