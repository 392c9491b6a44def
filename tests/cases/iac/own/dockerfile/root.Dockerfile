FROM golang:1.25 AS build
# ok: docker-runs-as-root
USER root
RUN make
# ok: docker-no-user
# hit: docker-no-healthcheck
FROM debian:12.11-slim
USER 10001
# hit: docker-runs-as-root
USER root
