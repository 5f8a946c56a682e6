import { useId, useRef, useState } from 'react';
import { texts } from '../../texts/index.ts';
import { Avatar } from '../avatar.tsx';
import { ConfirmDialog } from '../dialog/index.ts';
import { IconButton } from '../icon-button.tsx';
import { Icon } from '../icons.tsx';
import type { IconName } from '../icons.tsx';
import type { Desk } from './desk.ts';
import { requestOf } from './menu-of.ts';
import type { MenuItem } from './menu-of.ts';
import type { PersonEntry } from './people-of.ts';

const t = texts.people;

interface PersonRowProps {
  readonly entry: PersonEntry;
  /** What may be done to this person; empty: no menu. */
  readonly items: readonly MenuItem[];
  readonly desk: Desk;
}

export function PersonRow({ entry, items, desk }: PersonRowProps) {
  const { person, own, hand } = entry;
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLDivElement>(null);
  const shown = open && items.length > 0;
  function close(): void {
    setOpen(false);
    opener.current?.querySelector('button')?.focus();
  }
  return (
    <li
      className="person"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !shown) return;
        // The menu first, the panel the next time.
        event.stopPropagation();
        close();
      }}
    >
      <div className="person__line">
        <Avatar name={person.name} />
        <span className="person__name">
          {own ? texts.call.you(person.name) : person.name}
          {(person.role === 'host' || person.role === 'cohost') && (
            <span className="person__role">{t.roles[person.role]}</span>
          )}
          {!person.connected && <span className="person__away">{t.away}</span>}
        </span>
        {hand !== null && <Hand place={hand} />}
        <Mark icon="microphone" on={person.audio} label={person.audio ? t.microphoneOn : t.microphoneOff} />
        <Mark icon="camera" on={person.video} label={person.video ? t.cameraOn : t.cameraOff} />
        <div className="person__more" ref={opener}>
          {items.length > 0 && (
            <IconButton
              icon="more"
              label={t.actions(person.name)}
              expanded={shown}
              onClick={() => setOpen(!open)}
            />
          )}
        </div>
      </div>
      {shown && <Menu entry={entry} items={items} desk={desk} onDone={close} />}
    </li>
  );
}

/** Items that ask before they do it. */
const asked = { kick: t.kickDialog, 'make-host': t.hostDialog } as const;

function Menu({ entry, items, desk, onDone }: PersonRowProps & { readonly onDone: () => void }) {
  const { id, name } = entry.person;
  const [asking, setAsking] = useState<keyof typeof asked | null>(null);
  const heading = useId();
  const act = (item: MenuItem, message?: string) => {
    onDone();
    void desk.ask(requestOf(item, id, message));
  };
  return (
    <div className="person__menu" role="group" aria-labelledby={heading}>
      <span className="hidden" id={heading}>
        {t.actions(name)}
      </span>
      {items.map((item) => (
        <button
          key={item}
          type="button"
          className="person__item"
          onClick={() => (item === 'kick' || item === 'make-host' ? setAsking(item) : act(item))}
        >
          {t.menu[item]}
        </button>
      ))}
      {asking !== null && (
        <ConfirmDialog
          title={asked[asking].title(name)}
          text={asked[asking].text}
          confirm={asked[asking].confirm}
          withMessage={asking === 'kick'}
          onConfirm={(message) => act(asking, message)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function Hand({ place }: { readonly place: number }) {
  return (
    <span className="person__hand" role="img" aria-label={t.hand(place)}>
      <Icon name="hand" />
      {place}
    </span>
  );
}

function Mark({
  icon,
  on,
  label,
}: {
  readonly icon: IconName;
  readonly on: boolean;
  readonly label: string;
}) {
  return (
    <span className={on ? 'person__mark' : 'person__mark person__mark--off'} role="img" aria-label={label}>
      <Icon name={icon} crossed={!on} />
    </span>
  );
}
