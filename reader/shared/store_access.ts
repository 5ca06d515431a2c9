import type { ServerToken } from "../../stores/http_token.ts";
import type { S3StoreOptions } from "../../stores/s3_store_options.ts";

/** With what boards elsewhere are reached, where the environment does not say it. */
export interface StoreAccess {
  /** How a bucket of S3 is reached. Default: as the environment says. */
  s3?: S3StoreOptions;
  /**
   * A person's token for a team's server; for several servers one by host, as
   * `{ "runs.example.org": token }`. Default: that of `KOBO_TOKEN` or `KOBO_TOKEN_FILE`, where
   * `KOBO_TOKEN_HOST` names the host of the server.
   */
  token?: ServerToken;
}
