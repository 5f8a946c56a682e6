/** RTCStatsReport, or what a test recorded of one. */
type StatsReport = ReadonlyMap<string, unknown>;

function field(entry: unknown, name: string): unknown {
  return typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;
}

/** The local candidate of the pair that carries media; undefined before there is one. */
function localCandidate(report: StatsReport): unknown {
  const all = [...report.values()];
  const transport = all.find((entry) => field(entry, 'type') === 'transport');
  const named = report.get(String(field(transport, 'selectedCandidatePairId')));
  const chosen =
    named ??
    all.find(
      (entry) =>
        field(entry, 'type') === 'candidate-pair' &&
        field(entry, 'nominated') === true &&
        field(entry, 'state') === 'succeeded',
    );
  return report.get(String(field(chosen, 'localCandidateId')));
}

/** ICE user name fragments of a description (RFC 8839 §5.4). */
export function fragmentsOf(sdp: string): ReadonlySet<string> {
  return new Set([...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map((match) => match[1] ?? ''));
}

/**
 * Does media run over a path of the newest ICE generation? After a restart with other relays such a path cannot lead
 * over an earlier one. Where the browser does not tell a candidate's fragment, its relay's URL decides.
 * @param sdp the present local description
 * @param urls of the relays that may be used
 */
export function isOnNewPath(report: StatsReport, sdp: string, urls: readonly string[]): boolean {
  const local = localCandidate(report);
  if (local === undefined) return false;
  const fragment = field(local, 'usernameFragment');
  if (typeof fragment === 'string' && fragment !== '') return fragmentsOf(sdp).has(fragment);
  const url = field(local, 'url');
  return typeof url !== 'string' || url === '' || urls.includes(url);
}
