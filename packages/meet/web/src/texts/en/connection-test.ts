/** The test of the ways that a call can take. */
export const connectionTest = {
  open: 'Test connection',
  title: 'Connection test',
  close: 'Close',
  again: 'Test again',
  running: 'Testing…',
  done: 'Test finished.',
  list: 'Ways to the call',
  ways: {
    stun: 'Direct (STUN)',
    udp: 'Relay over UDP',
    tcp: 'Relay over TCP',
    tls: 'Relay over TLS',
  },
  states: {
    waiting: 'Waiting',
    running: 'Testing…',
    ok: 'OK',
    blocked: 'Blocked',
    'not-offered': 'Not offered',
  },
  rtt: (ms: number) => `OK, ${Math.round(ms)} ms`,
  good: {
    stun: 'Sound and picture can take the shortest way.',
    udp: 'Works behind most firewalls, with little delay.',
    tcp: 'Works where UDP is blocked. Picture may pause when the network loses packets.',
    tls: 'Works even where only encrypted web traffic gets through.',
  },
  bad: {
    stun: 'Calls still work if one of the relays does.',
    unreachable: 'No answer from the relay: a firewall or proxy probably blocks this way.',
    refused: 'The relay answered, but refused: tell whoever runs this platform.',
    'no-data': 'The relay was reached, but carried nothing between two of its own addresses.',
    'not-offered': 'This platform has no server for this way.',
  },
  bandwidth: 'Bandwidth',
  rate: (bitrate: number) =>
    bitrate >= 1e6 ? `${(bitrate / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bitrate / 1e3)} kbit/s`,
  over: {
    udp: 'each way over the relay (UDP)',
    tcp: 'each way over the relay (TCP)',
    tls: 'each way over the relay (TLS)',
  },
  grades: {
    good: 'Enough for a sharp picture.',
    fair: 'Enough for a small picture: choose a lower quality in the settings.',
    poor: 'Enough for sound. Turn your camera off if it stutters.',
  },
  noBandwidth: 'Not measured: no relay can be used.',
  failed: {
    unreachable: 'The server did not answer. Check your network and try again.',
    'too-many': 'Too many tests in a short time. Try again in a minute.',
    'not-allowed': 'You may not test the connection before signing in.',
  },
};
