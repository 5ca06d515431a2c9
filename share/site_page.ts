import { createHash } from "node:crypto";
import { files } from "../viewer/page/bundle.ts";

/** The files of the viewer's page, as the folder of a site has them: by name. */
export function sitePage(): Map<string, string> {
  const head = `<link rel="stylesheet" href="app.css">
    <script defer src="app.js"></script>`;
  const sources = {
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
  };
  return new Map([
    ["index.html", `${beginPage("folder", sources, head)}${PAGE_END}`],
    ["app.css", textOf("app.css")],
    ["app.js", script()],
  ]);
}

/** The viewer's page as one file: what comes before the files within it, and what comes after. */
export function singlePage(): { begin: string; end: string } {
  const style = textOf("app.css");
  // Nothing in a script element but this ends it, or makes it swallow what follows.
  const code = script().replaceAll(/<\/(?=script)/gi, "<\\/").replaceAll("<!--", "<\\!--");
  const sources = {
    "script-src": hashOf(code),
    "style-src": hashOf(style),
    "img-src": "data: blob:",
    "media-src": "blob:",
  };
  return {
    begin: beginPage("single", sources, `<style>${style}</style>`),
    // At the end, where all files are there.
    end: `    <script>${code}</script>\n${PAGE_END}`,
  };
}

const PAGE_END = `  </body>
</html>
`;

/** The mark of a page that a share has written, which it may replace. */
export function shareMark(form: "folder" | "single"): string {
  return `<meta name="kobo-share" content="${form}">`;
}

/** @param sources What the page may load, besides nothing. */
function beginPage(
  form: "folder" | "single",
  sources: Record<string, string>,
  head: string,
): string {
  const policy = Object.entries({
    "default-src": "'none'",
    ...sources,
    "base-uri": "'none'",
    "form-action": "'none'",
  }).map(([name, value]) => `${name} ${value}`).join("; ");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    ${shareMark(form)}
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <title>KohakuBoard</title>
    <link rel="icon" href="data:,">
    ${head}
  </head>
  <body>
    <div id="app"></div>
    <noscript>This page needs JavaScript. All of it comes with the page.</noscript>
`;
}

/** The page's script. Browsers load no modules from file://, so it is none. */
function script(): string {
  return `"use strict";(()=>{${textOf("app.js")}})();\n`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function textOf(name: string): string {
  const file = files[name];
  if (file === undefined) throw new Error(`The page has no ${name}`);
  return file.text;
}
