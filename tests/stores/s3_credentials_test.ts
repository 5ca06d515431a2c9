import { assertEquals, assertThrows } from "@std/assert";
import { readS3Surroundings, type S3Surroundings } from "../../stores/s3_credentials.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** Reads with these variables alone, in a home with these files in `.aws`. */
function readIn(
  variables: Record<string, string>,
  files: Record<string, string> = {},
): S3Surroundings {
  using home = new TempDir();
  Deno.mkdirSync(home.join(".aws"));
  for (const [name, text] of Object.entries(files)) {
    Deno.writeTextFileSync(home.join(".aws", name), text);
  }
  const all: Record<string, string> = { ...variables, HOME: home.path };
  return readS3Surroundings((name) => all[name]);
}

const FILES = {
  credentials: `# Keys
[default]
aws_access_key_id = AKID1
aws_secret_access_key=secret1=/+

[work]
aws_access_key_id = AKID2
aws_secret_access_key = secret2
aws_session_token = token2
`,
  config: `[default]
region = eu-central-1
s3 =
  addressing_style = path
  region = none
[profile work]
region = eu-west-1
endpoint_url = http://localhost:9000
[profile sso]
sso_session = company
`,
};

Deno.test("readS3Surroundings() reads variables before files", () => {
  const variables = {
    AWS_ACCESS_KEY_ID: "AKID0",
    AWS_SECRET_ACCESS_KEY: "secret0",
    AWS_REGION: "us-west-2",
    AWS_DEFAULT_REGION: "us-west-1",
    AWS_ENDPOINT_URL_S3: "http://s3",
    AWS_ENDPOINT_URL: "http://all",
  };
  assertEquals(readIn(variables, FILES), {
    credentials: { accessKeyId: "AKID0", secretAccessKey: "secret0" },
    region: "us-west-2",
    endpoint: "http://s3",
  });
});

Deno.test("readS3Surroundings() reads the profile that is named, else the default one", () => {
  assertEquals(readIn({}, FILES), {
    credentials: { accessKeyId: "AKID1", secretAccessKey: "secret1=/+" },
    region: "eu-central-1",
    endpoint: undefined,
  });
  assertEquals(readIn({ AWS_PROFILE: "work" }, FILES), {
    credentials: { accessKeyId: "AKID2", secretAccessKey: "secret2", sessionToken: "token2" },
    region: "eu-west-1",
    endpoint: "http://localhost:9000",
  });
});

Deno.test("readS3Surroundings() finds nothing where there is nothing", () => {
  const nothing = { credentials: undefined, region: undefined, endpoint: undefined };
  assertEquals(readIn({}), nothing);
  assertEquals(readIn({ AWS_ACCESS_KEY_ID: "AKID0" }), nothing);
});

Deno.test("readS3Surroundings() says which profile is missing, and what it cannot use", () => {
  assertThrows(() => readIn({ AWS_PROFILE: "none" }, FILES), Error, '"none"');
  assertThrows(() => readIn({ AWS_PROFILE: "sso" }, FILES), Error, "sso_session");
});
