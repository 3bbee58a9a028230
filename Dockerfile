# A small image with git and ai-provenance, for CI jobs that take an image:
#   docker build --tag ai-provenance .
#   docker run --rm --volume "$PWD:/work:ro" ai-provenance report --no-cache
FROM python:3.13-alpine AS build
WORKDIR /source
COPY requirements.lock ./
RUN python -m venv /opt/ai-provenance \
 && /opt/ai-provenance/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY docs/man docs/man
COPY scripts scripts
COPY src src
# what builds the package came with the lock file: nothing else is fetched
RUN /opt/ai-provenance/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/ai-provenance/bin/pip uninstall --yes hatchling pip

FROM python:3.13-alpine
RUN apk add --no-cache git \
 && git config --system --add safe.directory '*' \
 && adduser -D ai-provenance
COPY --from=build /opt/ai-provenance /opt/ai-provenance
ENV PATH=/opt/ai-provenance/bin:$PATH
USER ai-provenance
WORKDIR /work
ENTRYPOINT ["ai-provenance"]
CMD ["report"]
