import type { Texts } from '../en/index.ts';

const oneDigit = new Intl.NumberFormat('de', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const details: Texts['details'] = {
  title: 'Verbindung',
  close: 'Verbindungsdetails schließen',
  none: 'Noch keine Verbindung für Bild und Ton.',
  session: 'Server',
  send: 'Senden',
  receive: 'Empfangen',
  path: 'Weg',
  direct: (protocol) => `Direkt, ${protocol.toUpperCase()}`,
  relay: (protocol) => `Über Relais, ${protocol.toUpperCase()}`,
  unknown: '–',
  rtt: 'Umlaufzeit',
  ms: (value) => `${Math.round(value)} ms`,
  loss: 'Paketverlust',
  percent: (share) => `${oneDigit.format(share * 100)} %`,
  state: 'Zustand',
  modes: { sfu: 'über den Medienserver', mesh: 'direkt von Person zu Person' },
  states: {
    new: 'neu',
    connecting: 'wird aufgebaut',
    connected: 'verbunden',
    disconnected: 'unterbrochen',
    failed: 'gescheitert',
    closed: 'geschlossen',
  },
};
