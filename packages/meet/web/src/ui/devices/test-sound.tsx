import { useState } from 'react';
import { setSpeaker } from '../../media/index.ts';
import { ownSettings } from '../../settings/index.ts';
import { texts } from '../../texts/index.ts';
import { testSoundWave } from './test-sound-wave.ts';

type State = 'idle' | 'playing' | 'failed';

/** @returns whether the whole sound was played on the chosen speaker */
async function play(): Promise<boolean> {
  const url = URL.createObjectURL(new Blob([testSoundWave()], { type: 'audio/wav' }));
  try {
    const sound = new Audio(url);
    const over = new Promise<boolean>((resolve) => {
      sound.addEventListener('ended', () => resolve(true));
      sound.addEventListener('error', () => resolve(false));
    });
    if (!(await setSpeaker(sound, ownSettings.get().speaker))) return false;
    await sound.play();
    return await over;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

export function TestSound() {
  const t = texts.deviceChoice;
  const [state, setState] = useState<State>('idle');

  async function press(): Promise<void> {
    if (state === 'playing') return;
    setState('playing');
    setState((await play()) ? 'idle' : 'failed');
  }

  return (
    <div className="choice">
      <button type="button" className="button" onClick={() => void press()}>
        {state === 'playing' ? t.playing : t.testSound}
      </button>
      <p className="hint hint--error" role="status">
        {state === 'failed' ? t.soundFailed : ''}
      </p>
    </div>
  );
}
