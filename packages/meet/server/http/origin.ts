/**
 * May a page of `origin` open a socket here? Programs send no Origin. Pages of the same host may, on whatever port:
 * a client that reconnects comes from the page of another session backend; so may pages of the configured backends.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  backendUrls: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (from.protocol !== 'http:' && from.protocol !== 'https:') return false;
  if (
    host !== undefined &&
    URL.canParse(`http://${host}`) &&
    new URL(`http://${host}`).hostname === from.hostname
  ) {
    return true;
  }
  return backendUrls.some((url) => new URL(url).origin === from.origin);
}
