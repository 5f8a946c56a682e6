import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshClone, type FreshClone } from '../support/fresh-clone.ts';
import { listeningOn, stoaInterfaces, stoaProcesses, type PortRange } from '../support/leftovers.ts';

// The README's three commands, as a new user types them, on the product's own default ports.
describe('make up, from a fresh clone', () => {
  let clone: FreshClone;
  let interfaces: string[];
  let ports: PortRange[] = [];
  beforeAll(async () => {
    interfaces = await stoaInterfaces();
    clone = await freshClone();
  });
  afterAll(() => clone[Symbol.asyncDispose]());

  it('starts the platform and proves a call on all four paths', async () => {
    const up = await clone.run('make', ['up']);
    expect(up.output).toMatch(/http:\/\/127\.0\.0\.1:\d+\/r\/[a-z0-9-]+/);
    for (const path of ['direct', 'udp', 'tcp', 'tls'])
      expect(up.output).toMatch(new RegExp(`\\b${path}\\b`));
    expect(up.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(up.code, up.output).toBe(0);
  });

  it('tells its state, and keeps evidence of the call', async () => {
    const status = await clone.run('bin/stoa', ['status', '-f', 'examples/local/stoa.yaml', '-o', 'json']);
    const parsed = JSON.parse(status.output) as {
      components: { name: string; state: string; ports: PortRange[] }[];
    };
    ports = parsed.components.flatMap((component) => component.ports);
    expect(await listeningOn(ports)).not.toEqual([]);
    expect(parsed.components.map((component) => component.name).sort()).toEqual([
      'coturn',
      'janus-0',
      'janus-1',
      'meet-0',
      'meet-1',
      'redis',
    ]);
    expect(new Set(parsed.components.map((component) => component.state))).toEqual(new Set(['running']));
    const evidence = await readdir(join(clone.folder, 'examples/local/.stoa/evidence'));
    expect(evidence.filter((name) => name.includes('-call-'))).toHaveLength(1);
  });

  it('finds the platform running the second time, and only verifies', async () => {
    const processes = await stoaProcesses(clone.folder);
    const again = await clone.run('make', ['up']);
    expect(again.code, again.output).toBe(0);
    expect(again.output).not.toContain('installing npm packages');
    expect(await stoaProcesses(clone.folder)).toEqual(processes);
  });

  it('leaves no process, port, interface or temporary file after make down', async () => {
    const down = await clone.run('make', ['down']);
    expect(down.code, down.output).toBe(0);
    expect(await stoaProcesses(clone.folder)).toEqual([]);
    expect(await stoaInterfaces()).toEqual(interfaces);
    expect(await listeningOn(ports)).toEqual([]);
    // What is kept on purpose: secrets, CA, the event log, logs, evidence.
    expect((await readdir(join(clone.folder, 'examples/local/.stoa'))).sort()).toEqual([
      'data',
      'evidence',
      'logs',
      'secrets.json',
      'state.json',
      'tls',
    ]);
    const { stdout } = await run('git', ['-C', clone.folder, 'status', '--porcelain']);
    expect(stdout).toBe('');
  });
});
