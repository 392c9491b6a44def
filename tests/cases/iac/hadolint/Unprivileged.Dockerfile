FROM debian:12.11-slim
# ok: docker-runs-as-root
USER 10001
# ok: docker-several-commands
# ok: docker-command-through-shell
CMD ["make", "run"]
