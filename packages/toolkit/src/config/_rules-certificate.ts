import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { expiresSoon } from '../certs/index.ts';
import type { Mark } from './findings.ts';
import type { RuleInput } from './_rule.ts';

const chainPath = ['target', 'certificate', 'chain'];
const keyPath = ['target', 'certificate', 'key'];

/** Whether browsers and TURN clients will take the certificate of the config. */
export function certificate({ platform: { target, turn } }: RuleInput): Mark[] {
  if (target.type !== 'kubernetes' || !target.certificate) return [];
  const { chain, key } = target.certificate;
  const cert = parsed(() => new X509Certificate(chain));
  if (!cert) return [unreadable(chainPath, 'the certificate cannot be read')];
  const privateKey = parsed(() => createPrivateKey(key));
  if (!privateKey) return [unreadable(keyPath, 'the key cannot be read: it is damaged, or has a passphrase')];
  const marks = [...inTime(cert)];
  if (!cert.checkPrivateKey(privateKey)) {
    marks.push({
      code: 'CONFIG_CERTIFICATE',
      path: keyPath,
      message: 'the key is not that of the certificate',
      hint: 'the certificate has to be the first one of the chain',
    });
  }
  marks.push(...without(cert, target.web.hosts, 'error', 'browsers come by'));
  if (turn.kind === 'coturn') {
    const relays = target.relay.hosts.length > 0 ? target.relay.hosts : target.relay.externalIps;
    marks.push(...without(cert, relays, 'warning', 'TURN over TLS is reached by'));
  }
  return marks;
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function unreadable(path: string[], message: string): Mark {
  return { code: 'CONFIG_CERTIFICATE', path, message, hint: 'look at it with: openssl x509 or openssl pkey' };
}

function inTime(cert: X509Certificate): Mark[] {
  const now = new Date();
  const mark = { code: 'CONFIG_CERTIFICATE', path: chainPath, hint: 'renew it, and apply again' } as const;
  if (cert.validToDate < now) return [{ ...mark, message: `the certificate expired on ${cert.validTo}` }];
  if (cert.validFromDate > now)
    return [{ ...mark, message: `the certificate is not valid before ${cert.validFrom}` }];
  if (!expiresSoon(cert, now)) return [];
  return [{ ...mark, severity: 'warning', message: `the certificate expires on ${cert.validTo}` }];
}

function without(
  cert: X509Certificate,
  names: readonly string[],
  severity: 'error' | 'warning',
  how: string,
): Mark[] {
  const missing = [...new Set(names)].filter(
    (name) => (isIP(name) ? cert.checkIP(name) : cert.checkHost(name)) === undefined,
  );
  if (missing.length === 0) return [];
  return [
    {
      ...(severity === 'warning' ? { severity } : {}),
      code: 'CONFIG_CERTIFICATE',
      path: chainPath,
      message: `${how} ${missing.join(', ')}, which the certificate does not name`,
      hint: `it names ${cert.subjectAltName ?? 'nothing'}`,
    },
  ];
}
