FROM debian:12.11-slim
# hit: docker-credential-written-out
ENV DB_PASSWORD=tr4in-st4tion
# hit: docker-credential-written-out
ARG NPM_TOKEN=0123456789abcdef
# hit: docker-credential-written-out
ENV API_KEY tr4in-st4tion
# ok: docker-credential-written-out
# hit: docker-credential-as-build-argument
ARG NPM_TOKEN
# ok: docker-credential-as-build-argument
ARG VERSION
# ok: docker-credential-written-out
ENV GIT_TOKEN=$NPM_TOKEN
# ok: docker-credential-written-out
ENV ADMIN_PASSWORD=changeme
# ok: docker-credential-written-out
ENV TLS_PRIVATE_KEY=/run/secrets/tls.key
# ok: docker-credential-written-out
ENV PASSWORD_MIN_LENGTH=12
# hit: docker-credential-in-address
RUN git clone https://hana:tr4in-st4tion@git.example.com/shop/web.git
# ok: docker-credential-in-address
RUN git clone https://hana:${GIT_TOKEN}@git.example.com/shop/web.git
# ok: docker-credential-in-address
RUN git clone https://git.example.com/shop/web.git
# hit: docker-credential-file-copied
COPY id_rsa /root/.ssh/id_rsa
# hit: docker-credential-file-copied
COPY config/.npmrc /root/
# ok: docker-credential-file-copied
COPY id_rsa.pub /root/.ssh/
# ok: docker-credential-file-copied
COPY --from=build /app/server.key /app/
