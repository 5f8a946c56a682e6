import { admitted, successor } from '@stoa/protocol';
import type { ParticipantView } from '@stoa/protocol';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import type { SessionState } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { Dialog } from '../dialog/index.ts';
import { IconButton } from '../icon-button.tsx';
import type { Desk } from '../people/index.ts';

const t = texts.room.leaving;

interface LeaveButtonProps {
  readonly state: Pick<SessionState, 'view' | 'me'>;
  readonly desk: Desk;
  readonly onLeave: () => void;
}

/** Leaves at once, but asks a host who is not alone who comes after them. */
export function LeaveButton({ state, desk, onLeave }: LeaveButtonProps) {
  const [asking, setAsking] = useState(false);
  const { view, me } = state;
  const own = view.participants.find((person) => person.id === me);
  const others = admitted(view.participants).filter((person) => person.id !== me);
  const asks = own?.role === 'host' && others.length > 0;
  return (
    <>
      <IconButton
        icon="leave"
        shortcut="leave"
        label={texts.call.leave}
        tone="danger"
        onClick={() => (asks ? setAsking(true) : onLeave())}
      />
      {asking && asks && (
        <LeaveDialog others={others} desk={desk} onLeave={onLeave} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

interface LeaveDialogProps extends Pick<LeaveButtonProps, 'desk' | 'onLeave'> {
  readonly others: readonly ParticipantView[];
  readonly onClose: () => void;
}

function LeaveDialog({ others, desk, onLeave, onClose }: LeaveDialogProps) {
  const usual = successor(others)?.id ?? '';
  const [chosen, setChosen] = useState<string | null>(null);
  const field = useId();
  // Whoever was chosen may have left meanwhile.
  const next = others.some((person) => person.id === chosen) ? chosen : usual;

  async function leave(event: FormEvent): Promise<void> {
    event.preventDefault();
    // The rules of the room choose the usual one by themselves.
    const given = next === usual || (await desk.ask({ type: 'set-role', target: next ?? '', role: 'host' }));
    if (given) onLeave();
  }

  return (
    <Dialog title={t.title} onClose={onClose}>
      <form className="dialog__form" onSubmit={(event) => void leave(event)}>
        <p>{t.text}</p>
        <label className="field" htmlFor={field}>
          {t.next}
          <select
            id={field}
            className="input"
            value={next ?? ''}
            onChange={(event) => setChosen(event.target.value)}
          >
            {others.map((person) => (
              <option key={person.id} value={person.id} disabled={!person.connected && person.id !== usual}>
                {person.name}
              </option>
            ))}
          </select>
        </label>
        <div className="dialog__buttons">
          <button type="button" className="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void desk.ask({ type: 'end-room' }).then((done) => (done ? onLeave() : undefined))}
          >
            {t.end}
          </button>
          <button type="submit" className="button button--danger">
            {t.leave}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
