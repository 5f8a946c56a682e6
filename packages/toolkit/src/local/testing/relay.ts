import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StoaError } from '../../base/index.ts';
import { parseTurnUrl, TurnClient } from '../../turn/index.ts';
import type { Secrets } from '../model.ts';
import type { TestPlatform } from './platform.ts';
import { readState } from '../state.ts';

export interface RelayTester {
  readonly host: string;
  /** Asks the relay for a permission; `permitted`, or the code of the refusal. */
  permit(peer: string): Promise<string>;
}

/** Speaks to the platform's relay with its own secret, as a participant would. */
export async function connectRelay(platform: TestPlatform): Promise<RelayTester> {
  const secrets = JSON.parse(await readFile(platform.paths.secrets, 'utf8')) as Secrets;
  const state = await readState(platform.paths);
  const host = state?.deployment?.mediaAddress ?? '';
  const username = `${Math.floor(Date.now() / 1_000) + 600}:test`;
  const password = createHmac('sha1', secrets.turnSecret).update(username).digest('base64');
  return {
    host,
    async permit(peer) {
      const client = await TurnClient.connect({
        server: parseTurnUrl(`turn:${host}:${platform.options.platform.turn.port}`),
        credentials: { username, password },
      });
      try {
        await client.allocate();
        await client.createPermission(peer);
        return 'permitted';
      } catch (error) {
        return error instanceof StoaError ? error.code : String(error);
      } finally {
        await client.close();
      }
    },
  };
}
