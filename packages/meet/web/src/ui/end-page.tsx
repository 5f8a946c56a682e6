import type { SessionEnd } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { SignInButton } from './access/index.ts';
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

interface EndPageProps {
  readonly end: SessionEnd;
  readonly room: string;
  readonly onRejoin: () => void;
}

export function EndPage({ end, room, onRejoin }: EndPageProps) {
  const proof = end.reason === 'refused' && (end.code?.startsWith('auth-') ?? false);
  return (
    <div className="page">
      <Brand>
        <Pickers />
      </Brand>
      <main className="landing">
        <PageTitle>{t[end.reason]}</PageTitle>
        <p className="lead">{explanation(end)}</p>
        <div className="field-row field-row--centre">
          {proof && <SignInButton room={room} />}
          <button type="button" className={proof ? 'button' : 'button button--primary'} onClick={onRejoin}>
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
