import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/ports.ts';
import { goBinaries } from './binaries.ts';
import {
  controllerKubeconfigs,
  issueControlPlane,
  startParts,
  waitForServiceAccount,
  type RunningParts,
} from './control-plane-parts.ts';
import { makePki, writeKubeconfig, type Pki } from './pki.ts';

/** A real API server with its controllers and no node: what a client needs. No root, all on 127.0.0.1. */
export interface ControlPlane extends AsyncDisposable {
  readonly server: string;
  /** Path of the administrator's kubeconfig (credentials inside). */
  readonly kubeconfig: string;
  readonly pki: Pki;
  readonly folder: string;
  readonly parts: RunningParts;
  /** Milliseconds from the call until pods could be created. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** It outlives this process; whoever asks for that ends it. */
  readonly keep?: boolean;
  readonly told?: (line: string) => void;
  /** See `ControlPlaneLayout.usualRates`. */
  readonly usualRates?: boolean;
}

/** Starts etcd, API server, controller manager and scheduler in a temporary folder, on free ports. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const binaries = await goBinaries('kubernetes', ['control-plane'], options.told);
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'stoa-control-plane-'));
  const logs = join(folder, 'logs');
  await mkdir(logs, { mode: 0o700 });
  const [port, client, peer] = await threePorts();
  const server = `https://127.0.0.1:${port}`;
  const pki = await makePki(join(folder, 'pki'));
  await issueControlPlane(pki, [], ['10.200.0.1']);
  const kubeconfig = await writeKubeconfig(pki, 'admin', server);
  const layout = {
    pki,
    kubeconfigs: await controllerKubeconfigs(pki, server),
    dataFolder: folder,
    bind: '127.0.0.1',
    address: '127.0.0.1',
    port,
    etcdPorts: { client, peer },
    services: '10.200.0.0/16',
    realNodes: false,
    usualRates: options.usualRates ?? false,
  };
  const parts = await startParts(layout, {
    binary: binaries['control-plane'],
    logs,
    keep: options.keep ?? false,
    admin: kubeconfig,
  });
  await waitForServiceAccount(kubeconfig, parts);
  const stop = async () => {
    // Controllers first, so that none of them complains about an API server that went away.
    for (const daemon of [...parts.daemons.values()].reverse()) await daemon.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  const startedInMs = performance.now() - started;
  return { server, kubeconfig, pki, folder, parts, startedInMs, stop, [Symbol.asyncDispose]: stop };
}

/** Below the kernel's range of ephemeral ports, so that no outgoing connection takes one in between. */
async function threePorts(): Promise<[number, number, number]> {
  const ports = new Set<number>();
  while (ports.size < 3) ports.add(await freePort(20_000, 32_000));
  const [first = 0, second = 0, third = 0] = ports;
  return [first, second, third];
}
