import { expect, it } from 'vitest';
import { withoutStringData } from './normalize.ts';

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: { a: 'MQ==', b: 'Mg==' },
  stringData: { b: 'zwölf' },
};

it('writes stringData of a Secret as data; it wins, as on the API server', () => {
  expect(withoutStringData(secret)).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { a: 'MQ==', b: Buffer.from('zwölf').toString('base64') },
  });
});

it('leaves everything else alone', () => {
  const other = { ...secret, kind: 'Thing' };
  expect(withoutStringData(other)).toBe(other);
});
