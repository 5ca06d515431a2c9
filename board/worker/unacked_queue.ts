import type { ToWriter } from "../../writer/protocol.ts";

/** A message of rows, and what to do once the writer has taken it over. */
export interface UnackedMessage {
  message: Extract<ToWriter, { byteCount: number }>;
  /** The step of its first row. */
  firstStep: number;
  onAcked?(): void;
}

/**
 * The posts that the writer is not known to have taken over yet, in their
 * order: a next writer gets them again.
 */
export class UnackedQueue {
  #posts: UnackedMessage[] = [];
  /** Bytes posted to the writer at hand, and of them those of posts that are forgotten. */
  #postedBytes = 0;
  #forgottenBytes = 0;

  /** The posts under way, oldest first. */
  get posts(): readonly UnackedMessage[] {
    return this.#posts;
  }

  /** Keeps what is being posted. */
  add(post: UnackedMessage): void {
    this.#posts.push(post);
    this.#postedBytes += post.message.byteCount;
  }

  /** Bytes posted that the writer has not taken over; forgets the posts that it has. */
  unackedBytes(takenBytes: number): number {
    while (
      this.#posts.length > 0 &&
      this.#forgottenBytes + this.#posts[0].message.byteCount <= takenBytes
    ) {
      const post = this.#posts.shift()!;
      this.#forgottenBytes += post.message.byteCount;
      post.onAcked?.();
    }
    return this.#postedBytes - takenBytes;
  }

  /** Begins to count anew, for another writer. */
  startOver(): void {
    this.#forgottenBytes = 0;
    this.#postedBytes = this.#posts.reduce((sum, { message }) => sum + message.byteCount, 0);
  }

  /** Forgets all posts: there is no writer any more. */
  clear(): void {
    for (const post of this.#posts.splice(0)) post.onAcked?.();
  }
}
