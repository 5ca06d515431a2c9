import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { maskArguments } from "../../../board/process/mask_arguments.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));
const CLIENT = import.meta.resolve("../../../mod.ts");

/** What stands for a secret below: it must not be left anywhere. */
const S = "Zx9-hunter2/Q+w";
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";

const MASKED: readonly [args: string[], masked: string[]][] = [
  [[`--api-key=${S}`], ["--api-key=***"]],
  [["--api-key", S], ["--api-key", "***"]],
  [["--apiKey", S, "--lr", "0.1"], ["--apiKey", "***", "--lr", "0.1"]],
  [[`--apikey=${S}`, `--API_KEY=${S}`], ["--apikey=***", "--API_KEY=***"]],
  [[`-token=${S}`, `--hf_token=${S}`], ["-token=***", "--hf_token=***"]],
  [["--hfToken", S, `--HFTOKEN=${S}`], ["--hfToken", "***", "--HFTOKEN=***"]],
  [["--password", "-x9hunter"], ["--password", "***"]],
  [["--password=a=b c,d;e&f"], ["--password=***"]],
  [["--passwd", S, "--db-passphrase", S], ["--passwd", "***", "--db-passphrase", "***"]],
  [["--token=123456", "--password", "123456"], ["--token=***", "--password", "***"]],
  [["--client-secret", S, `--aws-credentials=${S}`], [
    "--client-secret",
    "***",
    "--aws-credentials=***",
  ]],
  [[`OPENAI_API_KEY=${S}`, `HF_TOKEN=${S}`], ["OPENAI_API_KEY=***", "HF_TOKEN=***"]],
  [["--env", `WANDB_API_KEY=${S}`, `--env=GH_PAT=${S}`], [
    "--env",
    "WANDB_API_KEY=***",
    "--env=GH_PAT=***",
  ]],
  [[`+model.auth.token=${S}`, `logger.api_key=${S}`], [
    "+model.auth.token=***",
    "logger.api_key=***",
  ]],
  [[`/password:${S}`, `--set=api_key=${S},lr=1`], ["/password:***", "--set=api_key=***"]],
  [[`{"api_key":"${S}","lr":0.1}`], ['{"api_key":"***","lr":0.1}']],
  [[`--data={"user":{"password": "a \\" ${S}"}}`], ['--data={"user":{"password": "***"}}']],
  [[`"{\\"token\\":\\"${S}\\",\\"lr\\":1}"`], ['"{\\"token\\":\\"***\\",\\"lr\\":1}"']],
  [["-H", `Authorization: Bearer ${S}`], ["-H", "Authorization: ***"]],
  [[`--header=X-Api-Key: ${S}`, `Bearer ${S}`], ["--header=X-Api-Key: ***", "Bearer ***"]],
  [["-H", "Authorization: Basic YWxpY2U6cHc="], ["-H", "Authorization: ***"]],
  [["-u", `alice:${S}`, `--user=alice:${S}`], ["-u", "alice:***", "--user=alice:***"]],
  [["postgres://me:pa55@db.example.org:5432/runs?ssl=require"], [
    "postgres://***@db.example.org:5432/runs?ssl=require",
  ]],
  [["--db=postgres://me:a/b@c@db:5432/runs"], ["--db=postgres://***@db:5432/runs"]],
  [[`https://${JWT}@example.org/x`, "https://ghp_abcdef123@github.com/a/b"], [
    "https://***@example.org/x",
    "https://***@github.com/a/b",
  ]],
  [[`https://example.org/data?lr=1&api_key=${S}&n=2#access_token=${S}`], [
    "https://example.org/data?lr=1&api_key=***&n=2#access_token=***",
  ]],
  [["https://a.blob.example.net/c?sv=2022&sig=abc%2Fdef&X-Amz-Signature=0123"], [
    "https://a.blob.example.net/c?sv=2022&sig=***&X-Amz-Signature=***",
  ]],
  [["(see redis://:pw@cache/0)", "jdbc:postgresql://h/db?user=a&password=b"], [
    "(see redis://***@cache/0)",
    "jdbc:postgresql://h/db?user=a&password=***",
  ]],
  [["me:tok3n@git.example.org:a/b.git"], ["***@git.example.org:a/b.git"]],
  [["https://hooks.slack.com/services/T00/B00/abcdef"], ["https://hooks.slack.com/services/***"]],
  [["--note", `uses ${JWT} today`, "sk-proj-abcDEF123456"], ["--note", "uses *** today", "***"]],
  [["ghp_0123456789abcdef", "hf_AbCdEfGhIj", "AKIAIOSFODNN7EXAMPLE", "glpat-abc123"], [
    "***",
    "***",
    "***",
    "***",
  ]],
];

/** What a run is started with, and nobody has to hide. */
const HARMLESS: readonly string[][] = [
  ["--lr=0.1", "--epochs", "10", "train", "--name", "the first run"],
  ["--tokenizer=gpt2", "--max-tokens=4096", "--num-tokens", "1e6", "--keyboard", "us"],
  ["--key-dim=64", "--pad-token-id", "0", "--num-key-value-heads", "8", "--monkey=1"],
  ["--author", "alice", "--passes=3", "--compass", "north", "--token-file", "/run/secrets/hf"],
  ["--data=s3://bucket/train.parquet", "http://localhost:8080/a?lr=1&n=2", "file:///home/me/x.csv"],
  ["https://jsr.io/@std/assert@1/mod.ts", "npm:chalk@5", "jsr:@std/path@1", "git@github.com:a/b"],
  ["--model=sk-learn", "rk-model", "npm-run-all", "12:30", "C:\\data\\a.csv", "lr:0.1"],
  ["--", "-p", "8080", "--filter=a=b,c=d", '{"lr":0.1,"layers":[1,2]}', "--use-auth"],
  ["--token", "--lr=1", "http://[::1]:8080/x@y", "--email", "alice@example.org"],
];

