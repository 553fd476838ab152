# The image has the program and nothing else; `make dist` unpacks to what it takes.
#   docker build -f tools/container.Dockerfile --build-arg ARCHIVE=dist/mlf-lsp-1.2.3-linux-x64-static.tar.gz -t mlf-lsp .
#   docker run --rm -v "$PWD:/project:ro" mlf-lsp check
FROM busybox:1.37 AS unpack
ARG ARCHIVE
COPY ${ARCHIVE} /archive.tar.gz
RUN mkdir /out && tar -xzf /archive.tar.gz -C /out && mv /out/*/* /out/

FROM scratch
COPY --from=unpack /out/mlf-lsp /usr/bin/mlf-lsp
COPY --from=unpack /out/LICENSE /out/THIRD_PARTY_LICENSES /usr/share/doc/mlf-lsp/
WORKDIR /project
ENTRYPOINT ["/usr/bin/mlf-lsp"]
