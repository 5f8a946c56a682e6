import { join } from 'node:path';
import { relaysOf, renderCoturn, type Relay } from '../../media/index.ts';
import type { PlanInput } from '../model.ts';
import { listens, loopback, programPath, secretFile, type PlannedComponent } from './planned.ts';

export function planCoturn(input: PlanInput): PlannedComponent[] {
  return relaysOf(input.platform).map((relay) => planOne(input, relay));
}

function planOne(input: PlanInput, relay: Relay): PlannedComponent {
  const { name, port, tlsPort, relayPorts } = relay;
  const { mediaAddress, paths } = input;
  const single = name === 'coturn';
  const file = join(paths.config, single ? 'turnserver.conf' : `${name}.conf`);
  const own = (ending: string) => join(paths.config, single ? `turn.${ending}` : `${name}.${ending}`);
  const addresses = new Set([mediaAddress, loopback]);
  const content = renderCoturn({
    ...input.platform.turn,
    ...relay,
    mediaAddress,
    secrets: [input.secrets.turnSecret],
    certFile: paths.certFile,
    keyFile: paths.keyFile,
    databaseFile: own('db'),
    pidFile: own('pid'),
  });
  return {
    spec: {
      name,
      kind: 'coturn',
      argv: [programPath(input, 'turnserver'), '-c', file],
      cwd: paths.config,
      dependsOn: [],
      gate: { host: mediaAddress, port: tlsPort },
      stopTimeoutMs: 5_000,
      stopRepeatMs: null,
      probe: { type: 'turn', host: mediaAddress, port, tlsPort },
      ports: [
        ...listens(name, 'udp', addresses, port, 'turn.port'),
        ...listens(name, 'tcp', addresses, port, 'turn.port'),
        ...listens(name, 'tcp', addresses, tlsPort, 'turn.tlsPort'),
        ...listens(name, 'udp', [mediaAddress], relayPorts, 'turn.relayPorts'),
      ],
    },
    files: [secretFile(file, content)],
  };
}
