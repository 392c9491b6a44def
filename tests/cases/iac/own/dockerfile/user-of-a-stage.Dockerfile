FROM debian:12.11-slim AS base
USER 10001
# ok: docker-no-user
FROM base
RUN make
