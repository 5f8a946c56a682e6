import type { SessionState } from '../session/index.ts';
import { texts } from '../texts/index.ts';

const t = texts.banner;

/** What everyone in the call should know now; null when all is well. Pure. */
export function bannerText({ phase, attempt, logOk }: SessionState): string | null {
  if (phase === 'reconnecting') return t.reconnecting;
  if (phase === 'connecting') return attempt > 1 ? t.unreachable : t.joining;
  return logOk ? null : t.logAway;
}

interface BannerProps {
  readonly state: SessionState;
  readonly soundBlocked: boolean;
  readonly onSound: () => void;
}

/** Lies above the tiles and never replaces them. Always present, so that screen readers hear its changes. */
export function Banner({ state, soundBlocked, onSound }: BannerProps) {
  const text = bannerText(state);
  return (
    <div className="banners">
      <div role="status">{text !== null && <p className="banner">{text}</p>}</div>
      {soundBlocked && (
        <p className="banner">
          {t.soundBlocked}
          <button type="button" className="button" onClick={onSound}>
            {t.soundOn}
          </button>
        </p>
      )}
    </div>
  );
}
