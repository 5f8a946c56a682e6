/** Mistakes that people make, for the golden test; `head` is a valid config to add them to. */
const head = 'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: local\n';

export interface BadConfig {
  readonly title: string;
  readonly text: string;
}

const added: Readonly<Record<string, string>> = {
  'unknown key with a likely meaning': 'turn:\n  relam: example.org\n',
  'unknown section': 'monitoring:\n  port: 1\n',
  'unknown key in a nested section': 'meet:\n  room:\n    max: 5\n',
  'number in quotes': 'meet:\n  port: "8443"\n',
  'fraction where a whole number belongs': 'meet:\n  backends: 1.5\n',
  'number too large': 'sfu:\n  replicas: 99\n',
  'number too small': 'meet:\n  backends: 0\n',
  'word that is almost right': 'sfu:\n  kind: janos\n',
  'empty section': 'redis:\nturn:\n  port: 3478\n',
  'list where a section belongs': 'turn:\n  - port: 3478\n',
  'text where a section belongs': 'turn: coturn\n',
  'duration without unit': 'meet:\n  resumeGrace: 20\n',
  'duration with a wrong unit': 'turn:\n  credentialLifetime: 10 minutes\n',
  'origin with a path': 'meet:\n  origins: [https://meet.example.org/]\n',
  'origin without scheme, and one that is all wildcard':
    'meet:\n  origins: [meet.example.org, "https://*.org"]\n',
  'proxy that is no address': 'meet:\n  trustedProxies: [10.0.0.0/8, proxy.example.org, 10.0.0.0/33]\n',
  'issuer without TLS, and tokens for anybody':
    'meet:\n  auth:\n    oidc:\n      issuer: http://id.example.org\n',
  'hmac without secret': 'meet:\n  auth:\n    hmac:\n      audience: stoa\n',
  'half a range': 'turn:\n  relayPorts:\n    min: 24000\n',
  'range the wrong way round': 'sfu:\n  rtpPorts: { min: 23999, max: 20000 }\n',
  'duplicate key': 'meet:\n  port: 1000\n  backends: 2\n  port: 2000\n',
  'duplicate section': 'turn:\n  port: 1\nmeet:\n  backends: 1\nturn:\n  port: 2\n',
  'broken indentation': 'meet:\n  backends: 2\n   port: 1\n',
  'unclosed bracket': 'sfu:\n  rtpPorts: { min: 1, max: 2\n',
  'tab as indentation': 'meet:\n\tbackends: 2\n',
  'unknown anchor': 'turn: *relay\n',
  'two documents': '---\nname: other\n',
  'short secret in the file': 'turn:\n  secret: hunter2\n',
  'unset environment variable': 'turn:\n  secret: ${env:NOT_SET}\n',
  'missing secret file': 'redis:\n  password: ${file:secrets/none.txt}\n',
  'reference of an unknown kind': 'sfu:\n  apiSecret: ${vault:janus}\n',
  'reference without end': 'sfu:\n  apiSecret: ${env:JANUS\n',
  'port clash with a default': 'meet:\n  port: 8079\n',
  'port clash by counting up': 'meet:\n  backends: 4\n  port: 9000\n  httpPort: 9003\n',
  'media ranges overlap': 'sfu:\n  rtpPorts: { min: 20000, max: 25000 }\n',
  'ports beyond the last': 'sfu:\n  replicas: 4\n  apiPort: 65533\n',
  'media ports too few': 'sfu:\n  replicas: 4\n  rtpPorts: { min: 20000, max: 20009 }\n',
  'memory with two backends': 'redis:\n  kind: memory\n',
  'same secret twice':
    'sfu:\n  apiSecret: 0123456789abcdef-literal\n  adminSecret: 0123456789abcdef-literal\n',
  'secret with a blank': 'turn:\n  secret: correct horse battery staple\n',
  'lifetime beyond reason': 'turn:\n  credentialLifetime: 3650d\n',
};

const whole: Readonly<Record<string, string>> = {
  'empty file': '',
  'only a comment': '# later\n',
  'a list': '- a\n- b\n',
  'a sentence': 'hello there\n',
  'everything missing': 'meet:\n  backends: 1\n',
  'no target type': 'apiVersion: stoa/v1alpha1\nname: calls\ntarget: {}\n',
  'unknown target': 'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: locl\n',
  'older version': 'apiVersion: stoa/v1\nname: calls\ntarget:\n  type: local\n',
  'name with capitals': 'apiVersion: stoa/v1alpha1\nname: My Calls\ntarget:\n  type: local\n',
  'address that is none':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: local\n  address: 192.0.2\n',
  'address word mistyped':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: local\n  address: lopback\n',
  'address as a number': 'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: local\n  address: 5\n',
  'address for everybody':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: local\n  address: 0.0.0.0\n',
  'cluster without images':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: kubernetes\n  address: auto\n',
  'registry with a scheme, network without its length':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: kubernetes\n  images: { registry: "https://r.example.org", tag: v1 }\n  networks:\n    pods: [10.244.0.0, 10.0.0.0/33]\n',
  'node ports out of range':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: kubernetes\n  images: { registry: r.example.org/stoa, tag: v1 }\n  relay:\n    exposure: nodePort\nturn:\n  replicas: 2\n  port: 30478\n  tlsPort: 32767\n',
  'public addresses without nodes':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: kubernetes\n  images: { registry: r.example.org/stoa, tag: v1 }\n  relay:\n    externalIps: [203.0.113.7]\nturn:\n  replicas: 2\n',
  'certificate by its path':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: kubernetes\n  images: { registry: r.example.org/stoa, tag: v1 }\n  certificate:\n    chain: /etc/ssl/fullchain.pem\n    key: /etc/ssl/privkey.pem\n',
  'a gateway whose proxies nobody knows':
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: kubernetes\n  images: { registry: r.example.org/stoa, tag: v1 }\n  web:\n    exposure: gateway\n    hosts: [meet.example.org]\nturn:\n  kind: none\n',
  'several at once':
    'name: calls\nturn:\n  prot: 1\n  tlsPort: x\nmeet:\n  backends: 99\nsfu:\n  kind: none\n  kind: none\n',
};

export const badConfigs: readonly BadConfig[] = [
  ...Object.entries(added).map(([title, text]) => ({ title, text: head + text })),
  ...Object.entries(whole).map(([title, text]) => ({ title, text })),
];
