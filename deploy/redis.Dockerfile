# The log of the rooms: Debian's Redis, with the health binary for probes. The configuration is mounted.
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171

FROM ${BASE_IMAGE} AS build
RUN --mount=type=bind,target=/src \
  cd /src && node=$(ls node_modules/node-linux-*/bin/node) && install -D "$node" /out/usr/local/bin/node && \
  "$node" deploy/build/bundle.ts /out/app health=packages/cli/src/health/main.ts

FROM ${BASE_IMAGE}
RUN --mount=type=bind,source=deploy/build,target=/build sh /build/install-debian.sh redis-server
COPY --from=build /out/ /
USER 10001:10001
EXPOSE 6379/tcp
HEALTHCHECK --interval=10s --timeout=3s CMD ["/usr/local/bin/node", "/app/health.mjs", "redis", "127.0.0.1", "6379"]
ENTRYPOINT ["/usr/bin/redis-server"]
CMD ["/etc/stoa/redis.conf"]
