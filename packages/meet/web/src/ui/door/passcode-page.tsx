import { limits } from '@stoa/protocol';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import type { SessionEnd } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { Brand } from '../brand.tsx';

const t = texts.room.door;

/** Was somebody refused for want of the right passcode? Pure. */
export function asksForPasscode({ reason, code }: SessionEnd): boolean {
  return reason === 'refused' && (code === 'passcode-required' || code === 'passcode-wrong');
}

interface PasscodePageProps {
  readonly room: string;
  readonly end: SessionEnd;
  readonly onPasscode: (passcode: string) => void;
}

/** Between lobby and call, in a room that asks for a passcode. */
export function PasscodePage({ room, end, onPasscode }: PasscodePageProps) {
  const [typed, setTyped] = useState('');
  const field = useId();
  const wrong = end.code === 'passcode-wrong';

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (typed !== '') onPasscode(typed);
  }

  return (
    <div className="page">
      <Brand />
      <main className="landing">
        <h1>{t.title}</h1>
        <p className="lead">{t.text(room)}</p>
        <form className="door" onSubmit={submit}>
          <label className="field" htmlFor={field}>
            {t.label}
            <input
              id={field}
              className="input"
              type="password"
              value={typed}
              maxLength={limits.passcodeLength}
              autoComplete="off"
              // The one thing to do on this page.
              autoFocus
              aria-invalid={wrong}
              aria-describedby={wrong ? `${field}-wrong` : undefined}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          {wrong && (
            <p className="hint hint--error" role="alert" id={`${field}-wrong`}>
              {t.wrong}
            </p>
          )}
          <button type="submit" className="button button--primary" disabled={typed === ''}>
            {t.join}
          </button>
        </form>
      </main>
    </div>
  );
}
