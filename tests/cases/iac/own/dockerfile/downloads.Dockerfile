FROM debian:12.11-slim
# hit: docker-downloaded-script-run
RUN curl -fsSL https://example.com/install.sh | bash
RUN apt-get update \
    # hit: docker-downloaded-script-run
 && wget -qO- https://example.com/install.sh | sudo -E sh -s -- --yes \
 && true
# hit: docker-downloaded-script-run
RUN bash -c "$(curl -fsSL https://example.com/install.sh)"
# ok: docker-downloaded-script-run
RUN curl -fsSL https://example.com/tool.tgz | tar -xz
# ok: docker-downloaded-script-run
RUN curl -fsSL https://example.com/key.asc | gpg --dearmor > /usr/share/keyrings/example.gpg
# hit: docker-plain-http-download
RUN wget -O tool.tgz http://example.com/tool.tgz
# ok: docker-plain-http-download
RUN curl --fail http://localhost:8080/healthz
# ok: docker-plain-http-download
RUN curl --fail https://example.com/tool.tgz -o tool.tgz
# hit: docker-plain-http-download
ADD http://example.com/tool.tgz /tmp/
# hit: docker-download-unverified
ADD https://example.com/tool.tgz /tmp/
# ok: docker-download-unverified
ADD --checksum=sha256:0123 https://example.com/tool.tgz /tmp/
# ok: docker-download-unverified
ADD tool.tgz /tmp/
# hit: docker-world-writable
RUN chmod -R 777 /app
# ok: docker-world-writable
RUN chmod 1777 /tmp
# ok: docker-world-writable
RUN chmod 755 /app
# hit: docker-build-step-privileged
RUN --security=insecure make
# hit: docker-build-step-privileged
RUN --network=host make
# ok: docker-build-step-privileged
RUN --network=none make
