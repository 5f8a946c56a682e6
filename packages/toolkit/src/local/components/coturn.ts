import { join } from 'node:path';
import type { PlanInput } from '../model.ts';
import { renderCoturn } from '../render/index.ts';
import { listens, loopback, programPath, secretFile, type PlannedComponent } from './planned.ts';

export function planCoturn(input: PlanInput): PlannedComponent {
  const { turn } = input.platform;
  const name = 'coturn';
  const { mediaAddress, paths } = input;
  const file = join(paths.config, 'turnserver.conf');
  const addresses = new Set([mediaAddress, loopback]);
  const content = renderCoturn({
    ...turn,
    mediaAddress,
    secret: input.secrets.turnSecret,
    certFile: paths.certFile,
    keyFile: paths.keyFile,
    databaseFile: join(paths.config, 'turn.db'),
    pidFile: join(paths.config, 'turn.pid'),
  });
  return {
    spec: {
      name,
      kind: 'coturn',
      argv: [programPath(input, 'turnserver'), '-c', file],
      cwd: paths.config,
      dependsOn: [],
      gate: { host: mediaAddress, port: turn.tlsPort },
      stopTimeoutMs: 5_000,
      stopRepeatMs: null,
      probe: { type: 'turn', host: mediaAddress, port: turn.port, tlsPort: turn.tlsPort },
      ports: [
        ...listens(name, 'udp', addresses, turn.port, 'turn.port'),
        ...listens(name, 'tcp', addresses, turn.port, 'turn.port'),
        ...listens(name, 'tcp', addresses, turn.tlsPort, 'turn.tlsPort'),
        ...listens(name, 'udp', [mediaAddress], turn.relayPorts, 'turn.relayPorts'),
      ],
    },
    files: [secretFile(file, content)],
  };
}
