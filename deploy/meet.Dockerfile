# Session backend with the web app, and the controller beside it. `make images` builds it; the build context is the repository after `make setup`.
ARG BUILD_IMAGE=docker.io/library/debian:bookworm-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
ARG BASE_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:e2d29aec8061843706b7e484c444f78fafb05bfe47745505252b1769a05d14f1

FROM ${BUILD_IMAGE} AS build
# Mounted, not copied: of half a gigabyte of tools only three bundles go on.
RUN --mount=type=bind,target=/src \
  cd /src && node=$(ls node_modules/node-linux-*/bin/node) && install -D "$node" /out/usr/local/bin/node && \
  "$node" deploy/build/bundle.ts /out/app meet=packages/meet/server/main.ts health=packages/cli/src/health/main.ts \
    controller=packages/controller/src/main.ts && \
  cp -r packages/meet/web/dist /out/app/web

FROM ${BASE_IMAGE}
COPY --from=build /out/ /
USER 10001:10001
WORKDIR /app
ENV NODE_ENV=production
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["/usr/local/bin/node", "/app/health.mjs", "http", "http://127.0.0.1:8080/health/live"]
ENTRYPOINT ["/usr/local/bin/node", "/app/meet.mjs"]
CMD ["/etc/stoa/meet.json"]
