/** Broken input for the parsers of what comes with a folder of boards, or from a store. */
import { annotationsOf } from "../../reader/annotations/annotation_edits.ts";
import { annotationsText, parseAnnotations } from "../../reader/annotations/annotations_text.ts";
import { boundedEdits } from "../../reader/annotations/bounded_edits.ts";
import { mergeEdits } from "../../reader/annotations/merge_edits.ts";
import { WatchState } from "../../cli/watch/watch_state.ts";
import { formatDate } from "../../cli/text/format_time.ts";
import { terminalText } from "../../cli/text/terminal_text.ts";
import { eventText } from "../../format/run_event.ts";
import { isRemoteKey } from "../../format/remote_names.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { parseRecord, recordText } from "../../stores/remote/sync_record.ts";
import { errorCode, errorKind, parsePage } from "../../stores/s3_answers.ts";
import { StoreError } from "../../stores/store_error.ts";
import { fuzz } from "./support/fuzz.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const JSON_WORDS = ['"', "[", "{", "}", "]", ":", ",", "null", "1e999", "-1", '"__proto__":'];

Deno.test("annotations: no text gives more than edits, which can be merged, bounded and written", () => {
  const edits = {
    title: "t",
    notes: "n",
    group: "g",
    tags: ["a", "constructor"],
    removed_tags: ["b"],
    hidden: true,
    authors: { title: "ann", tags: { a: "ann" } },
    changed_at: { title: "2026-01-01T00:00:00.000Z", tags: { a: "2026-01-01T00:00:00.000Z" } },
  };
  const labels = { group: null, tags: ["a"], notes: null };
  fuzz("annotations", {
    seeds: [encoder.encode(JSON.stringify({ version: 1, boards: { run: edits, other: {} } }))],
    words: [...JSON_WORDS, '"tags":', '"authors":', '"changed_at":', '"2026-01-01T00:00:00.000Z"'],
    parse(bytes) {
      const text = decoder.decode(bytes);
      const boards = parsedOr(() => parseAnnotations(text), /^it is not/);
      for (const found of boards?.values() ?? []) {
        const merged = mergeEdits(boundedEdits(found), found);
        annotationsOf(labels, merged);
        parseAnnotations(annotationsText(new Map([["run", merged]])));
      }
    },
  });
});

Deno.test("sync records: no text gives more than claims of pieces, or a StoreError", () => {
  const record = {
    claims: ["live/metrics.000000000100-000000000199.parquet"],
    data: { metrics: 99, media: -1 },
    last: { step: 199, logged_at: "1793199600000000" },
    counts: { steps: 200, metrics: 2, media: 0, tables: 0, histograms: 0 },
  };
  fuzz("sync_records", {
    seeds: [encoder.encode(recordText(record))],
    words: [...JSON_WORDS, '"../x"', "live/metrics.", ".parquet", "logs/output."],
    parse(bytes) {
      const found = parsedOr(() => parseRecord(decoder.decode(bytes), "sync.json"));
      for (const key of found?.claims ?? []) {
        if (!isRemoteKey(key) || key.includes("..")) throw new Error(`It claims ${key}`);
      }
    },
  });
});

Deno.test("lists of S3: no text gives more than keys with sizes, or a StoreError", () => {
  const object = '<Contents><Key>run/a&amp;b</Key><Size>5</Size><ETag>"1"</ETag></Contents>';
  const more = "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>";
  fuzz("s3_lists", {
    seeds: [object, object + more, "<Error><Code>NoSuchKey</Code></Error>"].map((text) =>
      encoder.encode(`<ListBucketResult xmlns="x">${text}</ListBucketResult>`)
    ),
    words: ["<Contents>", "</Contents>", "<Key>", "</Key>", "<Size>", "-1", "&#x10ffff;", "&#0;"],
    parse(bytes) {
      const text = decoder.decode(bytes);
      errorKind(500, errorCode(text));
      for (const { size } of parsedOr(() => parsePage(text))?.objects ?? []) {
        if (!Number.isSafeInteger(size) || size < 0) throw new Error(`It has a size of ${size}`);
      }
    },
  });
});

Deno.test("states of kobo watch: no text gives more than a state, which can be written", () => {
  const run = { run: "r", lastAlert: 3, since: "2026-01-01", isStalled: false, hasEnded: true };
  const event = {
    id: "1",
    kind: "alert",
    boardId: "a",
    name: "n",
    group: null,
    rank: 0,
    at: "2026-01-01T00:00:00.000Z",
    step: 5,
    level: "warn",
    title: "t",
    text: null,
  };
  const state = {
    version: 1,
    seenUntil: "2026-01-01T00:00:00.000Z",
    boards: { a: run },
    pending: [{ event, attempts: 1 }],
  };
  let text = "";
  const own = new class extends OwnFolder {
    override read = () => text;
    override write = () => {};
  }("/no/such/folder");
  fuzz("watch_states", {
    seeds: [encoder.encode(JSON.stringify(state))],
    words: [...JSON_WORDS, '"pending":', '"attempts":-', '"boards":', "true"],
    parse(bytes) {
      text = decoder.decode(bytes);
      const found = new WatchState(own, "watch.json");
      for (const { event, attempts } of found.pending) {
        const line = `${formatDate(new Date(event.at))} ${terminalText(eventText(event))}`;
        // deno-lint-ignore no-control-regex -- they are what is looked for
        if (/[\u0000-\u0008\u001b\u007f-\u009f]/.test(line)) throw new Error("It steers");
        if (!(1000 * 2 ** attempts >= 1000)) throw new Error(`It has ${attempts} attempts`);
      }
      found.save();
    },
  });
});

/** What is parsed; `undefined` where the parser says what is wrong, in words of its own. */
function parsedOr<T>(parse: () => T, worded?: RegExp): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof StoreError || (worded?.test((error as Error).message))) return undefined;
    throw error;
  }
}
