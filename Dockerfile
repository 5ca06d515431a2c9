# The team's server, docs/team.md: docker build -t kobo . && docker run --init -p 6273:6273 -v boards:/boards kobo
# cspell:ignore denoland
FROM denoland/deno:2.9.6
RUN install -d -o deno -g deno /app /boards
USER deno
WORKDIR /app
COPY --chown=deno . .
RUN deno cache cli/main.ts viewer/server/readers/reader_program.ts
VOLUME /boards
EXPOSE 6273
ENTRYPOINT ["deno", "run", "-A", "--cached-only", "cli/main.ts", "--dir", "/boards"]
CMD ["serve", "--host", "0.0.0.0", "--port", "6273"]
