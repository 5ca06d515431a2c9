import { assertEquals } from "@std/assert";
import { formatDateTime } from "../../../../viewer/page/values/format_date_time.ts";
import { timeTicks } from "../../../../viewer/page/values/time_ticks.ts";

const HOUR = 3_600_000;

function inZone(zone: string, run: () => void): void {
  const before = Deno.env.get("TZ");
  Deno.env.set("TZ", zone);
  try {
    run();
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
}

Deno.test("formatDateTime() tells the two times apart that clocks show the same, as they are set back", () => {
  inZone("Europe/Berlin", () => {
    const first = Date.parse("2026-10-25T00:15:00Z");
    assertEquals([-1, 0, 1, 2].map((hours) => formatDateTime(first + hours * HOUR)), [
      "2026-10-25 01:15:00",
      "2026-10-25 02:15:00 UTC+2",
      "2026-10-25 02:15:00 UTC+1",
      "2026-10-25 03:15:00",
    ]);
    const spring = Date.parse("2027-03-28T00:15:00Z");
    assertEquals([0, 1].map((hours) => formatDateTime(spring + hours * HOUR)), [
      "2027-03-28 01:15:00",
      "2027-03-28 03:15:00",
    ]);
  });
  // By half an hour, and from New York, where it is at another time.
  inZone("Australia/Lord_Howe", () => {
    const back = Date.parse("2027-04-03T15:00:00Z");
    assertEquals([-0.5, 0, 0.5].map((hours) => formatDateTime(back + hours * HOUR)), [
      "2027-04-04 01:30:00 UTC+11",
      "2027-04-04 01:30:00 UTC+10:30",
      "2027-04-04 02:00:00",
    ]);
  });
  inZone("America/New_York", () => {
    assertEquals(formatDateTime(Date.parse("2026-11-01T06:30:00Z")), "2026-11-01 01:30:00 UTC-5");
  });
});

Deno.test("timeTicks() say where clocks are changed, and stay at round times", () => {
  inZone("Europe/Berlin", () => {
    const from = Date.parse("2026-10-24T23:00:00Z");
    assertEquals(timeTicks(from, from + 3 * HOUR, 7).labels, [
      ...["01:00\n2026-10-25", "01:30", "02:00", "02:30"],
      ...["02:00\nUTC+1", "02:30", "03:00"],
    ]);
    assertEquals(timeTicks(from, from + 22 * HOUR, 5).labels, [
      ...["06:00\n2026-10-25", "12:00", "18:00"],
    ]);
    const spring = Date.parse("2027-03-27T23:00:00Z");
    assertEquals(timeTicks(spring, spring + 3 * HOUR, 5).labels, [
      ...["00:00\n2027-03-28", "01:00", "03:00\nUTC+2", "04:00"],
    ]);
    assertEquals(timeTicks(spring, spring + 23 * HOUR, 5).labels, [
      ...["00:00\n2027-03-28", "06:00\nUTC+2", "12:00", "18:00", "00:00\n2027-03-29"],
    ]);
  });
});
