import { isModerator } from '@stoa/protocol';
import type { ParticipantView } from '@stoa/protocol';
import { useState } from 'react';
import type { SessionState } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { Avatar } from '../avatar.tsx';
import { ConfirmDialog } from '../dialog/index.ts';
import { Panel } from '../panel.tsx';
import type { Desk } from './desk.ts';
import { menuOf } from './menu-of.ts';
import { peopleOf } from './people-of.ts';
import { PersonRow } from './person-row.tsx';
import { RoomSettings } from './room-settings.tsx';

const t = texts.people;

interface PeoplePanelProps {
  readonly desk: Desk;
  readonly state: SessionState;
  readonly onClose: () => void;
}

export function PeoplePanel({ desk, state, onClose }: PeoplePanelProps) {
  const { view, me } = state;
  const { waiting, inside } = peopleOf(view, me);
  const role = inside.find((entry) => entry.own)?.person.role;
  const moderates = role !== undefined && isModerator(role);
  return (
    <Panel title={t.title} closeLabel={t.close} onClose={onClose}>
      <div className="people">
        {moderates && waiting.length > 0 && <Door desk={desk} waiting={waiting} />}
        <section>
          <h3>{t.inside}</h3>
          <ul className="people__list">
            {inside.map((entry) => (
              <PersonRow key={entry.person.id} entry={entry} items={menuOf(role, entry)} desk={desk} />
            ))}
          </ul>
          {moderates && inside.length > 1 && (
            <button type="button" className="button" onClick={() => void desk.ask({ type: 'mute-all' })}>
              {t.muteAll}
            </button>
          )}
        </section>
        {moderates && <RoomSettings role={role} settings={view.settings} desk={desk} />}
      </div>
    </Panel>
  );
}

/** Who knocks: on top, since they cannot do anything themselves. */
function Door({ desk, waiting }: { readonly desk: Desk; readonly waiting: readonly ParticipantView[] }) {
  const [denied, setDenied] = useState<ParticipantView | null>(null);
  return (
    <section className="people__door">
      <h3>{t.waiting}</h3>
      <ul className="people__list">
        {waiting.map((person) => (
          <li key={person.id} className="person">
            <div className="person__line">
              <Avatar name={person.name} />
              <span className="person__name">{person.name}</span>
              <button
                type="button"
                className="button button--primary"
                aria-label={t.admitNamed(person.name)}
                onClick={() => void desk.ask({ type: 'admit', target: person.id })}
              >
                {t.admit}
              </button>
              <button
                type="button"
                className="button"
                aria-label={t.denyNamed(person.name)}
                onClick={() => setDenied(person)}
              >
                {t.deny}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <button type="button" className="button" onClick={() => void desk.admitAll()}>
          {t.admitAll}
        </button>
      )}
      {denied !== null && (
        <ConfirmDialog
          title={t.denyDialog.title(denied.name)}
          text={t.denyDialog.text}
          confirm={t.denyDialog.confirm}
          withMessage
          onConfirm={(message) => void desk.ask({ type: 'deny', target: denied.id, message })}
          onClose={() => setDenied(null)}
        />
      )}
    </section>
  );
}
