import { useEffect } from 'react';
import type { LocalMedia } from '../../media/index.ts';
import { shortcutsOn } from './choice.ts';
import { keysAreTaken, pressByKey } from './press.ts';
import { createPushToTalk } from './push-to-talk.ts';
import type { PushToTalk } from './push-to-talk.ts';

/** Keys for the call while this is mounted. */
export function useShortcuts(local: LocalMedia): void {
  useEffect(() => {
    const ending = new AbortController();
    const talk = createPushToTalk(local);
    listen(talk, ending.signal);
    return () => {
      talk.release();
      ending.abort();
    };
  }, [local]);
}

/** Space on one of these presses it. */
const pressable = 'button, a, summary, [role="button"]';

function listen(talk: PushToTalk, signal: AbortSignal): void {
  // A button that was clicked keeps the focus, but only who came to it by Tab wants to press it by Space.
  let cameByTab = true;
  const presses = ({ target }: Event) =>
    cameByTab && target instanceof Element && target.closest(pressable) !== null;
  const down = (event: KeyboardEvent) => {
    if (event.key === 'Tab') cameByTab = true;
    if (!shortcutsOn.get()) return;
    if (event.key !== ' ') return pressByKey(event);
    if (presses(event) || keysAreTaken(event)) return;
    event.preventDefault();
    talk.hold();
  };
  const up = (event: KeyboardEvent) => {
    if (event.key !== ' ' || !talk.held()) return;
    // Firefox presses a button when the key goes up.
    event.preventDefault();
    talk.release();
  };
  addEventListener('pointerdown', () => (cameByTab = false), { signal });
  addEventListener('keydown', down, { signal });
  addEventListener('keyup', up, { signal });
  addEventListener('blur', () => talk.release(), { signal });
}
