// Reads the bytes of a Wasm file: numbers in LEB128, names, limits.

export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  unsigned() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  signed() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return shift < 25 && byte & 64 ? value | (-1 << (shift + 7)) : value;
    }
  }

  name() {
    return this.take(this.unsigned()).toString();
  }

  limits() {
    const flags = this.unsigned();
    this.unsigned();
    if (flags & 1) this.unsigned();
  }
}
