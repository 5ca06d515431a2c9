/**
 * What is wrong: there is no such object (`not_found`); it is there already, or was changed
 * (`conflict`); the folder or bucket does not exist (`no_store`); the credentials are wrong, missing
 * or do not allow it (`denied`); it cannot be reached, or fails for now (`unavailable`); it is full
 * (`full`); the key or address is none (`bad_key`, `bad_address`); what is there, or was answered, is
 * not what a store has (`invalid`).
 */
export type StoreErrorKind =
  | "not_found"
  | "conflict"
  | "no_store"
  | "denied"
  | "unavailable"
  | "full"
  | "bad_key"
  | "bad_address"
  | "invalid";

/** A store did not do what it was asked: the message names the object and the store. */
export class StoreError extends Error {
  /** Always `"StoreError"`. */
  override readonly name = "StoreError";
  /** What is wrong. */
  readonly kind: StoreErrorKind;

  /**
   * Makes an error of a kind.
   *
   * @param kind What is wrong.
   */
  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Whether an error is a store's, of some kind. */
export function isStoreError(error: unknown, kind: StoreErrorKind): error is StoreError {
  return error instanceof StoreError && error.kind === kind;
}

/** Whether an error says something of the whole store, so that nothing else will go well there. */
export function isOfStore(error: unknown): error is StoreError {
  return error instanceof StoreError &&
    ["unavailable", "no_store", "denied", "full"].includes(error.kind);
}
