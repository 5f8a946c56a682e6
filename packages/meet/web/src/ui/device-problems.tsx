import { useState } from 'react';
import type { LocalMediaState } from '../media/index.ts';
import { texts } from '../texts/index.ts';
import { IconButton } from './icon-button.tsx';

const t = texts.problems;

/** Why devices do not work, in as few sentences as possible. Pure. */
export function problemTexts({ audio, video }: Pick<LocalMediaState, 'audio' | 'video'>): readonly string[] {
  if (audio.problem !== null && audio.problem === video.problem) return [t.both[audio.problem]];
  return [
    ...(audio.problem === null ? [] : [t.audio[audio.problem]]),
    ...(video.problem === null ? [] : [t.video[video.problem]]),
  ];
}

/** In the lobby: stays until the devices work, and says that one can join without. */
export function LobbyProblems({ state }: { readonly state: LocalMediaState }) {
  const problems = problemTexts(state);
  if (problems.length === 0) return null;
  return (
    <p className="problems" role="status">
      {[...problems, t.allTheSame].join(' ')}
    </p>
  );
}

/** In the call: can be put away; something new to say brings it back. */
export function CallProblems({ state }: { readonly state: LocalMediaState }) {
  const [dismissed, setDismissed] = useState('');
  const text = problemTexts(state).join(' ');
  if (text === '' || text === dismissed) return null;
  return (
    <div className="problems problems--call" role="status">
      <p>{text}</p>
      <IconButton icon="close" label={t.dismiss} onClick={() => setDismissed(text)} />
    </div>
  );
}
