import { joinBytes } from "../../../format/join_bytes.ts";

/** A Parquet file whose footer names its only row group many times. */
export function repeatRowGroup(bytes: Uint8Array, times: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const footerBytes = view.getUint32(bytes.length - 8, true);
  const start = bytes.length - 8 - footerBytes;
  const footer = bytes.subarray(start, bytes.length - 8);
  // Of the compact protocol: field 4, a list of structs, has the header 0x19, then its length and
  // type; one item is 0x1c. It ends where field 5 or 6 begins, a string or a list.
  const from = footer.findLastIndex((byte, index) => byte === 0x19 && footer[index + 1] === 0x1c);
  const to = endOf(footer, from + 2);
  const group = footer.subarray(from + 2, to);
  const parts = [bytes.subarray(0, start), footer.subarray(0, from), Uint8Array.of(0x19, 0xfc)];
  parts.push(varint(times));
  for (let count = 0; count < times; count++) parts.push(group);
  parts.push(footer.subarray(to));
  const length = new Uint8Array(8);
  const newFooter = footer.length - group.length - 2 + 2 + varint(times).length +
    times * group.length;
  new DataView(length.buffer).setUint32(0, newFooter, true);
  length.set([80, 65, 82, 49], 4);
  return joinBytes(...parts, length);
}

/** Where a struct of the compact protocol ends. */
function endOf(bytes: Uint8Array, start: number): number {
  let at = start;
  const number = () => {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const skip = (type: number) => {
    if (type === 3) at++;
    else if (type >= 4 && type <= 6) number();
    else if (type === 7) at += 8;
    else if (type === 8) {
      const length = number();
      at += length;
    } else if (type === 9 || type === 10) {
      const head = bytes[at++]!;
      const count = head >> 4 === 15 ? number() : head >> 4;
      for (let item = 0; item < count; item++) {
        if ((head & 15) <= 2) at++;
        else skip(head & 15);
      }
    } else if (type === 12) struct();
  };
  const struct = () => {
    for (;;) {
      const head = bytes[at++]!;
      if (head === 0) return;
      if (head >> 4 === 0) number();
      skip(head & 15);
    }
  };
  struct();
  return at;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Uint8Array.of(...bytes, value);
}
