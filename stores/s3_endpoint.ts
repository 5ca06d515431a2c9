import { attempt } from "../system/attempt.ts";
import { readS3Surroundings } from "./s3_credentials.ts";
import type { S3StoreOptions } from "./s3_store_options.ts";

/** Where the service of S3 listens; `undefined` at AWS, and where the profile that is named is missing. */
export function s3Endpoint({ endpoint, credentials }: S3StoreOptions = {}): string | undefined {
  const withProfile = credentials === undefined;
  return endpoint ?? attempt(() => readS3Surroundings(undefined, withProfile).endpoint);
}
