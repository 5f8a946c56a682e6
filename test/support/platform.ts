import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { drainEvents } from '@stoa/toolkit/base';
import { platformSchema, type PlatformInput } from '@stoa/toolkit/config';
import { downLocal, statusLocal, upLocal, type UpReport } from '@stoa/toolkit/local';
import { openMediaAddress, ownMediaAddress } from './media-address.ts';

const root = resolve(import.meta.dirname, '../..');

export interface TestPlatform extends AsyncDisposable {
  readonly report: UpReport;
  /** PEM of the platform's CA. */
  readonly ca: string;
  /** Process id of a component; throws when it is not running. */
  pidOf(component: string): Promise<number>;
}

export type PlatformSections = Partial<Omit<PlatformInput, 'apiVersion' | 'name' | 'target'>>;

/**
 * Beside the product's defaults, so that a platform of the developer may run meanwhile, and below the ports that the
 * system gives to clients (32768 on), so that nobody sits on one by chance.
 */
const ports = {
  meet: { port: 30_000, httpPort: 30_010, adminPort: 30_060 },
  sfu: { apiPort: 30_020, adminPort: 30_030, rtpPorts: { min: 31_000, max: 31_799 } },
  turn: { port: 30_040, tlsPort: 30_041, relayPorts: { min: 31_800, max: 32_599 } },
  redis: { port: 30_050 },
} as const;

/** The whole local platform, as `stoa up` starts it, on ports and an address of its own. */
export async function startPlatform(sections: PlatformSections = {}): Promise<TestPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-platform-'));
  const media = await openMediaAddress(ownMediaAddress('stoat', '127.88.9'));
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
        backendEntry: join(root, 'packages/meet/server/start.ts'),
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
