# ok: docker-no-user
# ok: docker-no-healthcheck
FROM golang:1.25 AS build
# hit: docker-update-alone
RUN apt-get update
# ok: docker-update-alone
RUN apt-get update && apt-get install -y curl
# hit: docker-no-user
FROM debian:12.11-slim
COPY --from=build /app /app
HEALTHCHECK CMD ["/app/healthy"]
