import type { Call } from '../../call/index.ts';
import type { SessionState } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { useStore } from '../use-store.ts';
import { requestsOf } from './screens-of.ts';

interface ScreenNoticesProps {
  readonly call: Call;
  readonly state: SessionState;
}

/** Above the tiles: who asks to share, for moderators, and why one's own share ended. */
export function ScreenNotices({ call, state }: ScreenNoticesProps) {
  const t = texts.stage;
  const { problem } = useStore(call.screen.state);
  const send = (type: 'screen-allow' | 'screen-deny', target: string) => {
    // A refusal means that somebody else was quicker; the room says what came of it.
    call.session.request({ type, target }).catch(() => undefined);
  };
  return (
    <div className="banners banners--screen" role="status">
      {problem !== null && (
        <p className="banner">
          {t.problems[problem]}
          <button type="button" className="button" onClick={() => call.screen.dismiss()}>
            {t.dismiss}
          </button>
        </p>
      )}
      {requestsOf(state).map(({ id, name }) => (
        <p key={id} className="banner">
          {t.asks(name)}
          <button type="button" className="button" onClick={() => send('screen-allow', id)}>
            {t.allow(name)}
          </button>
          <button type="button" className="button" onClick={() => send('screen-deny', id)}>
            {t.deny(name)}
          </button>
        </p>
      ))}
    </div>
  );
}
