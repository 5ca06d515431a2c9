import type * as v from "@badrap/valita";
import { oneOf } from "./schema.ts";

/** The schema of {@linkcode MediaKind}. */
export const mediaKind = oneOf("image", "video", "audio");

/** How a medium is shown. */
export type MediaKind = v.Infer<typeof mediaKind>;
