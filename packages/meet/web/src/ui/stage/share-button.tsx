import { mayShare } from '@stoa/protocol';
import type { ParticipantView, ScreenPolicy } from '@stoa/protocol';
import type { Call } from '../../call/index.ts';
import type { SessionState } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { useStore } from '../use-store.ts';

export type ShareAction = 'share' | 'stop' | 'ask' | 'withdraw';

/** What a press of the button does; null: there is nothing that it could do. Pure. */
export function shareAction(
  policy: ScreenPolicy | undefined,
  person: Pick<ParticipantView, 'role' | 'screen'>,
  captures: boolean,
): ShareAction | null {
  if (captures || person.screen === 'sharing') return 'stop';
  if (mayShare(policy, person)) return 'share';
  if (person.screen === 'asked') return 'withdraw';
  return policy === 'approval' ? 'ask' : null;
}

interface ShareButtonProps {
  readonly call: Call;
  readonly state: SessionState;
}

/** Not there where the browser cannot capture a screen, or only moderators may. */
export function ShareButton({ call, state }: ShareButtonProps) {
  const captured = useStore(call.screen.local.state);
  const { busy } = useStore(call.screen.state);
  const { view, me } = state;
  const person = view.participants.find(({ id }) => id === me);
  const action = person && shareAction(view.settings.screenShare, person, captured !== null);
  if (!call.screen.local.supported || !person || !action) return null;
  const ends = action === 'stop' || action === 'withdraw';
  return (
    <IconButton
      icon="screen"
      shortcut="screen"
      label={texts.stage.share[action]}
      tone={ends ? 'open' : 'plain'}
      badge={person.screen === 'allowed' ? 1 : 0}
      onClick={() => {
        if (ends) call.screen.stop();
        else if (!busy) void call.screen.start();
      }}
    />
  );
}
