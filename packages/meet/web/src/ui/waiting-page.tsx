import { texts } from '../texts/index.ts';
import { Brand } from './brand.tsx';

const t = texts.waiting;

/** For somebody who knocked: nothing of the room is known here until a moderator opens. */
export function WaitingPage({ room, onLeave }: { readonly room: string; readonly onLeave: () => void }) {
  return (
    <div className="page">
      <Brand />
      <main className="landing" role="status">
        <h1>{t.title}</h1>
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
