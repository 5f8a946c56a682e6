import { tlsVerdict } from '../client/index.ts';
import type { TlsReport, TurnFinding } from './report.ts';

const day = 86_400_000;

/** What a server's certificate chain says about it. `warnDays`: how long before its end to warn. */
export function judgeTls(tls: TlsReport, host: string, nowMs: number, warnDays: number): TurnFinding[] {
  const findings: TurnFinding[] = [];
  if (tls.chainError !== null && tls.chainError !== 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const [code, hint] = tlsVerdict(tls.chainError);
    findings.push({
      code,
      severity: 'error',
      message: `the certificate of ${host} (${tls.subject}, from ${tls.issuer}, valid ${tls.notBefore} to ${tls.notAfter}) is refused: ${tls.chainError}`,
      hint,
      details: { result: tls.chainError },
    });
  }
  if (tls.nameError !== null) {
    const [code, hint] = tlsVerdict('HOSTNAME_MISMATCH');
    findings.push({
      code,
      severity: 'error',
      message: `the certificate is not for ${host}, but for ${tls.names.join(', ') || 'no name at all'}`,
      hint,
      details: { names: tls.names },
    });
  }
  const daysLeft = Math.floor((Date.parse(tls.notAfter) - nowMs) / day);
  if (daysLeft >= 0 && daysLeft < warnDays) {
    findings.push({
      code: 'TURN_TLS_EXPIRES_SOON',
      severity: 'warning',
      message: `the certificate of ${host} expires in ${daysLeft} days, on ${tls.notAfter}`,
      hint: 'renew it and have the server load it',
      details: { daysLeft },
    });
  }
  return findings;
}
