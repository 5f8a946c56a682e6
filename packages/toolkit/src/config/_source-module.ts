import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../base/index.ts';
import type { Source } from './_source-yaml.ts';

const own = '@stoa/toolkit/config';

/** Loads `stoa.config.ts`: its default export, made by `defineConfig`. `version` makes a changed file load anew. */
export async function readModule(file: string, version: number): Promise<Source> {
  // The config may stand anywhere, also where no node_modules folder leads to this package.
  // Resolved outside of the hook, which would else be asked itself.
  const ours = import.meta.resolve(own);
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === own ? { url: ours, shortCircuit: true } : next(specifier, context),
  });
  try {
    const url = pathToFileURL(file);
    url.searchParams.set('version', String(version));
    const module = (await import(url.href)) as { default?: unknown };
    const value: unknown = await module.default;
    if (value === undefined) {
      return failed('has no default export', 'write: export default defineConfig({ … })');
    }
    return { value, marks: [], locate: () => undefined };
  } catch (error) {
    return failed(`could not be loaded: ${messageOf(error).split('\n', 1)[0]}`);
  } finally {
    hooks.deregister();
  }
}

function failed(message: string, hint?: string): Source {
  const mark = { code: 'CONFIG_MODULE', path: [], message, ...(hint ? { hint } : {}) } as const;
  return { value: undefined, marks: [mark], locate: () => undefined };
}
