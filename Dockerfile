# The image: Node, git, ssh and gpg for Git sources, and the bundled program. docs/image.md says what it weighs, and why.

# What Node comes from, and what the rest stands on. The digests pin them; empty, whatever the tag names on that day is
# taken. No digest is written here because none was verified here: a release reads both from the registry and passes them.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG NODE_DIGEST=
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim
ARG BASE_DIGEST=

FROM ${NODE_IMAGE}${NODE_DIGEST:+@${NODE_DIGEST}} AS build
WORKDIR /src
COPY package.json package-lock.json tsconfig.json tsconfig.types.json .npmrc LICENSE ./
# The bundler needs no script of its own, and Node is there.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts ./scripts
COPY src ./src
COPY schemas ./schemas
COPY examples ./examples
RUN node scripts/build.ts
# One folder, so that what we add is one layer: the same bytes for the same sources.
RUN mkdir -p /out/usr/local/bin /out/opt/trailwarden \
  && cp -L /usr/local/bin/node /out/usr/local/bin/node \
  && cp -R dist examples package.json LICENSE scripts/image/healthcheck.ts /out/opt/trailwarden/ \
  && node scripts/sbom.ts > /out/opt/trailwarden/sbom.cdx.json \
  && rm -R /out/opt/trailwarden/dist/action /out/opt/trailwarden/dist/types /out/opt/trailwarden/dist/lib.js \
  && ln -s /opt/trailwarden/dist/main.js /out/usr/local/bin/trailwarden \
  && install -d -o 65532 -g 65532 -m 0750 /out/var/lib/trailwarden \
  && chmod -R u=rwX,go=rX /out/opt /out/usr

FROM ${BASE_IMAGE}${BASE_DIGEST:+@${BASE_DIGEST}}
# git and ssh fetch specs, gpg verifies who signed them. ssh wants a name for its user. Debian's own versions: those of
# the day have the mended holes.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git gpg openssh-client \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/cache/ldconfig/* \
    /var/log/* /var/lib/dpkg/*-old /tmp/* \
  && echo 'trailwarden:x:65532:65532::/var/lib/trailwarden:/usr/sbin/nologin' >> /etc/passwd \
  && echo 'trailwarden:x:65532:' >> /etc/group
COPY --from=build /out/ /

ARG VERSION=0.0.0
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.title="trailwarden" \
  org.opencontainers.image.description="Declares AWS CloudTrail in YAML and keeps it so." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.source="${SOURCE}"

ENV NODE_ENV=production HOME=/var/lib/trailwarden
USER 65532:65532
WORKDIR /var/lib/trailwarden
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/opt/trailwarden/healthcheck.ts"]
ENTRYPOINT ["trailwarden"]
CMD ["--help"]
