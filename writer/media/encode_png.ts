/** Squoosh's encoder. It is imported late: its package may have to be downloaded. */
export { default as encode } from "@jsquash/png/encode.js";
