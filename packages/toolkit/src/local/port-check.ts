import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { localErrors } from './local-errors.ts';
import type { PortUse } from './model.ts';
import { findPortHolder } from './port-holder.ts';
import { portText } from './ports.ts';

interface RefusedPort {
  readonly use: PortUse;
  readonly code: string;
}

/**
 * Tries every single port by binding it; ranges are left out, because media servers pass over the ports that are taken.
 * @throws LOCAL_PORT_IN_USE naming each port, the setting, and the process that holds it where that can be seen
 */
export async function assertPortsFree(uses: readonly PortUse[]): Promise<void> {
  const single = uses.filter((use) => use.first === use.last);
  const results = await Promise.all(single.map(tryBind));
  const refused = results.filter((result) => result !== undefined);
  if (refused.length === 0) return;
  const lines = await Promise.all(refused.map(describe));
  throw localErrors.make('LOCAL_PORT_IN_USE', lines.join('; '), {
    hint: 'stop the other program, or choose other ports in stoa.yaml',
    details: { ports: refused.map(({ use }) => `${use.address}:${portText(use)}/${use.proto}`) },
  });
}

async function describe({ use, code }: RefusedPort): Promise<string> {
  const where = `port ${use.address}:${portText(use)}/${use.proto} (${use.setting}, ${use.component})`;
  if (code === 'EACCES') return `${where} may not be used without root rights`;
  if (code !== 'EADDRINUSE') return `${where} cannot be used (${code})`;
  const holder = await findPortHolder(use);
  return `${where} is in use by ${holder ? `${holder.name} (process ${holder.pid})` : 'another program'}`;
}

async function tryBind(use: PortUse): Promise<RefusedPort | undefined> {
  try {
    await (use.proto === 'tcp' ? bindTcp(use) : bindUdp(use));
    return undefined;
  } catch (cause) {
    return { use, code: (cause as NodeJS.ErrnoException).code ?? String(cause) };
  }
}

async function bindTcp(use: PortUse): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: use.address, port: use.first, exclusive: true }, () =>
      server.close(() => resolve()),
    );
  });
}

async function bindUdp(use: PortUse): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: use.address, port: use.first, exclusive: true }, () => socket.close(resolve));
  });
}
