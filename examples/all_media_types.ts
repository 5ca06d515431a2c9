/**
 * Every kind of media: images from arrays and tensors, an animated GIF, a
 * video, and audio from samples and from a file. The script makes all of them.
 *
 * ```sh
 * deno run -A examples/all_media_types.ts
 * ```
 */
import { join } from "@std/path";
import { Board, Media } from "@kohakuboard/client";
import { encodeAvi } from "./media/avi.ts";
import { encodeGif } from "./media/gif.ts";

const SIZE = 48;

await using board = new Board({ name: "all_media_types" });

// Images are arrays of pixels, as bytes or floats, with a width and height or a tensor's shape.
const frames = Array.from({ length: 12 }, (_, i) => drawBall(i / 12));
const rgb = Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (i % SIZE) / SIZE);
board.logImages("ball", { data: drawBall(0), width: SIZE, height: SIZE }, {
  caption: "grey bytes",
});
board.logImages("gradients", [
  { shape: [SIZE, SIZE, 3], data: rgb }, // Like TensorFlow.js: height, width, channels.
  { dims: [1, 3, SIZE, SIZE], data: rgb }, // Like ONNX Runtime: channels, height, width.
], { captions: ["channels last", "channels first"] });

// Encoded files are stored unchanged, so the GIF is still animated.
const gif = encodeGif(frames, SIZE, SIZE);
board.logImages("moving ball", gif);
board.logImages("moving blob", new Blob([gif], { type: "image/gif" }));

// A video from a file, which must not change until the board has read it.
const folder = await Deno.makeTempDir();
const videoPath = join(folder, "ball.avi");
await Deno.writeFile(videoPath, encodeAvi(frames, SIZE, SIZE, 10));
board.logVideo("ball video", videoPath, { caption: "10 frames a second" });

// Audio from samples, one array per channel, values from -1 to 1.
const sampleRate = 8000;
const tone = (hertz: number) =>
  Float32Array.from(
    { length: sampleRate / 2 },
    (_, i) => 0.5 * Math.sin(2 * Math.PI * hertz * i / sampleRate),
  );
board.logAudio("tone", { samples: tone(440), sampleRate });
board.logAudio("chord", { samples: [tone(440), tone(554.37)], sampleRate }, { caption: "stereo" });

// Media can be logged in one step with other values.
board.log({ loss: 0.1, sample: new Media(gif, { caption: "with the loss of its step" }) });

await board.finish();
await Deno.remove(folder, { recursive: true });
console.log(`Board: ${board.boardDir}`);
for (const { name } of Deno.readDirSync(join(board.boardDir, "media"))) console.log(`  ${name}`);

/** A grey ball on a circle. */
function drawBall(turn: number): Uint8Array {
  const x = SIZE / 2 + SIZE / 4 * Math.cos(2 * Math.PI * turn);
  const y = SIZE / 2 + SIZE / 4 * Math.sin(2 * Math.PI * turn);
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const distance = Math.hypot(i % SIZE - x, Math.floor(i / SIZE) - y);
    return Math.max(0, 255 - distance * 32);
  });
}
