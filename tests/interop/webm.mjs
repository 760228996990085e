// Makes a seekable WebM of WebP pictures: a lossy WebP holds a VP8 key frame, and a film may be nothing but key frames.

function bytes(value, length) {
  const out = Buffer.alloc(length);
  for (let at = length - 1; at >= 0; at--, value = Math.floor(value / 256)) out[at] = value % 256;
  return out;
}

// An EBML element: its id, its size in eight bytes, its content.
function element(id, ...content) {
  const body = Buffer.concat(content.map((part) => (typeof part === "number" ? bytes(part, 8) : Buffer.from(part))));
  return Buffer.concat([Buffer.from(id, "hex"), Buffer.from([1]), bytes(body.length, 7), body]);
}

function real(value) {
  const out = Buffer.alloc(8);
  out.writeDoubleBE(value);
  return out;
}

// The VP8 frame within a WebP file.
export function vp8Frame(webp) {
  for (let at = 12; at + 8 <= webp.length;) {
    const size = webp.readUInt32LE(at + 4);
    if (webp.toString("latin1", at, at + 4) === "VP8 ") return webp.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error("no VP8 frame in this WebP");
}

// A film of these frames, one a second: head, index of all frames, then a cluster for each.
export function makeFilm(frames, width, height) {
  const clusters = frames.map((frame, second) => element("1f43b675", element("e7", second * 1000), element("a3", [0x81, 0, 0, 0x80], frame)));
  const head = Buffer.concat([
    element("1549a966", element("2ad7b1", 1_000_000), element("4489", real(frames.length * 1000)), element("4d80", "owlet"), element("5741", "owlet")),
    element("1654ae6b", element("ae", element("d7", 1), element("73c5", 1), element("83", 1), element("86", "V_VP8"),
      element("e0", element("b0", width), element("ba", height)))),
  ]);
  const index = (from) => {
    let place = from;
    return element("1c53bb6b", ...clusters.map((cluster, second) => {
      const point = element("bb", element("b3", second * 1000), element("b7", element("f7", 1), element("f1", place)));
      place += cluster.length;
      return point;
    }));
  };
  const start = head.length + index(0).length;
  return Buffer.concat([element("1a45dfa3", element("4282", "webm"), element("4287", 2), element("4285", 2)),
    element("18538067", head, index(start), ...clusters)]);
}
