# The image of the action holds Baleen, the program that it brings into Pods, and the CA certificates, and nothing else, not even a shell. It sets neither USER nor
# WORKDIR, because GitHub mounts files of the runner's user and sets a folder of its own.
# Engine 20.10 has to understand this file without BuildKit.

# BUILDER is any image with this Go, a shell and CA certificates.
ARG BUILDER=golang:1.26.8
FROM ${BUILDER} AS build
WORKDIR /src
COPY . .
ARG VERSION=
RUN mkdir -p /out/etc/ssl/certs && mkdir -m 1777 /out/tmp && \
    cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ && \
    scripts/release-compile "$VERSION" /out/baleen && \
    scripts/release-compile "$VERSION" /out/hold ./hold/main

FROM scratch
LABEL org.opencontainers.image.source=https://github.com/org/baleen-action \
      org.opencontainers.image.licenses=MIT
# Copied as one folder, so that /tmp keeps its mode.
COPY --from=build /out /
ENTRYPOINT ["/baleen"]
