import { join } from 'node:path';
import type { LocalUrls, PlanInput } from '../model.ts';
import type { Parts } from '../parts.ts';
import { backendListeners, renderBackend } from '../render/index.ts';
import { listens, loopback, secretFile, type PlannedComponent } from './planned.ts';

export function planMeet(input: PlanInput, parts: Parts, urls: LocalUrls): PlannedComponent[] {
  return Array.from({ length: parts.backends }, (_, index) => planOne(input, parts, urls, index));
}

function planOne(input: PlanInput, parts: Parts, urls: LocalUrls, index: number): PlannedComponent {
  const { platform, mediaAddress, paths } = input;
  const name = `meet-${index}`;
  const file = join(paths.config, `${name}.json`);
  const httpPort = platform.meet.httpPort + index;
  const config = renderBackend({
    index,
    platform,
    mediaAddress,
    secrets: input.secrets,
    certFile: paths.certFile,
    keyFile: paths.keyFile,
    redis: parts.redis,
    sfus: parts.sfus,
    coturn: parts.coturn,
    maxParticipants: parts.maxParticipants,
    urls,
    webRoot: input.webRoot,
    evidenceDir: paths.evidence,
    backends: parts.backends,
  });
  return {
    spec: {
      name,
      kind: 'meet',
      argv: [input.node, input.backendEntry, file],
      cwd: paths.config,
      dependsOn: [
        ...(parts.redis ? ['redis'] : []),
        ...Array.from({ length: parts.sfus }, (_, sfu) => `janus-${sfu}`),
      ],
      gate: { host: loopback, port: httpPort },
      stopTimeoutMs: 5_000,
      stopSignal: 'SIGINT',
      stopRepeatMs: null,
      probe: { type: 'http', url: `http://${loopback}:${httpPort}/health/ready` },
      ports: [
        ...backendListeners({ index, platform, mediaAddress }).flatMap(({ host, port, tls }) =>
          listens(name, 'tcp', [host], port, tls ? 'meet.port' : 'meet.httpPort'),
        ),
        ...listens(name, 'tcp', [loopback], platform.meet.adminPort + index, 'meet.adminPort'),
      ],
    },
    files: [secretFile(file, `${JSON.stringify(config, null, 2)}\n`)],
  };
}
