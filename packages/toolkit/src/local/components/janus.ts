import { join } from 'node:path';
import type { PlanInput } from '../model.ts';
import { renderJanus, splitRange } from '../../media/index.ts';
import { listens, loopback, programPath, secretFile, type PlannedComponent } from './planned.ts';

export function planJanus(input: PlanInput, count: number): PlannedComponent[] {
  if (count === 0) return [];
  return splitRange(input.platform.sfu.rtpPorts, count, 'sfu.rtpPorts').map((rtpPorts, index) =>
    planOne(input, index, rtpPorts),
  );
}

function planOne(
  input: PlanInput,
  index: number,
  rtpPorts: { readonly min: number; readonly max: number },
): PlannedComponent {
  const { sfu } = input.platform;
  const name = `janus-${index}`;
  const configDir = join(input.paths.config, name);
  const apiPort = sfu.apiPort + index;
  const adminPort = sfu.adminPort + index;
  const files = renderJanus({
    name,
    configDir,
    mediaAddress: input.mediaAddress,
    apiAddress: loopback,
    rtpPorts,
    apiPort,
    adminPort,
    apiSecret: input.secrets.janusApiSecret,
    adminSecret: input.secrets.janusAdminSecret,
  });
  return {
    spec: {
      name,
      kind: 'janus',
      argv: [
        programPath(input, 'janus'),
        `--configs-folder=${configDir}`,
        `--config=${join(configDir, 'janus.jcfg')}`,
        '--disable-colors',
      ],
      cwd: input.paths.config,
      dependsOn: [],
      gate: { host: loopback, port: apiPort },
      stopTimeoutMs: 10_000,
      // Janus 1.1 loses a signal that comes while it starts, and quits at the next one.
      stopRepeatMs: 1_000,
      probe: {
        type: 'janus',
        apiUrl: `ws://${loopback}:${apiPort}`,
        adminUrl: `ws://${loopback}:${adminPort}`,
      },
      ports: [
        ...listens(name, 'tcp', [loopback], apiPort, 'sfu.apiPort'),
        ...listens(name, 'tcp', [loopback], adminPort, 'sfu.adminPort'),
        ...listens(name, 'udp', [input.mediaAddress], rtpPorts, 'sfu.rtpPorts'),
      ],
    },
    files: Object.entries(files).map(([file, content]) => secretFile(join(configDir, file), content)),
  };
}
