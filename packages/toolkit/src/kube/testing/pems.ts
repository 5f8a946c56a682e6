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

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A CA of openssl's making in a temporary folder, for servers and clients of one test file. */
export async function makePems(): Promise<TestPems> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-kube-pems-'));
  const [ca, caKey] = [join(folder, 'ca.crt'), join(folder, 'ca.key')];
  await openssl(`req -x509 -days 2 -subj /CN=test-ca -keyout ${caKey} -out ${ca}`, newKey);
  let number = 0;
  return {
    folder,
    ca: await readFile(ca, 'utf8'),
    async issue(subject, names = []) {
      number += 1;
      const [csr, crt, own, extensions] = ['csr', 'crt', 'key', 'ext'].map((ending) =>
        join(folder, `${number}.${ending}`),
      ) as [string, string, string, string];
      const lines = [
        'extendedKeyUsage=serverAuth,clientAuth',
        ...(names.length > 0 ? [`subjectAltName=${names.join(',')}`] : []),
      ];
      await writeFile(extensions, `${lines.join('\n')}\n`);
      await openssl(`req -keyout ${own} -out ${csr}`, [...newKey, '-subj', subject]);
      await openssl(
        `x509 -req -in ${csr} -CA ${ca} -CAkey ${caKey} -CAcreateserial -days 2 -extfile ${extensions} -out ${crt}`,
      );
      return { cert: await readFile(crt, 'utf8'), key: await readFile(own, 'utf8') };
    },
  };
}

/** @param words parted by blanks; what may hold blanks itself goes into `more` */
async function openssl(words: string, more: readonly string[] = []): Promise<void> {
  await run('openssl', [...words.split(' '), ...more]);
}
