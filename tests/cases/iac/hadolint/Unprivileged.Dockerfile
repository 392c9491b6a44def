FROM debian:12.11-slim
USER 10001
# ok: docker-several-commands
# ok: docker-command-through-shell
CMD ["make", "run"]
