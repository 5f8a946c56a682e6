import { texts } from '../texts/index.ts';
import { Brand } from './brand.tsx';
import { PageTitle } from './page-title.tsx';

const t = texts.waiting;

/** For somebody who knocked: nothing of the room is known here until a moderator opens. */
export function WaitingPage({ room, onLeave }: { readonly room: string; readonly onLeave: () => void }) {
  return (
    <div className="page">
      <Brand />
      <main className="landing">
        <PageTitle>{t.title}</PageTitle>
        <p className="lead">{t.text(room)}</p>
        <div className="field-row field-row--centre">
          <button type="button" className="button" onClick={onLeave}>
            {t.leave}
          </button>
        </div>
      </main>
    </div>
  );
}
