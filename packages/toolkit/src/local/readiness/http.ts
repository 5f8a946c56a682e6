/** 200 is ready; anything else is not, and its body says why. */
export async function probeHttp(url: string, timeoutMs: number): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  const body = (await response.text()).trim().slice(0, 200);
  if (response.status !== 200)
    throw new Error(`${url} answered ${response.status}${body ? `: ${body}` : ''}`);
}
