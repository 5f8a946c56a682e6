import { quote } from './values.ts';

export interface RedisConfInput {
  /** Address to listen on. */
  readonly bind: string;
  readonly port: number;
  readonly password: string;
  readonly dataDir: string;
}

/**
 * `redis.conf`. `appendfsync always`: a command is answered after its fsync, so an acknowledged chat message outlives
 * a power cut as well as kill -9. Redis shares one fsync among all commands of a loop turn, and a room log sees tens of
 * small appends a second, so this costs about a disk flush of latency per command and no media.
 */
export function renderRedisConf(input: RedisConfInput): string {
  return [
    `bind ${input.bind}`,
    `port ${input.port}`,
    'protected-mode yes',
    `requirepass ${quote(input.password, 'redis.password')}`,
    'daemonize no',
    'logfile ""',
    `dir ${quote(input.dataDir, 'local.stateDir')}`,
    '',
    'appendonly yes',
    'appendfsync always',
    '# The append-only file is the only copy on disk.',
    'save ""',
    '# A log that forgets is worse than one that refuses.',
    'maxmemory-policy noeviction',
    'databases 1',
    '',
  ].join('\n');
}
