import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from './_lines.ts';

it('gives the same lines however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.array(fc.nat(200)),
      async (texts, cuts) => {
        const lines = texts.map((text) => text.replaceAll('\n', '|'));
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const ends = [...new Set([...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
          (a, b) => a - b,
        );
        async function* parts() {
          let from = 0;
          for (const end of ends) {
            yield bytes.subarray(from, end);
            from = end;
          }
        }
        const read: string[] = [];
        for await (const line of readLines(parts())) read.push(line);
        expect(read).toEqual(lines);
      },
    ),
  );
});

it('gives a last line without a line break', async () => {
  const read: string[] = [];
  for await (const line of readLines([Buffer.from('a\nb')])) read.push(line);
  expect(read).toEqual(['a', 'b']);
});
