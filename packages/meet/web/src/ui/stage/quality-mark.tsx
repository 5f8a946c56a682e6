import type { QualityLevel } from '@stoa/protocol';
import { texts } from '../../texts/index.ts';

const bars: Readonly<Record<QualityLevel, number>> = { poor: 1, fair: 2, good: 3 };

/** How somebody's connection is doing; a good one is not worth the space. */
export function QualityMark({ level }: { readonly level: QualityLevel }) {
  if (level === 'good') return null;
  return (
    <span className={`quality quality--${level}`} role="img" aria-label={texts.stage.quality[level]}>
      {[1, 2, 3].map((bar) => (
        <i key={bar} className={bar <= bars[level] ? 'quality__bar quality__bar--on' : 'quality__bar'} />
      ))}
    </span>
  );
}
