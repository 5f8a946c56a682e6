import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { drainEvents } from '@stoa/toolkit/base';
import { platformSchema, type PlatformInput } from '@stoa/toolkit/config';
import { downLocal, statusLocal, upLocal, type UpReport } from '@stoa/toolkit/local';
import { openMediaAddress } from './media-address.ts';

const root = resolve(import.meta.dirname, '../..');

export interface TestPlatform extends AsyncDisposable {
  readonly report: UpReport;
  /** PEM of the platform's CA. */
  readonly ca: string;
  /** Process id of a component; throws when it is not running. */
  pidOf(component: string): Promise<number>;
}

export type PlatformSections = Partial<Omit<PlatformInput, 'apiVersion' | 'name' | 'target'>>;

/** Ports beside the product's defaults, so that a platform of the developer may run meanwhile. */
const ports = {
  meet: { port: 55_443, httpPort: 55_080 },
  sfu: { apiPort: 55_188, adminPort: 55_288, rtpPorts: { min: 56_000, max: 57_999 } },
  turn: { port: 55_478, tlsPort: 55_349, relayPorts: { min: 58_000, max: 59_999 } },
  redis: { port: 55_379 },
} as const;

/** The whole local platform, as `stoa up` starts it, on ports and an address of its own. */
export async function startPlatform(sections: PlatformSections = {}): Promise<TestPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-platform-'));
  const media = await openMediaAddress({ device: 'stoat0', address: '127.88.9.1' });
  const platform = platformSchema.parse({
    apiVersion: 'stoa/v1alpha1',
    name: 'under-test',
    target: { type: 'local', address: media.address },
    meet: { ...ports.meet, ...sections.meet },
    sfu: { ...ports.sfu, ...sections.sfu },
    turn: { ...ports.turn, ...sections.turn },
    redis: { ...ports.redis, ...sections.redis },
  });
  const where = { baseDir: folder, stateDir: platform.target.stateDir };
  const dispose = async () => {
    await drainEvents(downLocal(where));
    await media[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const report = await drainEvents(
      upLocal({
        platform,
        baseDir: folder,
        backendEntry: join(root, 'packages/meet/server/main.ts'),
        webRoot: join(root, 'packages/meet/web/dist'),
      }),
    );
    return {
      report,
      ca: await readFile(report.caFile, 'utf8'),
      async pidOf(component) {
        const { components } = await statusLocal(where);
        const pid = components.find(({ name }) => name === component)?.pid;
        if (!pid) throw new Error(`${component} is not running`);
        return pid;
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
