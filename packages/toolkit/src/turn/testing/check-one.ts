import { drainEvents } from '../../base/index.ts';
import { checkTurn, type TurnCheckOptions, type TurnUrlReport } from '../index.ts';
import { testSecret } from './coturn.ts';

/** Checks one URL: few and fast echoes, no probing for open relays, the test secret unless credentials are given. */
export async function checkOne(url: string, options: TurnCheckOptions = {}): Promise<TurnUrlReport> {
  const credentials = options.credentials ? {} : { secret: testSecret };
  const settings = { ...credentials, count: 5, rate: 0, probeOpenRelay: false, ...options };
  const [report] = (await drainEvents(checkTurn([url], settings))).urls;
  if (!report) throw new Error('the check gave no report');
  return report;
}

export const codesOf = ({ findings }: TurnUrlReport): string[] => findings.map(({ code }) => code);
