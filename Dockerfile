FROM python:3.11-slim

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY cypher cypher
COPY kg kg
RUN pip install --no-cache-dir . && rm -rf /src

# Articles are read and the workspace is written below /news; the graph in Neo4j is named after it.
RUN useradd --create-home --uid 1000 kg && install -d -o kg -g kg /news/kg-workspace
USER 1000
WORKDIR /news
ENTRYPOINT ["kg"]
CMD ["--help"]
