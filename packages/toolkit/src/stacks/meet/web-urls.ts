import type { MeetStackInput } from './input.ts';

type Place = Pick<MeetStackInput, 'platform' | 'target'>;

export function behindGateway({ target }: Pick<Place, 'target'>): boolean {
  return target.web.exposure === 'gateway';
}

/** Base URLs of the web app, in the order of the config: behind each of them are all session backends. */
export function webUrls({ target }: Pick<Place, 'target'>): string[] {
  const { web } = target;
  return web.hosts.map((host) =>
    behindGateway({ target }) ? `https://${host}` : `https://${host}:${web.nodePort}`,
  );
}

/** The port of the pods behind the web's Service. */
export function webPort(input: Place): number {
  const { meet } = input.platform;
  return behindGateway(input) ? meet.httpPort : meet.port;
}
