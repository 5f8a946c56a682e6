import type { Texts } from '../en/index.ts';

export const connectionTest: Texts['connectionTest'] = {
  open: 'Verbindung testen',
  title: 'Verbindungstest',
  close: 'Schließen',
  again: 'Noch einmal testen',
  running: 'Test läuft …',
  done: 'Test beendet.',
  list: 'Wege zum Gespräch',
  ways: {
    stun: 'Direkt (STUN)',
    udp: 'Relais über UDP',
    tcp: 'Relais über TCP',
    tls: 'Relais über TLS',
  },
  states: {
    waiting: 'Wartet',
    running: 'Wird getestet …',
    ok: 'In Ordnung',
    blocked: 'Gesperrt',
    'not-offered': 'Nicht angeboten',
  },
  rtt: (ms: number) => `In Ordnung, ${Math.round(ms)} ms`,
  good: {
    stun: 'Ton und Bild können den kürzesten Weg nehmen.',
    udp: 'Geht hinter den meisten Firewalls, mit wenig Verzögerung.',
    tcp: 'Geht, wo UDP gesperrt ist. Das Bild kann stocken, wenn das Netz Pakete verliert.',
    tls: 'Geht auch dort, wo nur verschlüsselter Webverkehr durchkommt.',
  },
  bad: {
    stun: 'Gespräche gehen trotzdem, wenn eines der Relais geht.',
    unreachable: 'Keine Antwort vom Relais: Wahrscheinlich sperrt eine Firewall oder ein Proxy diesen Weg.',
    refused: 'Das Relais hat abgelehnt: Bitte sagen Sie es dem Betreiber dieser Plattform.',
    'no-data': 'Das Relais wurde erreicht, hat aber nichts zwischen zweien seiner Adressen übertragen.',
    'not-offered': 'Diese Plattform hat keinen Server für diesen Weg.',
  },
  bandwidth: 'Bandbreite',
  rate: (bitrate: number) =>
    bitrate >= 1e6
      ? `${(bitrate / 1e6).toFixed(1).replace('.', ',')} Mbit/s`
      : `${Math.round(bitrate / 1e3)} kbit/s`,
  over: {
    udp: 'in jeder Richtung über das Relais (UDP)',
    tcp: 'in jeder Richtung über das Relais (TCP)',
    tls: 'in jeder Richtung über das Relais (TLS)',
  },
  grades: {
    good: 'Genug für ein scharfes Bild.',
    fair: 'Genug für ein kleines Bild: Wählen Sie in den Einstellungen eine niedrigere Qualität.',
    poor: 'Genug für Ton. Schalten Sie die Kamera aus, wenn er stockt.',
  },
  noBandwidth: 'Nicht gemessen: Kein Relais ist nutzbar.',
  failed: {
    unreachable: 'Der Server hat nicht geantwortet. Prüfen Sie Ihr Netz und versuchen Sie es noch einmal.',
    'too-many': 'Zu viele Tests in kurzer Zeit. Versuchen Sie es in einer Minute noch einmal.',
    'not-allowed': 'Vor der Anmeldung dürfen Sie die Verbindung nicht testen.',
  },
};
