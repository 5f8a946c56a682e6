import { useState } from 'react';
import type { Call } from '../call/index.ts';
import type { LocalMediaState } from '../media/index.ts';
import type { SessionState } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { DeviceButtons } from './device-buttons.tsx';
import { CallProblems } from './device-problems.tsx';
import { DeviceNotices } from './devices/index.ts';
import { HandButton, ReactionButton } from './hands/index.ts';
import { IconButton } from './icon-button.tsx';
import { LeaveButton } from './leave/index.ts';
import { PeopleButton } from './people/index.ts';
import type { Desk } from './people/index.ts';
import { SettingsButton } from './settings/index.ts';
import { ShareButton } from './stage/index.ts';

const t = texts.call;

/** What can stand beside the stage; one at a time. */
export type PanelName = 'chat' | 'people' | 'details';

interface CallBarProps {
  readonly call: Call;
  readonly state: SessionState;
  readonly local: LocalMediaState;
  readonly desk: Desk;
  readonly panel: PanelName | null;
  readonly onPanel: (panel: PanelName) => void;
}

/** Everything that is pressed in a call, and what is wrong with the own devices. */
export function CallBar({ call, state, local, desk, panel, onPanel }: CallBarProps) {
  const unread = useUnread(state, panel === 'chat');
  return (
    <footer className="bar">
      <CallProblems state={local} />
      <DeviceNotices local={call.local} state={local} />
      <div className="bar__buttons" role="group" aria-label={t.controls}>
        <DeviceButtons local={call.local} state={local} menus />
        <ShareButton call={call} state={state} />
        <HandButton
          raised={state.me !== null && state.view.hands.includes(state.me)}
          onChange={(raised) => void desk.ask({ type: 'hand', raised })}
        />
        <ReactionButton onReact={(reaction) => void desk.react(reaction)} />
        <PeopleButton state={state} open={panel === 'people'} onToggle={() => onPanel('people')} />
        <IconButton
          icon="chat"
          shortcut="chat"
          label={unread > 0 ? t.unread(unread) : t.chat}
          tone={panel === 'chat' ? 'open' : 'plain'}
          badge={unread}
          expanded={panel === 'chat'}
          onClick={() => onPanel('chat')}
        />
        <IconButton
          icon="signal"
          shortcut="details"
          label={t.details}
          tone={panel === 'details' ? 'open' : 'plain'}
          expanded={panel === 'details'}
          onClick={() => onPanel('details')}
        />
        <SettingsButton local={call.local} inCall />
        <LeaveButton state={state} desk={desk} onLeave={() => void call.leave()} />
      </div>
    </footer>
  );
}

/** Messages of others that came while the chat was closed. */
function useUnread({ view, me }: SessionState, open: boolean): number {
  const [read, setRead] = useState(0);
  const received = view.chat.filter((message) => message.participant !== me).length;
  // A deleted message counts no longer, or the next new one would not.
  if (open ? read !== received : read > received) setRead(received);
  return open ? 0 : Math.max(0, received - read);
}
