import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ImageName = 'meet' | 'coturn' | 'janus' | 'redis';
export const imageNames: readonly ImageName[] = ['meet', 'coturn', 'janus', 'redis'];

/** What the health binary is bundled from; a test holds this list against the imports. */
const health = ['packages/cli/src/health/*.ts', 'packages/toolkit/src/{base,health,turn}/**/*.ts'];
const everywhere = ['deploy/build/**', 'package-lock.json', 'packages/*/package.json', ...health];
const inputs: Record<ImageName, readonly string[]> = {
  meet: [
    ...everywhere,
    'deploy/meet.Dockerfile',
    'packages/controller/src/**/*.ts',
    'packages/protocol/src/**/*.ts',
    'packages/toolkit/src/{config,kube}/**/*.ts',
    'packages/meet/server/**/*.ts',
    'packages/meet/web/dist/**',
  ],
  coturn: [...everywhere, 'deploy/coturn.Dockerfile'],
  janus: [...everywhere, 'deploy/janus.Dockerfile'],
  redis: [...everywhere, 'deploy/redis.Dockerfile'],
};

/** What an image is made from, as 16 hex digits: the same inputs need no new build. */
export function inputsKey(root: string, name: ImageName, bases: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(bases));
  const files = globSync([...inputs[name]], { cwd: root, exclude: ['**/node_modules/**', '**/*.test.ts'] });
  for (const file of files.toSorted()) {
    try {
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
    } catch (error) {
      // A pattern names folders, too.
      if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    }
  }
  return hash.digest('hex').slice(0, 16);
}
