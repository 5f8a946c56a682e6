/** Splits a stream of bytes into lines of UTF-8; the last line needs no line break. */
export async function* readLines(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  // Parts are joined once per line: adding to one text would copy a long line for every packet.
  let parts: string[] = [];
  for await (const bytes of stream) {
    const lines = decoder.decode(bytes, { stream: true }).split('\n');
    for (const [index, text] of lines.entries()) {
      parts.push(text);
      if (index === lines.length - 1) break;
      yield parts.join('');
      parts = [];
    }
  }
  const rest = parts.join('') + decoder.decode();
  if (rest !== '') yield rest;
}
