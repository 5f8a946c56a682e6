import type { LocalMedia } from '../../media/index.ts';

type Microphone = Pick<LocalMedia, 'state' | 'set'>;

export interface PushToTalk {
  /** The key went down; nothing happens while the microphone is on anyway. */
  hold(): void;
  /** The key went up, or the page is no longer looked at. */
  release(): void;
  readonly held: () => boolean;
}

/** A muted microphone that is on while a key is held. */
export function createPushToTalk(local: Microphone): PushToTalk {
  let held = false;
  async function talk(): Promise<void> {
    await local.set('audio', true);
    // The first time the browser may have asked for longer than the key was held.
    if (!held) await local.set('audio', false);
  }
  return {
    held: () => held,
    hold() {
      if (held || local.state.get().audio.on) return;
      held = true;
      void talk();
    },
    release() {
      if (!held) return;
      held = false;
      if (local.state.get().audio.on) void local.set('audio', false);
    },
  };
}
