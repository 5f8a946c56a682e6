import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '../objects/object.ts';

export const toolsImage = 'example.test/tools:1';

export function podOf(
  namespace: string,
  name: string,
  containers: readonly object[],
  labels: Record<string, string> = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      terminationGracePeriodSeconds: 1,
      volumes: [{ name: 'data', emptyDir: {} }],
      containers: containers.map((container) => ({
        imagePullPolicy: 'Never',
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        ...container,
      })),
    },
  };
}

export function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Two thousand files of all sizes in forty folders, some with odd names; one can be run. */
export async function makeTree(root: string): Promise<void> {
  for (let folder = 0; folder < 40; folder += 1) {
    const path = join(root, `folder ${folder}`, folder % 7 === 0 ? 'é'.repeat(60) : 'inner');
    await mkdir(path, { recursive: true });
    const names = Array.from({ length: 50 }, (_, index) =>
      join(path, index % 9 === 0 ? `-${index} ß` : `${index}`),
    );
    await Promise.all(
      names.map((name, index) =>
        writeFile(name, Buffer.alloc((index * 211) % 3_000, `${folder} ${index} `), {
          mode: index === 1 ? 0o755 : 0o640,
        }),
      ),
    );
  }
  await mkdir(join(root, 'empty'));
}

/** One line for each file and folder: its path, mode and hash. */
export async function describeTree(root: string): Promise<string[]> {
  const paths = await readdir(root, { recursive: true });
  return await Promise.all(
    paths.sort().map(async (path) => {
      const stats = await lstat(join(root, path));
      if (stats.isSymbolicLink()) return `${path} link`;
      if (stats.isDirectory()) return `${path} folder`;
      return `${path} ${(stats.mode & 0o777).toString(8)} ${sha256(await readFile(join(root, path)))}`;
    }),
  );
}
