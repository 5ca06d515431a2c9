/** What somebody did. */
export type AuditedAct =
  | "log_in"
  | "log_out"
  | "refused"
  | "create_token"
  | "revoke_token"
  | "annotate"
  | "delete_board"
  | "begin_board"
  | "send_board";

/** A line of the log. */
export interface AuditEntry {
  /** The person's name; `null` where it is not known. */
  who: string | null;
  what: AuditedAct;
  /** The address that the request came from. */
  from?: string;
  board?: string;
  /** What else there is to say. */
  detail?: string;
}
