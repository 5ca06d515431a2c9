import { AwsClient } from "aws4fetch";
import type { S3StoreOptions } from "../../../stores/s3_store_options.ts";

/** Makes a bucket, and returns its address. */
export async function makeBucket(name: string, options: S3StoreOptions): Promise<string> {
  const client = new AwsClient({ ...options.credentials!, region: options.region, service: "s3" });
  const response = await client.fetch(`${options.endpoint}/${name}`, { method: "PUT" });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot make the bucket ${name}: ${text}`);
  return `s3://${name}`;
}
