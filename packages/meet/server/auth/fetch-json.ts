import { messageOf } from '@stoa/toolkit/base';
import { authUnavailable } from './refuse.ts';

const mostBytes = 256 * 1_024;

/**
 * A JSON document of the issuer: without redirects, bounded in time and size.
 * @throws MEET_REFUSED: auth-unavailable
 */
export async function fetchJson(url: string, ms: number): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(ms);
    const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return JSON.parse(await boundedText(response));
  } catch (error) {
    throw authUnavailable(`the issuer of the tokens cannot be asked: ${messageOf(error)}`);
  }
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error('its document is too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
