import type { PlatformInput } from './schema/index.ts';

/** For `stoa.config.ts`: gives the editor types. `export default defineConfig({ … })`. */
export function defineConfig(input: PlatformInput): PlatformInput {
  return input;
}
