import { join } from "@std/path";
import { envVariable } from "../system/env_variable.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { StoreError } from "./store_error.ts";

/** What requests to S3 are signed with. */
export interface S3Credentials {
  /** Names the key. */
  accessKeyId: string;
  /** The key itself. */
  secretAccessKey: string;
  /** Of credentials that end after some time. */
  sessionToken?: string;
}

/** What the environment and the profile's files say of S3. */
export interface S3Surroundings {
  /** `undefined` where there are none. */
  credentials?: S3Credentials;
  /** The region of the bucket. */
  region?: string;
  /** Where a service other than AWS listens. */
  endpoint?: string;
}

const MAX_FILE_BYTES = 1024 ** 2;

/**
 * Reads, as AWS's own tools do: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and
 * `AWS_SESSION_TOKEN`, or else those of the profile `AWS_PROFILE` (`default`) in
 * `~/.aws/credentials` and `~/.aws/config`; `AWS_REGION` or `AWS_DEFAULT_REGION`, and
 * `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`, or those of the profile. Nothing is kept: keys that
 * end after some time are replaced in the files.
 *
 * @param variable Gives a variable of the environment.
 * @param withProfile Whether the profile's files are read: not for who has credentials of its own.
 * @throws {StoreError} `denied` where a profile was named that there is not, or which needs what only
 * AWS's tools have.
 */
export function readS3Surroundings(
  variable: (name: string) => string | undefined = envVariable,
  withProfile = true,
): S3Surroundings {
  const named = withProfile ? variable("AWS_PROFILE") : undefined;
  const profile = withProfile ? readProfile(named ?? "default", variable) : undefined;
  if (named !== undefined && profile === undefined) {
    throw new StoreError("denied", `Cannot find the profile ${JSON.stringify(named)} of AWS`);
  }
  const values = profile ?? new Map<string, string>();
  const id = variable("AWS_ACCESS_KEY_ID");
  const secret = variable("AWS_SECRET_ACCESS_KEY");
  const credentials = id && secret
    ? toCredentials(id, secret, variable("AWS_SESSION_TOKEN"))
    : toCredentials(
      values.get("aws_access_key_id"),
      values.get("aws_secret_access_key"),
      values.get("aws_session_token"),
    );
  const unknown = UNKNOWN_SOURCES.find((name) => values.has(name));
  if (credentials === undefined && unknown !== undefined) {
    throw new StoreError(
      "denied",
      `Cannot use the profile ${JSON.stringify(named ?? "default")} of AWS: it has ${unknown}; ` +
        "set AWS_ACCESS_KEY_ID and the like, as `aws configure export-credentials` prints them",
    );
  }
  return {
    credentials,
    region: variable("AWS_REGION") || variable("AWS_DEFAULT_REGION") || values.get("region"),
    endpoint: variable("AWS_ENDPOINT_URL_S3") || variable("AWS_ENDPOINT_URL") ||
      values.get("endpoint_url"),
  };
}

/** Ways to credentials that a program of its own takes. */
const UNKNOWN_SOURCES = ["sso_session", "sso_start_url", "role_arn", "credential_process"];

function toCredentials(
  accessKeyId?: string,
  secretAccessKey?: string,
  sessionToken?: string,
): S3Credentials | undefined {
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** The values of a profile, those of the file of credentials first; `undefined` without such a one. */
function readProfile(
  profile: string,
  variable: (name: string) => string | undefined,
): Map<string, string> | undefined {
  const home = variable("HOME") ?? variable("USERPROFILE");
  const inHome = (name: string) => home === undefined ? undefined : join(home, ".aws", name);
  const files = [
    [variable("AWS_CONFIG_FILE") ?? inHome("config"), sectionOf(profile)],
    [variable("AWS_SHARED_CREDENTIALS_FILE") ?? inHome("credentials"), profile],
  ] as const;
  let found: Map<string, string> | undefined;
  for (const [path, section] of files) {
    const values = path === undefined ? undefined : readSection(path, section);
    if (values !== undefined) found = new Map([...found ?? [], ...values]);
  }
  return found;
}

function sectionOf(profile: string): string {
  return profile === "default" ? profile : `profile ${profile}`;
}

function readSection(path: string, section: string): Map<string, string> | undefined {
  let values: Map<string, string> | undefined;
  let isInside = false;
  for (const line of (readTextIfThere(path, MAX_FILE_BYTES) ?? "").split(/\r?\n/)) {
    const [, name] = /^\s*\[\s*(.*?)\s*\]/.exec(line) ?? [];
    if (name !== undefined) {
      isInside = name === section;
      if (isInside) values ??= new Map();
    } else if (isInside) {
      // A line that begins with a space belongs to a group of settings, of which none is read.
      const [, key, value = ""] = /^([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      if (key !== undefined) values?.set(key.toLowerCase(), value);
    }
  }
  return values;
}
