import { messageOf } from '../base/index.ts';

/** 200 is ready; anything else is not, and its body says why. @throws what is wrong, with the URL */
export async function probeHttp(url: string, timeoutMs: number): Promise<void> {
  const response = await ask(url, timeoutMs);
  const body = (await response.text()).trim().slice(0, 200);
  if (response.status !== 200)
    throw new Error(`${url} answered ${response.status}${body ? `: ${body}` : ''}`);
}

async function ask(url: string, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  } catch (cause) {
    // fetch itself only says that it failed.
    const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
    throw new Error(`${url}: ${messageOf(inner)}`, { cause });
  }
}
