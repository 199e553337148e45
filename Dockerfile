# Tessera in a container: `docker build --tag tessera .`

FROM swift:6.3-bookworm AS build
WORKDIR /tessera
# The packages first: they change more seldom than the sources.
COPY Scripts/setup.sh Scripts/
RUN Scripts/setup.sh
COPY . .
RUN make release

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libpq5 libsodium23 libsqlite3-0 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/tessera --create-home --shell /usr/sbin/nologin tessera \
    && chmod 700 /var/lib/tessera
COPY --from=build /tessera/dist/tessera /usr/local/bin/tessera
USER tessera
# Tessera writes only here: the SQLite database (not with PostgreSQL) and the master secret. The rest may be read-only.
WORKDIR /var/lib/tessera
VOLUME /var/lib/tessera
EXPOSE 8080
# Plain HTTP, as behind a load balancer. The image has no curl and needs none.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=2 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["tessera"]
CMD ["serve"]
