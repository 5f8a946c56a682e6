import { isModerator } from '@stoa/protocol';
import type { SessionState } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';

const t = texts.people;

/** Opens the people panel; for moderators it counts who waits. */
export function PeopleButton({
  state: { view, me },
  open,
  onToggle,
}: {
  readonly state: Pick<SessionState, 'view' | 'me'>;
  readonly open: boolean;
  readonly onToggle: () => void;
}) {
  const role = view.participants.find((person) => person.id === me)?.role;
  const waits = view.participants.filter((person) => person.role === 'waiting').length;
  const waiting = role !== undefined && isModerator(role) ? waits : 0;
  return (
    <IconButton
      icon="people"
      shortcut="people"
      label={waiting > 0 ? t.openWaiting(waiting) : t.open}
      tone={open ? 'open' : 'plain'}
      badge={waiting}
      expanded={open}
      onClick={onToggle}
    />
  );
}
