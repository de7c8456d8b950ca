# An image with both commands and every model: it needs no network when it runs.
ARG BASE_IMAGE=python:3.12-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY qa_bot qa_bot
COPY ingest ingest
RUN python -m venv /opt/qa-bot \
 && /opt/qa-bot/bin/pip install --no-cache-dir --no-compile -c config/constraints.txt '.[openai,slack]'
# Byte code halves the time of a first question; some packages carry files for other Pythons, which do not compile.
RUN /opt/qa-bot/bin/python -m compileall -qq -j 0 /opt/qa-bot/lib || true

FROM ${BASE_IMAGE}
RUN useradd --create-home --uid 10001 qa-bot \
 && mkdir /articles /index /chroma \
 && chown qa-bot:qa-bot /articles /index /chroma
COPY --from=build /opt/qa-bot /opt/qa-bot
COPY --chmod=755 config/entrypoint.sh /usr/local/bin/entrypoint
ENV PATH=/opt/qa-bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    QA_BOT__INDEX__PATH=/index/articles
VOLUME ["/articles", "/index"]
USER qa-bot
WORKDIR /home/qa-bot
HEALTHCHECK --interval=5m --timeout=30s --start-period=30s CMD qa-bot doctor || exit 1
ENTRYPOINT ["entrypoint"]
CMD ["--help"]
