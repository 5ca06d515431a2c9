import type { S3Credentials } from "./s3_credentials.ts";

/** How a bucket is reached. */
export interface S3StoreOptions {
  /** Where the service listens, as `http://localhost:9000`. Default: that of the environment, or AWS. */
  endpoint?: string;
  /** The region of the bucket. Default: that of the environment, or `us-east-1`. */
  region?: string;
  /** Whether the bucket is a part of the path, not of the host. Default: not for AWS. */
  pathStyle?: boolean;
  /** Default: those of the environment, as AWS's own tools find them. */
  credentials?: S3Credentials;
  /** From how many bytes on a file is sent in parts of so many, from 5 MiB. Default: 16 MiB. */
  partBytes?: number;
}
