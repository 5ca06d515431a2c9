import { isAnyAddress } from "./host_names.ts";
import type { Site } from "./site.ts";

/**
 * The page for a browser that opened the viewer under a name or port that is not
 * its own: a container's, a tunnel's, the machine's full name.
 *
 * A page on the internet whose name was pointed at this machine can read it. So
 * it has nothing that such a page does not know: the port that the request came
 * to, the names that every viewer has, and those that it was started with.
 *
 * @param options What `--host` named, or the default; the port of the server; what it is from outside.
 */
export function wrongHostPage(
  { host, port, site }: { host: string; port: number; site: Site },
): Response {
  const isAny = isAnyAddress(host);
  const { tls } = site.options;
  const own = [...new Set([...(isAny ? [] : [host]), "localhost", "127.0.0.1", "[::1]"])]
    .map((name) => `http${tls ? "s" : ""}://${withPort(name, port, tls)}${site.root}`);
  const names = [...own, ...site.addresses.slice(1)]
    .map((address) => `<li><code>${escape(address)}</code></li>`).join("\n");
  const others = isAny
    ? `<li>this machine's own name and its addresses, with port ${port}: the viewer printed one</li>`
    : "";
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>KohakuBoard: not under this name</title>
<h1>The viewer does not answer under this name</h1>
<p>It runs, and was reached, but the address in the browser is not one of its own. Other websites
could otherwise read your runs. It answers at:</p>
<ul>
${names}
${others}
</ul>
<h2>Through a tunnel or a port of a container</h2>
<p>Use the same port at both ends, and open it as <code>localhost</code>:</p>
<pre>ssh -L ${port}:127.0.0.1:${port} machine
docker run -p 127.0.0.1:${port}:${port} …    # in it: kobo view --host 0.0.0.0 --port ${port}</pre>
<p>Another port at this end, as in <code>-p 8080:${port}</code>? Start the viewer so that it answers
to the name with any port:</p>
<pre>kobo view --allow-host localhost</pre>
<h2>Under another name</h2>
<p>Start the viewer with each name that it is opened by, as it stands in the browser's address. The
option may be given several times; it works for <code>kobo serve</code> too:</p>
<pre>kobo view --host runs.example.org --port ${port}    # a name of the machine, to listen on
kobo view --allow-host runs.example.org    # a name that leads here by a proxy or a tunnel</pre>
</html>
`;
  return new Response(page, {
    status: 403,
    headers: { "Content-Type": "text/html; charset=utf-8" },
  });
}

function withPort(name: string, port: number, tls: boolean): string {
  const host = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name.toLowerCase();
  return port === (tls ? 443 : 80) ? host : `${host}:${port}`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
