import { StoaError } from '@stoa/toolkit/base';
import { startBackend, type Backend } from './backend.ts';
import { readBackendConfig } from './config-file.ts';
import { createLogger } from './logger.ts';

const path = process.argv[2];

function fail(error: unknown): never {
  const known = error instanceof StoaError;
  const text = known ? `${error.code}: ${error.message}` : String((error as Error).stack ?? error);
  const hint = known && error.hint ? `\n  ${error.hint}` : '';
  process.stderr.write(`stoa-meet: ${text}${hint}\n`);
  process.exit(known ? error.exitCode : 1);
}

async function main(file: string): Promise<void> {
  // The pods of one Deployment share a file; the kubelet gives each its own name.
  const config = await readBackendConfig(file, process.env['STOA_BACKEND_NAME'] || undefined);
  const logger = createLogger(config.name);
  const backend: Backend = await startBackend(config, { logger });
  const exit = (ending: Promise<void>) => void ending.then(() => process.exit(0), fail);
  // Told to go: everybody moves to another backend first. Told twice, or interrupted: at once.
  process.once('SIGTERM', () => {
    process.once('SIGTERM', () => exit(backend.close()));
    exit(backend.drain());
  });
  process.once('SIGINT', () => exit(backend.close()));
  // Also when it was told over the admin API.
  exit(backend.ended);
}

if (path === undefined) {
  process.stderr.write('usage: node main.ts <config.json>\n');
  process.exit(2);
}
await main(path).catch(fail);
