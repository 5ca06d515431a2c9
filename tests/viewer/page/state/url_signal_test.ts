import { fakeBrowser } from "../../support/fake_browser.ts";
import { assert, assertEquals } from "@std/assert";
import { urlSignal } from "../../../../viewer/page/state/url_signal.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("urlSignal() writes the address a few times per second, and the last change always", async () => {
  const part = urlSignal("part");
  fakeBrowser.history.length = 0;
  const start = performance.now();
  for (let i = 0; i < 40; i++) {
    part.value = String(i);
    await wait(10);
  }
  await wait(500);
  assertEquals(fakeBrowser.history.at(-1), "replace #part=39");
  // However long it took: Safari lets three a second pass.
  const most = 1 + (performance.now() - start) * 3 / 1000;
  assert(fakeBrowser.history.length <= most, fakeBrowser.history.join());
  part.value = "";
  await wait(500);
});

Deno.test("urlSignal() writes the address later if the browser refused", async () => {
  const part = urlSignal("part");
  fakeBrowser.refuses = true;
  part.value = "refused";
  await wait(0);
  fakeBrowser.refuses = false;
  part.value = "taken";
  await wait(2500);
  assertEquals(fakeBrowser.history.at(-1), "replace #part=taken");
  part.value = "";
  await wait(500);
});

Deno.test("urlSignal() completes the history entry that Back returns to", async () => {
  const [part, step] = [urlSignal("part"), urlSignal("step", { push: true })];
  fakeBrowser.history.length = 0;
  for (const value of ["a", "ab", "abc"]) {
    part.value = value;
    await wait(0);
  }
  step.value = "1";
  await wait(500);
  assertEquals(fakeBrowser.history, [
    "replace #part=a",
    "replace #part=abc",
    "push #part=abc&step=1",
  ]);
  part.value = step.value = "";
  await wait(500);
});
