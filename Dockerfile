# Two images from one file: `--target web` (site, rule scorers, beat) and `--target worker` (the same, and torch).
# Private package indexes: pass PIP_INDEX_URL, UV_DEFAULT_INDEX or an npm registry as build arguments.

FROM node:22-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.12-slim AS base
ARG PIP_INDEX_URL
ARG UV_DEFAULT_INDEX
ENV PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=webapp.settings \
    ASSAY_HOME=/var/lib/assay
RUN groupadd --gid 10001 assay \
    && useradd --uid 10001 --gid assay --no-create-home --home-dir /var/lib/assay assay \
    && install --directory --owner assay --group assay --mode 0700 /var/lib/assay
WORKDIR /app
COPY requirements/ requirements/
RUN pip install --no-cache-dir --requirement requirements/uv.txt

FROM base AS web
RUN uv pip install --system --no-cache --requirement requirements/base.txt
COPY manage.py ./
COPY webapp/ webapp/
COPY annotator/ annotator/
COPY worker/ worker/
COPY --from=frontend /src/frontend/dist frontend/dist
USER assay
EXPOSE 8000
CMD ["python", "-m", "webapp.supervisor.role", "web"]

FROM base AS worker
RUN uv pip install --system --no-cache --requirement requirements/worker.txt \
    && uv pip install --system --no-cache --constraints requirements/worker.txt torch==2.13.0
COPY manage.py ./
COPY webapp/ webapp/
COPY annotator/ annotator/
COPY worker/ worker/
USER assay
CMD ["python", "-m", "webapp.supervisor.role", "gpu-worker"]
