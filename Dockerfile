# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY deploy/runtime.lock pyproject.toml README.md LICENSE ./
COPY service service
RUN python -m venv /opt/hone \
    && /opt/hone/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement runtime.lock \
    && /opt/hone/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git bubblewrap ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home hone \
    && install --directory --owner hone --group hone --mode 0700 /data
COPY --from=build /opt/hone /opt/hone
ENV PATH=/opt/hone/bin:$PATH PYTHONUNBUFFERED=1 HONE_DATA_DIR=/data
USER hone
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["hone", "serve", "--host", "0.0.0.0"]
