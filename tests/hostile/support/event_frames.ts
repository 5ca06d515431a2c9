import { BlockEncoder } from "../../../format/block_encoder.ts";
import { wrapEvents } from "../../../format/event_frame.ts";
import { frameOf } from "./forged_frames.ts";

/** The frame of a block of an event table; the payload may be anything. */
export function eventsFrame(payload: Uint8Array): Uint8Array {
  const filled = new Uint8Array((payload.length + 7) & ~7);
  filled.set(payload);
  const bytes = new BlockEncoder().encodeAll([wrapEvents(filled)], 0, 0);
  return frameOf(Uint8Array.from(bytes), "KBJ4");
}
