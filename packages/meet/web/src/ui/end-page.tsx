import type { SessionEnd } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { Pickers } from './appearance/index.ts';
import { Brand } from './brand.tsx';
import { PageTitle } from './page-title.tsx';

const t = texts.end;

function explanation({ reason, code }: SessionEnd): string {
  if (reason === 'left') return t.leftText;
  if (reason === 'replaced') return t.replacedText;
  if (reason === 'ended') return t.endedText;
  // What a moderator wrote, or the server's own words.
  if (reason === 'kicked' || reason === 'denied') return code ?? '';
  if (code === 'room-locked') return texts.room.door.locked;
  const known: Readonly<Record<string, unknown>> = t.codes;
  const text = code !== null && code !== 'other' && Object.hasOwn(known, code) ? known[code] : undefined;
  return typeof text === 'string' ? text : t.codes.other(code ?? '');
}

export function EndPage({ end, onRejoin }: { readonly end: SessionEnd; readonly onRejoin: () => void }) {
  return (
    <div className="page">
      <Brand>
        <Pickers />
      </Brand>
      <main className="landing">
        <PageTitle>{t[end.reason]}</PageTitle>
        <p className="lead">{explanation(end)}</p>
        <div className="field-row field-row--centre">
          <button type="button" className="button button--primary" onClick={onRejoin}>
            {end.reason === 'refused' ? texts.room.door.again : t.rejoin}
          </button>
          <a className="button" href="/">
            {t.home}
          </a>
        </div>
      </main>
    </div>
  );
}
