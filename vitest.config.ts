import { defineConfig } from 'vitest/config';

const kinds = ['golden', 'daemons', 'browser', 'cluster', 'e2e'] as const;
const everywhere = ['packages/**', 'test/**', 'bench/**', 'deploy/**', 'scripts/**'];
const never = ['**/node_modules/**', '**/dist/**'];

/** What is made once for all files of a run. */
const shared: Partial<Record<(typeof kinds)[number], string>> = {
  browser: 'test/support/shared-web-app.ts',
  cluster: 'test/cluster/shared-control-plane.ts',
};

/** A suite is chosen by the file's ending: `x.test.ts` is unit, `x.daemons.test.ts` starts real servers, … */
function suite(name: (typeof kinds)[number], seconds: number) {
  return {
    test: {
      name,
      include: everywhere.map((root) => `${root}/*.${name}.test.ts`),
      exclude: never,
      testTimeout: seconds * 1000,
      hookTimeout: seconds * 1000,
      // Real servers share ports, interfaces and two cores: one file after the other.
      fileParallelism: name === 'golden',
      globalSetup: shared[name] ?? [],
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: everywhere.map((root) => `${root}/*.test.ts`),
          exclude: [...never, ...kinds.map((kind) => `**/*.${kind}.test.ts`)],
          testTimeout: 30_000,
        },
      },
      suite('golden', 30),
      suite('daemons', 120),
      suite('browser', 120),
      suite('cluster', 600),
      suite('e2e', 900),
    ],
  },
});