for (const [args, masked] of MASKED) {
  Deno.test(`maskArguments() masks ${args.join(" ")}`, () => {
    assertEquals(maskArguments(args), masked);
  });
}

Deno.test("maskArguments() leaves what is no secret", () => {
  for (const args of HARMLESS) assertEquals(maskArguments(args), args);
});

Deno.test("maskArguments() reads each character a few times, and leaves out what is too long", () => {
  // With the square of their length, these would take minutes.
  for (const piece of ["a:", "a=", "https://a:", '\\"', "a@", "eyJ", "key ", "-", '"a":"', "a: "]) {
    for (let i = 0; i < 20; i++) {
      const long = piece.repeat(16_000 / piece.length);
      assertEquals(maskArguments([long, `--data=${long} --token=${S}`]).join().includes(S), false);
    }
  }
  assertEquals(maskArguments(["a".repeat(16_385)]), ["*** (16385 characters)"]);
});

async function metadataOf(
  dir: TempDir,
  args: string[],
  options = "",
): Promise<{ text: string; metadata: { runtime: Record<string, unknown>; backend: string } }> {
  Deno.writeTextFileSync(
    dir.join("script.ts"),
    `import { Board } from "${CLIENT}";
    const board = new Board({ name: "args", boardId: "board", backend: "parquet", ${options} });
    board.log({ loss: 1 });
    await board.finish();`,
  );
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `--config=${CONFIG}`, "script.ts", ...args],
    cwd: dir.path,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const text = Deno.readTextFileSync(dir.join("kohakuboard", "board", "metadata.json"));
  return { text, metadata: JSON.parse(text) };
}

Deno.test("metadata.json has the arguments without their secrets", async () => {
  using dir = new TempDir();
  const args = ["--lr=0.1", "--api-key", S, `--password=${S}`, "https://me:pw@example.org/x"];
  const { text, metadata } = await metadataOf(dir, args);
  const argv = metadata.runtime.argv as string[];
  assertEquals(argv.slice(1), [
    "--lr=0.1",
    "--api-key",
    "***",
    "--password=***",
    "https://***@example.org/x",
  ]);
  assertEquals(argv[0]?.endsWith("/script.ts"), true);
  assertEquals(text.includes(S), false);
});

Deno.test("captureArgv: false keeps neither the script's address nor its arguments", async () => {
  using dir = new TempDir();
  const { text, metadata } = await metadataOf(dir, ["a_word_of_ours"], "captureArgv: false");
  assertEquals(metadata.runtime.argv, null);
  assertEquals([text.includes("a_word_of_ours"), text.includes("script.ts")], [false, false]);
});

Deno.test("a board in a worker keeps the worker's address, masked", async () => {
  using dir = new TempDir();
  const path = dir.join("boards", "board", "metadata.json");
  for (const kind of ["web", "node"]) {
    Deno.writeTextFileSync(
      dir.join("in_worker.ts"),
      `import { Board } from "${CLIENT}";
      const board = new Board({ name: "w", boardId: "board", backend: "memory", baseDir: "boards" });
      await board.finish();`,
    );
    const start = kind === "web"
      ? `new Worker(import.meta.resolve("./in_worker.ts") + "?token=${S}", { type: "module" })
          .onerror = (event) => { throw event; };
        const timer = setInterval(() => {
          try {
            if (Deno.readTextFileSync(${JSON.stringify(path)}).includes("finished")) Deno.exit(0);
          } catch {
            // Not yet.
          }
        }, 20);`
      : `import { Worker } from "node:worker_threads";
        new Worker(new URL("./in_worker.ts", import.meta.url));`;
    Deno.writeTextFileSync(dir.join("script.ts"), start);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", `--config=${CONFIG}`, "script.ts"],
      cwd: dir.path,
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const { runtime } = JSON.parse(Deno.readTextFileSync(path));
    assertEquals(runtime.argv.length, 1);
    if (kind === "web") assertEquals(runtime.argv[0].endsWith("/in_worker.ts?token=***"), true);
    Deno.removeSync(dir.join("boards"), { recursive: true });
  }
});

Deno.test("metadata.json has no text of a file that .git names and that is no commit", async () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("id_rsa"), S);
  Deno.mkdirSync(dir.join(".git"));
  for (const head of ["ref: ../id_rsa", S]) {
    Deno.writeTextFileSync(dir.join(".git", "HEAD"), head);
    const { text, metadata } = await metadataOf(dir, []);
    assertEquals([metadata.runtime.git_commit, text.includes(S)], [null, false]);
  }
  const commit = "0123456789abcdef".repeat(3).slice(0, 40);
  Deno.writeTextFileSync(dir.join(".git", "HEAD"), `${commit}\n`);
  assertEquals((await metadataOf(dir, [])).metadata.runtime.git_commit, commit);
});
