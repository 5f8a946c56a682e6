import type { Texts } from '../en/index.ts';

export const problems: Texts['problems'] = {
  audio: {
    denied: 'Der Browser sperrt das Mikrofon. Erlauben Sie es in der Adressleiste.',
    missing: 'Es wurde kein Mikrofon gefunden.',
    busy: 'Ein anderes Programm benutzt das Mikrofon. Schließen Sie es und versuchen Sie es erneut.',
    insecure: 'Mikrofone funktionieren nur über HTTPS.',
    unplugged: 'Das Mikrofon wurde getrennt.',
    unknown: 'Das Mikrofon ließ sich nicht starten.',
  },
  video: {
    denied: 'Der Browser sperrt die Kamera. Erlauben Sie sie in der Adressleiste.',
    missing: 'Es wurde keine Kamera gefunden.',
    busy: 'Ein anderes Programm benutzt die Kamera. Schließen Sie es und versuchen Sie es erneut.',
    insecure: 'Kameras funktionieren nur über HTTPS.',
    unplugged: 'Die Kamera wurde getrennt.',
    unknown: 'Die Kamera ließ sich nicht starten.',
  },
  both: {
    denied: 'Der Browser sperrt Mikrofon und Kamera. Erlauben Sie beide in der Adressleiste.',
    missing: 'Es wurden weder Mikrofon noch Kamera gefunden.',
    busy: 'Andere Programme benutzen Mikrofon und Kamera. Schließen Sie sie und versuchen Sie es erneut.',
    insecure: 'Mikrofon und Kamera funktionieren nur über HTTPS.',
    unplugged: 'Mikrofon und Kamera wurden getrennt.',
    unknown: 'Mikrofon und Kamera ließen sich nicht starten.',
  },
  allTheSame: 'Sie können trotzdem beitreten.',
  dismiss: 'Diese Meldung schließen',
};
