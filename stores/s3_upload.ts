import type { OpenFile } from "../system/open_file.ts";
import type { ByteRate } from "./byte_rate.ts";
import { textOf } from "./s3_answers.ts";
import type { S3Requests } from "./s3_requests.ts";
import { StoreError } from "./store_error.ts";

/** How a file is sent. */
export interface UploadSettings {
  key: string;
  /** What to do, for messages. */
  action: string;
  /** How many bytes a part has. */
  partBytes: number;
  /** The condition; it is asked of the end, which makes the object. */
  headers: Record<string, string>;
  signal?: AbortSignal;
  /** How fast they are sent. */
  rate?: ByteRate;
}

const MAX_PARTS = 10_000;

/**
 * Sends a large file in parts: one request takes 5 GB at most, and each part is in memory.
 *
 * @returns The version of the object.
 * @throws {StoreError} `conflict` where the condition does not hold.
 */
export async function uploadInParts(
  requests: S3Requests,
  file: OpenFile,
  settings: UploadSettings,
): Promise<string> {
  const { key, action, signal, rate } = settings;
  const invalid = (reason: string) =>
    new StoreError("invalid", `Cannot ${action} in ${requests.address}: ${reason}`);
  const begun = await requests.send(
    { action, method: "POST", key, query: { uploads: "" }, signal },
    [200],
  );
  const uploadId = textOf(new TextDecoder().decode(begun.bytes), "UploadId");
  if (uploadId === undefined) throw invalid("the answer has no UploadId");
  try {
    const { size } = file;
    const partBytes = Math.max(settings.partBytes, Math.ceil(size / MAX_PARTS));
    const parts: string[] = [];
    for (let offset = 0; offset < size; offset += partBytes) {
      const body = new Uint8Array(Math.min(partBytes, size - offset));
      if (!await file.readFullyLater(body, offset)) throw invalid("the file became shorter");
      const query = { partNumber: String(parts.length + 1), uploadId };
      const request = { action, method: "PUT", key, query, body, signal, rate } as const;
      const sent = await requests.send(request, [200]);
      parts.push(sent.headers.get("etag") ?? "");
    }
    const body = new TextEncoder().encode(
      `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${
        parts.map((etag, index) =>
          `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`
        ).join("")
      }</CompleteMultipartUpload>`,
    );
    const { headers } = settings;
    const ended = await requests.send(
      { action, method: "POST", key, query: { uploadId }, headers, body, signal },
      [200],
    );
    const text = new TextDecoder().decode(ended.bytes);
    const version = textOf(text, "ETag") ?? ended.headers.get("etag");
    if (version) return version;
    throw invalid("the answer has no ETag");
  } catch (error) {
    // The bucket's rules remove what is left where this fails, too.
    await requests.send({ action, method: "DELETE", key, query: { uploadId } }, [204, 404])
      .catch(() => {});
    throw error;
  }
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
