import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../base/index.ts';

export interface Pem {
  readonly cert: string;
  readonly key: string;
}

export interface TestPems {
  readonly folder: string;
  readonly ca: string;
  issue(subject: string, names?: readonly string[]): Promise<Pem>;
}

/** A CA of openssl's making in a temporary folder, for servers and clients of one test file. */
export async function makePems(): Promise<TestPems> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-kube-pems-'));
  const at = (name: string) => join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await run('openssl', [
    'req',
    '-x509',
    ...key,
    '-days',
    '2',
    '-subj',
    '/CN=test-ca',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  ]);
  let number = 0;
  return {
    folder,
    ca: await readFile(at('ca.crt'), 'utf8'),
    async issue(subject, names = []) {
      number += 1;
      const [csr, crt, own, ext] = ['csr', 'crt', 'key', 'ext'].map((ending) =>
        at(`${number}.${ending}`),
      ) as [string, string, string, string];
      const lines = [
        'extendedKeyUsage=serverAuth,clientAuth',
        ...(names.length > 0 ? [`subjectAltName=${names.join(',')}`] : []),
      ];
      await writeFile(ext, `${lines.join('\n')}\n`);
      await run('openssl', ['req', ...key, '-subj', subject, '-keyout', own, '-out', csr]);
      await run('openssl', [
        'x509',
        '-req',
        '-in',
        csr,
        '-CA',
        at('ca.crt'),
        '-CAkey',
        at('ca.key'),
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        ext,
        '-out',
        crt,
      ]);
      return { cert: await readFile(crt, 'utf8'), key: await readFile(own, 'utf8') };
    },
  };
}
