/**
 * The payloads of the journal's frames: blocks, alone or as the entries of log calls.
 * `journal_frames.ts` has the format.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import type { Block } from "./block.ts";
import { BlockEncoder } from "./block_encoder.ts";
import { BlockError, toBlock } from "./check_block.ts";
import { decodeBlock } from "./decode_block.ts";
import { decodeCalls, decodeCompletion } from "./decode_entry.ts";
import { areEvents, unwrapEvents, wrapEvents } from "./event_frame.ts";
import type { JournalEntry } from "./journal_entry.ts";
import {
  type FrameHeader,
  hasChecksum,
  HEADER_BYTES,
  MAX_PAYLOAD_BYTES,
  writeHeader,
} from "./journal_frames.ts";
import { parseEarlierPayload } from "./parse_earlier_payload.ts";

/** What a payload holds; `undefined` where it is damaged, or nothing that a board can have written. */
export function parsePayload(
  payload: Uint8Array,
  header: FrameHeader,
): JournalEntry | undefined {
  if (!hasChecksum(payload, header)) return undefined;
  try {
    switch (header.kind) {
      case "block":
        return { kind: "rows", blocks: [decodeBlock(payload)] };
      case "calls":
        return decodeCalls(payload);
      case "completion": {
        const completion = decodeCompletion(payload);
        if (!areEvents(completion.blocks)) return completion;
        return { kind: "events", blocks: [unwrapEvents(completion.blocks)] };
      }
      case "metadata":
        return undefined;
      case "earlier":
        return { kind: "rows", blocks: [toBlock(parseEarlierPayload(payload), payload.length)] };
    }
  } catch (error) {
    if (error instanceof BlockError) return undefined;
    throw error;
  }
}

/** Turns entries into frames. All are made in one buffer, which grows to the largest. */
export class FrameEncoder {
  readonly #blocks = new BlockEncoder();
  readonly #wrapped = new BlockEncoder();

  /** The frame of one block; the next call overwrites it. */
  encode(block: Block): Uint8Array {
    return this.#complete("block", this.#blocks.encode(block, HEADER_BYTES));
  }

  /** The frame of an entry; the next call overwrites it. */
  encodeEntry({ kind, blocks }: JournalEntry): Uint8Array {
    const [block] = blocks;
    if (kind === "rows" && block !== undefined && blocks.length === 1) return this.encode(block);
    if (kind === "events" && block !== undefined) {
      const wrap = wrapEvents(this.#wrapped.encode(block));
      return this.#complete("completion", this.#blocks.encodeAll([wrap], 0, HEADER_BYTES));
    }
    const flag = kind === "awaiting" ? 1 : 0;
    return this.#complete(
      kind === "completion" ? "completion" : "calls",
      this.#blocks.encodeAll(blocks, flag, HEADER_BYTES),
    );
  }

  /** @throws {RangeError} Where no reader would take the frame. */
  #complete(kind: FrameHeader["kind"], frame: Buffer): Uint8Array {
    if (frame.length > HEADER_BYTES + MAX_PAYLOAD_BYTES) {
      throw new RangeError(
        `expected at most ${MAX_PAYLOAD_BYTES} bytes, found ${frame.length - HEADER_BYTES}`,
      );
    }
    writeHeader(frame, kind);
    return frame;
  }
}
