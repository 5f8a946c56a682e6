import { safeStorage } from '../base/index.ts';
import type { Call } from '../call/index.ts';
import type { LocalMedia } from '../media/index.ts';
import { keepToken, takeToken } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { rememberDevices } from './preferences.ts';

const tabStorage = safeStorage(() => sessionStorage);

/** Tells browser tabs apart. @returns how to end that */
export function titlePage(room: string): () => void {
  document.title = texts.roomTitle(room);
  return () => {
    document.title = texts.product;
  };
}

/** Keeps the place in the room over a reload, and tries again at once when the network or the page is back. */
export function followPage(room: string, call: Call | null): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const nudge = () => call?.session.nudge();
  addEventListener('pagehide', () => keepToken(tabStorage, room, call?.session.resumeToken ?? null), {
    signal,
  });
  addEventListener('pageshow', () => void takeToken(tabStorage, room), { signal });
  addEventListener('online', nudge, { signal });
  document.addEventListener('visibilitychange', nudge, { signal });
  return () => ending.abort();
}

/** Only what the person chose: a device that broke is wanted again next time, a closed call changes nothing. */
export function rememberDevicesOf(local: LocalMedia): () => void {
  return local.state.subscribe(() => {
    const { audio, video, opening, closed } = local.state.get();
    if (opening || closed) return;
    rememberDevices(tabStorage, {
      audio: audio.on || audio.problem !== null,
      video: video.on || video.problem !== null,
    });
  });
}
