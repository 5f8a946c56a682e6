import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { lintSteps } from '../lint.ts';
import { prepareCluster } from './prepare-cluster.ts';

export interface Suite {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** How vitest is told its projects, whose tests are counted one by one; null: one check, passed or failed. */
  readonly projects: readonly string[] | null;
  /** Real processes and live media on a busy machine: a file that fails is looked at once more, alone. */
  readonly live: boolean;
  /** Runs only when it is asked for by name. */
  readonly onDemand?: boolean;
  /** Readies what the tests need; gives the reason when this machine cannot. */
  readonly prepare?: () => Promise<string | null>;
}

const daemons = globSync('{packages,test}/**/*.daemons.test.ts', { exclude: ['**/node_modules/**'] });
/** Real servers, but nothing that a busy neighbour could disturb: no live media whose gaps are measured. */
const calm = ['packages/toolkit/src/turn', 'packages/toolkit/src/local'];
const below = (folder: string) => daemons.filter((file) => file.startsWith(`${folder}/`));

function tests(
  name: string,
  projects: readonly string[],
  { files = [], live = false }: { readonly files?: readonly string[]; readonly live?: boolean } = {},
): Suite {
  const select = projects.flatMap((project) => ['--project', project]);
  return { name, program: 'vitest', args: ['run', ...select, ...files], projects: select, live };
}

/** One stage after the other, since there are two cores; the suites of one stage go side by side. */
export const stages: readonly (readonly Suite[])[] = [
  lintSteps.map(([name, [program = '', ...args]]) => ({ name, program, args, projects: null, live: false })),
  [
    tests('unit', ['unit', 'golden']),
    ...calm.map((folder) =>
      tests(`daemons-${basename(folder)}`, ['daemons'], { files: below(folder), live: true }),
    ),
  ],
  [
    tests('daemons', ['daemons'], {
      files: daemons.filter((file) => !calm.some((folder) => below(folder).includes(file))),
      live: true,
    }),
  ],
  [tests('browser', ['browser'], { live: true })],
  [tests('e2e', ['e2e'])],
  [{ ...tests('cluster', ['cluster'], { live: true }), onDemand: true, prepare: prepareCluster }],
];
