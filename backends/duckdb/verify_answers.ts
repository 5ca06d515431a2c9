/**
 * What `verify_program.ts` answers to `verify_apart.ts`.
 *
 * @module
 */

/** The file is sound. */
export const VERIFIED = "verified";

/** How the answer begins where the file is damaged; what follows says how. */
export const DAMAGED = "damaged: ";
