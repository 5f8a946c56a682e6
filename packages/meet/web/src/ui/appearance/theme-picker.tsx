import { useId } from 'react';
import { ownTheme, themes } from '../../appearance/index.ts';
import type { Theme } from '../../appearance/index.ts';
import { texts } from '../../texts/index.ts';
import { useStore } from '../use-store.ts';

const t = texts.appearance;

/** System, light or dark; takes effect at once. */
export function ThemePicker() {
  const theme = useStore(ownTheme);
  const field = useId();
  return (
    <label className="picker" htmlFor={field}>
      <span className="hidden">{t.theme}</span>
      <select
        id={field}
        className="input"
        value={theme}
        onChange={(event) => ownTheme.set(event.target.value as Theme)}
      >
        {themes.map((one) => (
          <option key={one} value={one}>
            {t.themes[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
