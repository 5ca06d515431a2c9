import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { drawn, written } from "../../support/chart_page.ts";
import { pageTest } from "../../support/page_test.ts";
import { until } from "../../support/until.ts";

pageTest("the page lists runs, and changes their annotations", async (t, viewer, boards) => {
  const { page } = viewer;
  const rows = () => page.locator(".runs-row:not(.is-head, .is-group)");
  const names = () => page.locator(".runs-name").allTextContents();
  const box = page.getByRole("searchbox", { name: "Search and filter runs" });

  await t.step("runs: all of them are listed, with their status and steps", async () => {
    await viewer.show("runs", []);
    await until(async () => await rows().count() === 8);
    assertEquals(
      await page.getByRole("table", { name: "Runs" }).getAttribute("aria-rowcount"),
      "9",
    );
    const broken = rows().filter({ hasText: "broken_board" });
    assertStringIncludes(await broken.innerText(), "broken");
    const plain = rows().filter({ hasText: "plain duckdb" });
    await until(async () => /finished[^]*400/.test(await plain.innerText()));
    await viewer.check();
    await viewer.picture("runs");
  });

  await t.step(
    "runs: found by words and comparisons, with a message if the filter is invalid",
    async () => {
      await box.fill("lr > 0.001");
      await until(async () => (await names()).join() === "plain parquet");
      await box.fill("optimizer.name = ADAM or once = 42");
      await until(async () => await rows().count() === 3);
      await box.fill("min(train/loss) < 0.2 and plain");
      await until(async () => await rows().count() === 2);
      await box.fill("lr >");
      await page.getByText('A value is missing after "lr >"').waitFor();
      await box.fill("wd = 3");
      await page.getByText('No run has "wd"').waitFor();
      await box.fill("");
      await until(async () => await rows().count() === 8);
    },
  );

  await t.step("runs: sorted, grouped, with other columns, all in the address", async () => {
    await page.getByRole("button", { name: "Columns…" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByRole("searchbox").fill("val/loss");
    await dialog.getByText("val/loss (min)").click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "val/loss (min)" }).waitFor();
    await page.getByRole("button", { name: "Name", exact: true }).click();
    await until(async () => (await names())[0]?.startsWith("<img") ?? false);
    await page.getByRole("button", { name: "Name", exact: true }).click();
    await until(async () => (await names())[0] === "wide");
    assertEquals(
      await page.locator('[role="columnheader"][aria-sort]').getAttribute("aria-sort"),
      "descending",
    );
    await page.getByLabel("Group by").selectOption("config.optimizer.name");
    const groups = page.locator(".runs-group-heading button:first-child");
    assertEquals(await groups.allTextContents(), [
      "▾optimizer.name = adam 1 run",
      "▾optimizer.name = sgd 1 run",
      "▾optimizer.name = none 6 runs",
    ]);
    await page.getByRole("button", { name: /adam/ }).click();
    await until(async () => await rows().count() === 7);
    await written(page, "closed=adam");
    await page.reload();
    await until(async () => await rows().count() === 7);
    await page.getByRole("button", { name: "val/loss (min)" }).waitFor();
    await viewer.check();
    await page.getByLabel("Group by").selectOption("");
  });

  await t.step(
    "runs: renamed, annotated, tagged, hidden, with nothing written into the board",
    async () => {
      const before = await Deno.readTextFile(boards.join("plain_duckdb/metadata.json"));
      await page.getByRole("button", { name: "Actions for plain duckdb" }).click();
      await page.getByRole("menuitem", { name: "Name, tags, notes…" }).click();
      await page.getByLabel("Display name").fill("<b>my</b> best run");
      await page.getByLabel("Tags, separated by commas").fill("paper, best,paper");
      await page.getByLabel("Notes").fill("lr found by hand");
      await viewer.check();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("button", { name: "<b>my</b> best run", exact: true }).waitFor();
      await box.fill("tags = paper and not hand");
      await until(async () => await rows().count() === 1);
      await box.fill("notes ~ hand");
      await until(async () => await rows().count() === 1);
      await page.getByRole("button", { name: "Actions for <b>my</b> best run" }).click();
      await page.getByRole("menuitem", { name: "Hide from the list" }).click();
      await page.getByText("No run matches.").waitFor();
      await page.getByLabel("1 hidden").check();
      await until(async () => await rows().count() === 1);
      await page.getByRole("button", { name: "Actions for <b>my</b> best run" }).click();
      await page.getByRole("menuitem", { name: "Name, tags, notes…" }).click();
      await page.getByLabel("Display name").fill("");
      await page.getByLabel("Hide from the list").uncheck();
      await page.getByRole("button", { name: "Save" }).click();
      // Until it is saved nothing else of the page can be used.
      await page.locator("dialog").waitFor({ state: "detached" });
      await box.fill("");
      await until(async () => (await names()).includes("plain duckdb"));
      assertEquals(await Deno.readTextFile(boards.join("plain_duckdb/metadata.json")), before);
    },
  );

  await t.step("runs: deleted after a confirmation", async () => {
    await page.getByRole("button", { name: "Actions for broken_board" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByText("This cannot be undone").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert((await Deno.stat(boards.join("broken_board"))).isDirectory);
    await page.getByRole("button", { name: "Actions for broken_board" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await dialog.getByRole("button", { name: "Delete from disk" }).click();
    await until(async () => await rows().count() === 7);
    assertEquals(await exists(boards.join("broken_board")), false);
  });

  await t.step("runs: selected by pointer and keys", async () => {
    // Nobody had chosen: the newest one is.
    await page.getByRole("button", { name: "Clear selection" }).click();
    await page.getByLabel("Select plain duckdb").check();
    await page.getByLabel("Select plain parquet").focus();
    await page.keyboard.press("Space");
    await page.getByText("2 selected").waitFor();
    await page.getByRole("toolbar", { name: "Selected runs" }).getByRole("button", {
      name: "Charts",
    })
      .click();
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    await page.goBack();
    await page.getByText("2 selected").waitFor();
  });

  await t.step("narrow windows: each tab is there, and no value ends below the menus", async () => {
    const height = 844;
    for (const width of [320, 390, 560, 760, 1024, 1280]) {
      await page.setViewportSize({ width, height });
      await viewer.show("runs", []);
      await page.getByRole("tab").last().waitFor();
      const hidden = await page.getByRole("tab").evaluateAll((tabs) =>
        tabs.filter((tab) => {
          const { x, y, width, height } = tab.getBoundingClientRect();
          return [x + 1, x + width - 1].some((at) =>
            document.elementFromPoint(at, y + height / 2) !== tab
          );
        }).map((tab) => tab.textContent)
      );
      assertEquals(hidden, [], `at ${width}`);
    }
    await page.setViewportSize({ width: 1024, height });
    const row = rows().filter({ hasText: "plain duckdb" });
    await until(async () => /finished[^]*400/.test(await row.innerText()));
    const places = () =>
      row.evaluate((row) => {
        const [last] = [...row.querySelectorAll(".runs-cell:not(:empty)")].slice(-1);
        const range = document.createRange();
        range.selectNodeContents(last!);
        const menu = row.querySelector(".runs-actions")!;
        const fade = getComputedStyle(menu, "::before");
        return {
          end: range.getBoundingClientRect().right,
          menu: menu.getBoundingClientRect().left,
          fadeWidth: parseFloat(fade.width),
          fades: [getComputedStyle(row.querySelector(".is-name")!, "::after"), fade]
            .map(({ content, maskImage }) => content !== "none" && /gradient/.test(maskImage)),
        };
      });
    // What goes on below the menus or the name fades before them; at its end the table shows all.
    await until(async () => (await places()).fades.join() === "false,true");
    await page.locator(".runs-scroll").evaluate((area) => area.scrollLeft = area.scrollWidth);
    await until(async () => (await places()).fades.join() === "true,true");
    const { end, menu, fadeWidth } = await places();
    assert(end <= menu - fadeWidth + 1, `${end}, ${menu}, ${fadeWidth}`);
    await viewer.picture("runs_1024");
  });

  await t.step("narrow windows: a log without a line takes no more than one", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await viewer.show("logs", ["plain_duckdb"]);
    const box = page.getByRole("log", { name: "Lines of output.log" });
    await box.getByText("This run printed nothing.").waitFor();
    assert((await box.boundingBox())!.height < 100);
    await viewer.picture("empty_log_390");
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await t.step("a crash is in the title of the tab, and the dot says what it means", async () => {
    await viewer.show("charts", ["plain_duckdb"]);
    const dot = page.locator(".run-row.is-chosen .status-dot");
    await until(async () =>
      await dot.getAttribute("title") === "finished: it ended as its script meant"
    );
    assertEquals(await page.title(), "KohakuBoard");
    const file = boards.join("plain_duckdb/metadata.json");
    const metadata = JSON.parse(await Deno.readTextFile(file));
    const error = "Error: out of memory";
    await Deno.writeTextFile(file, JSON.stringify({ ...metadata, status: "crashed", error }));
    await until(async () => await page.title() === "✕ plain duckdb crashed – KohakuBoard");
    assertEquals(await dot.getAttribute("title"), `crashed: ${error}`);
    const legend = page.getByRole("note", { name: "What the dots mean" });
    await until(async () => /finished.*crashed/s.test(await legend.innerText()));
    // One who does not see the colour sees the shape.
    const shapeOf = (status: string) =>
      legend.locator(`.is-${status}`).evaluate((mark) => getComputedStyle(mark).clipPath);
    assert(await shapeOf("crashed") !== await shapeOf("finished"));
    // A run that nobody selected, and that had crashed before the page was opened, is no news.
    await viewer.show("charts", ["plain_parquet"]);
    await page.locator(".run-row.is-chosen").waitFor();
    assertEquals(await page.title(), "KohakuBoard");
    await viewer.check();
  });
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
