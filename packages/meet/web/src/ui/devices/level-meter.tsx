import { useEffect, useRef } from 'react';
import { watchLevel } from '../../media/index.ts';
import type { DeviceState } from '../../media/index.ts';
import { texts } from '../../texts/index.ts';

/** Steps that are shown: a bar that trembles with every sample would be read out, and seen, as noise. */
const steps = 20;

/** How loud the microphone hears its person, so that they see it works. */
export function LevelMeter({ audio }: { readonly audio: DeviceState }) {
  const t = texts.deviceChoice;
  const bar = useRef<HTMLDivElement>(null);
  const { track, on } = audio;
  useEffect(() => {
    show(bar.current, 0);
    if (track === null) return undefined;
    return watchLevel(track, (level) => show(bar.current, level));
  }, [track]);
  return (
    <div
      ref={bar}
      className="level"
      role="meter"
      aria-label={t.level}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      aria-valuetext={on ? undefined : t.levelMuted}
    />
  );
}

/** Past React: sixteen times a second is no reason to render. */
function show(bar: HTMLElement | null, level: number): void {
  const percent = Math.round(level * steps) * (100 / steps);
  if (bar === null || bar.getAttribute('aria-valuenow') === String(percent)) return;
  bar.setAttribute('aria-valuenow', String(percent));
  bar.style.setProperty('--level', `${percent}%`);
}
