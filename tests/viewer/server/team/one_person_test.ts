/** What one person of a team can do to the others, and to what is theirs. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { filesIn } from "../../../faults/support/copy_folder.ts";
import { StoppedClock } from "../../../support/stopped_clock.ts";
import { until } from "../../support/until.ts";
import { rawRequest } from "../support/raw_http.ts";
import { TeamServer } from "../support/team_server.ts";

const OCTETS: [string, string] = ["Content-Type", "application/octet-stream"];

async function put(server: TeamServer, name: string, key: string, body: string): Promise<number> {
  const line = `PUT /api/store?key=${encodeURIComponent(key)}&size=${body.length}`;
  const headers = [server.as(name), OCTETS];
  return (await rawRequest(server.port, line, { headers, body })).status;
}

/** A file that has begun to come: `end` sends what is left of it, and returns the answer's status. */
async function beginPut(
  server: TeamServer,
  name: string,
  key: string,
): Promise<{ end: () => Promise<number> }> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const [header, value] = server.as(name);
  const send = (text: string) => connection.write(new TextEncoder().encode(text));
  await send(
    `PUT /api/store?key=${encodeURIComponent(key)}&size=10 HTTP/1.1\r\n` +
      `Host: 127.0.0.1:${server.port}\r\n${header}: ${value}\r\nContent-Length: 10\r\n` +
      `${OCTETS.join(": ")}\r\nConnection: close\r\n\r\nabcde`,
  );
  const isComing = () => filesIn(server.dir.path).some((path) => path.endsWith(".tmp"));
  await until(isComing);
  return {
    end: async () => {
      await send("abcde");
      const text = await new Response(connection.readable).text();
      return Number(text.split(" ")[1]);
    },
  };
}

Deno.test("a file that comes is not stored where its token was revoked meanwhile", async () => {
  await using server = new TeamServer();
  const key = "of_wes/media/a_0a1b2c3d.png";
  const coming = await beginPut(server, "wes", key);
  server.tokens.revoke("wes");
  assertEquals(await coming.end(), 403);
  assertEquals(filesIn(server.dir.join("of_wes")), ["metadata.json"]);
  assert(server.audit().some(({ who, what }) => who === "wes" && what === "refused"));
});

Deno.test("a file that comes for a board which is deleted meanwhile leaves nothing, and its owner may begin anew", async () => {
  await using server = new TeamServer();
  const coming = await beginPut(server, "wes", "of_wes/media/a_0a1b2c3d.png");
  const line = "DELETE /api/boards/of_wes";
  assertEquals((await server.ask(line, [server.as("ada")], { confirm: "of_wes" })).status, 200);
  assertEquals(await coming.end(), 412);
  assertEquals(filesIn(server.dir.path).filter((path) => path.includes("of_wes")), []);
  assertEquals(server.owners.of("of_wes"), undefined);
  assertEquals(await put(server, "wes", "of_wes/metadata.json", "{}"), 200);
  assertEquals(server.owners.of("of_wes"), "wes");
});

Deno.test("the quota holds against many who remove and replace one file at once, and room made by rm is found", async () => {
  await using server = new TeamServer({ team: { quotaBytes: 300_000 } });
  const body = "x".repeat(200_000);
  const keyOf = (index: number) => `run/media/a${index}_0a1b2c3${index}.png`;
  assertEquals(await put(server, "wes", keyOf(0), body), 200);
  const remove = `DELETE /api/store?key=${encodeURIComponent(keyOf(0))}`;
  await Promise.all(Array.from({ length: 12 }, () => server.ask(remove, [server.as("wes")])));
  assertEquals(await put(server, "wes", keyOf(1), body), 200);
  assertEquals(await put(server, "wes", keyOf(2), body), 507);
  await Promise.all(Array.from({ length: 12 }, () => put(server, "wes", keyOf(1), "x")));
  assertEquals(await put(server, "wes", keyOf(2), body), 200);
  assertEquals(await put(server, "wes", keyOf(3), body), 507);
});

Deno.test("a board of which nothing came is nobody's, and those of boards that are gone are forgotten", async () => {
  await using server = new TeamServer();
  const line = "PUT /api/store?key=squat/metadata.json&size=1&if=version&version=zz";
  const headers = [server.as("wes"), OCTETS];
  assertEquals((await rawRequest(server.port, line, { headers, body: "x" })).status, 412);
  assertEquals(server.owners.of("squat"), undefined);
  for (let index = 0; index < 200; index++) server.owners.claim(`gone_${index}`, "wim");
  assertEquals(await put(server, "wes", "new/metadata.json", "{}"), 200);
  assertEquals(server.owners.boardsOf("wim"), ["of_wim"]);
  assertEquals(server.owners.boardsOf("wes"), ["of_wes", "new"]);
});

