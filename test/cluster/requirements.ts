import { access } from 'node:fs/promises';
import { findCommand } from '@stoa/toolkit/base';
import { findGo } from './binaries.ts';

/** Programs of system packages without which there is no node; `make test-cluster` installs them on Debian. */
const programs = [
  'containerd',
  'runc',
  'ip',
  'nft',
  'iptables',
  'conntrack',
  'nsenter',
  'unshare',
  'openssl',
  'flock',
];

/** What keeps a real cluster from running on this machine, each with what to do; empty when it can. */
export async function missingForCluster(): Promise<string[]> {
  const missing: string[] = [];
  if (process.platform !== 'linux') return ['it needs Linux (namespaces and cgroups)'];
  if (process.getuid?.() !== 0) missing.push('it needs root (namespaces, containerd): use sudo');
  if (!(await findGo()))
    missing.push('Go is missing (https://go.dev/dl): the binaries are built from source');
  const found = await Promise.all(programs.map(findCommand));
  const absent = programs.filter((_, index) => found[index] === undefined);
  if (absent.length > 0) missing.push(`programs are missing: ${absent.join(', ')}`);
  const plugins = await access('/usr/lib/cni/ptp').then(
    () => true,
    () => false,
  );
  if (!plugins) missing.push('the CNI plugins are missing (package containernetworking-plugins)');
  return missing;
}
