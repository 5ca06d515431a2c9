import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import { h, render } from "preact";
import type { MediaRef } from "../../../../../viewer/protocol/api.ts";
import { MediumView } from "../../../../../viewer/page/ui/media/medium_view.tsx";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("a medium that cannot be shown leaves the next one alone", async () => {
  const root = document.createElement("div");
  const show = (url: string) => {
    const medium = { type: "image", url, filename: url, format: "png", sizeBytes: 1 } as MediaRef;
    render(h(MediumView, { medium: { ...medium, width: 1, height: 1 }, name: "picture" }), root);
  };
  show("/media/a/1.png");
  const event = document.createEvent("Event");
  event.initEvent("error", false, false);
  root.querySelector("img")!.dispatchEvent(event);
  await wait(10);
  assertEquals(root.querySelector("img"), null);
  show("/media/a/2.png");
  assertEquals(root.querySelector("img")!.getAttribute("src"), "/media/a/2.png");
  render(null, root);
});