Deno.test("pages of one person that stay open, and answers that it does not read, keep out nobody else", async () => {
  await using server = new TeamServer();
  using held = new DisposableStack();
  const hold = async (name: string, line: string) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    held.defer(() => connection.close());
    const head = `${line} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
      `${server.as(name).join(": ")}\r\n\r\n`;
    await connection.write(new TextEncoder().encode(head));
    const buffer = new Uint8Array(20);
    await connection.read(buffer);
    return new TextDecoder().decode(buffer).split(" ")[1];
  };
  const events = await Promise.all(
    Array.from({ length: 70 }, () => hold("vic", "GET /api/events")),
  );
  assertEquals(events.filter((status) => status === "200").length, 16);
  assertEquals(await hold("ada", "GET /api/events"), "200");
  Deno.mkdirSync(server.dir.join("of_wes", "media"));
  Deno.truncateSync(bigFile(server.dir.join("of_wes", "media", "big_0a1b2c3d.mp4")), 1e8);
  const film = "GET /media/of_wes/big_0a1b2c3d.mp4";
  const films = await Promise.all(Array.from({ length: 130 }, () => hold("vic", film)));
  assertEquals(films.filter((status) => status === "200").length, 32);
  assertEquals(await hold("ada", film), "200");
  held.dispose();
  await until(async () =>
    (await server.ask(`HEAD ${film.slice(4)}`, [server.as("vic")])).status === 200
  );
});

function bigFile(path: string): string {
  Deno.writeFileSync(path, new Uint8Array(1));
  return path;
}

Deno.test("bodies that one person does not end keep out nobody else", async () => {
  await using server = new TeamServer();
  using held = new DisposableStack();
  const ask = (name: string) => server.ask("POST /api/series", [server.as(name)], { requests: [] });
  const head = `POST /api/series HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
    `${
      server.as("vic").join(": ")
    }\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`;
  for (let index = 0; index < 256; index++) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    held.defer(() => connection.close());
    await connection.write(new TextEncoder().encode(head));
  }
  await until(async () => (await ask("vic")).status === 503);
  assertEquals((await ask("ada")).status, 200);
});

Deno.test("refusals and logins of one push out no lines of others, and a good token always gets in", async () => {
  using _clock = new StoppedClock();
  await using server = new TeamServer();
  const logIn = (token: string) => server.ask("POST /api/session", [], { token });
  const statuses: number[] = [];
  for (let index = 0; index < 30; index++) statuses.push((await logIn("no")).status);
  assertEquals([statuses[0], statuses.at(-1)], [401, 429]);
  assertEquals((await logIn(server.secretOf("vic"))).status, 200);
  assertEquals(await put(server, "wes", "of_wim/metadata.json", "{}"), 403);
  const lines = server.audit().filter(({ what }) => what === "refused");
  assertEquals(lines.filter(({ who }) => who === "wes").length, 1);
  assert(lines.filter(({ who }) => who === null).length <= 10);
});

Deno.test("logins of a person are requests of it, and nobody else's", async () => {
  using _clock = new StoppedClock();
  await using server = new TeamServer({ team: { requestsPerMinute: 60 } });
  const logIn = (token: string) => server.ask("POST /api/session", [], { token });
  const own: number[] = [];
  for (let index = 0; index < 30; index++) own.push((await logIn(server.secretOf("vic"))).status);
  assertEquals(own.at(-1), 429);
  const { status, body } = await logIn(server.secretOf("ada"));
  assertEquals(status, 200);
  assertStringIncludes(body, "ada");
});

Deno.test("what an admin sends to nobody's board is not stored where that was deleted meanwhile", async () => {
  await using server = new TeamServer();
  const record = '{"version":1,"claims":[],"data":{}}';
  Deno.writeTextFileSync(server.dir.join("of_nobody", "sync.json"), record);
  const coming = await beginPut(server, "ada", "of_nobody/media/a_0a1b2c3d.png");
  const line = "DELETE /api/boards/of_nobody";
  assertEquals(
    (await server.ask(line, [server.as("ada")], { confirm: "of_nobody" })).status,
    200,
  );
  assertEquals(await coming.end(), 412);
  assertEquals(filesIn(server.dir.path).filter((path) => path.includes("of_nobody")), []);
});

Deno.test("files that are refused cost the list of owners nothing", async () => {
  await using server = new TeamServer();
  const identity = server.own.identity("owners.json");
  const headers = [server.as("wes"), OCTETS];
  for (let index = 0; index < 5; index++) {
    const line = `PUT /api/store?key=new_${index}/metadata.json&size=1&if=version&version=zz`;
    assertEquals((await rawRequest(server.port, line, { headers, body: "x" })).status, 412);
  }
  assertEquals(server.own.identity("owners.json"), identity);
  // Who began a board has it, from the first byte on.
  const coming = await beginPut(server, "wes", "new/media/a_0a1b2c3d.png");
  assertEquals(await put(server, "wim", "new/metadata.json", "{}"), 403);
  assertEquals(await coming.end(), 200);
  assertEquals(server.owners.of("new"), "wes");
});
