import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { randomRoomName } from '../base/index.ts';
import { texts } from '../texts/index.ts';
import { Pickers } from './appearance/index.ts';
import { Brand } from './brand.tsx';
import { normaliseRoom } from './route.ts';

export function LandingPage({
  badRoom,
  onRoom,
}: {
  readonly badRoom: boolean;
  readonly onRoom: (room: string) => void;
}) {
  const t = texts.landing;
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState(badRoom);
  const field = useId();

  function go(event: FormEvent): void {
    event.preventDefault();
    const room = normaliseRoom(typed);
    if (room === null) setRefused(true);
    else onRoom(room);
  }

  return (
    <div className="page">
      <Brand>
        <Pickers />
      </Brand>
      <main className="landing">
        <h1>{t.title}</h1>
        <p className="lead">{t.lead}</p>
        <button
          type="button"
          className="button button--primary button--large"
          onClick={() => onRoom(randomRoomName())}
        >
          {t.start}
        </button>
        <form className="landing__known" onSubmit={go} noValidate>
          <label htmlFor={field}>{t.or}</label>
          <div className="field-row">
            <input
              id={field}
              className="input"
              value={typed}
              placeholder={t.roomLabel}
              aria-invalid={refused}
              aria-describedby={`${field}-hint`}
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              onChange={(event) => {
                setTyped(event.target.value);
                setRefused(false);
              }}
            />
            <button type="submit" className="button">
              {t.go}
            </button>
          </div>
          <p id={`${field}-hint`} className={refused ? 'hint hint--error' : 'hint'} role="status">
            {refused ? t.badRoom : t.roomHint}
          </p>
        </form>
      </main>
    </div>
  );
}
