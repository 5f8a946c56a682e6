import { useId } from 'react';
import { safeStorage } from '../../base/index.ts';
import { language, languageNames, languages, storeLanguage, texts } from '../../texts/index.ts';
import type { Language } from '../../texts/index.ts';

/** Loads the page again in another language; so it stands only on pages outside a call. */
export function LanguagePicker() {
  const field = useId();
  return (
    <label className="picker" htmlFor={field}>
      <span className="hidden">{texts.appearance.language}</span>
      <select
        id={field}
        className="input"
        value={language}
        onChange={(event) => speak(event.target.value as Language)}
      >
        {languages.map((one) => (
          <option key={one} value={one} lang={one}>
            {languageNames[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

function speak(chosen: Language): void {
  storeLanguage(
    safeStorage(() => localStorage),
    chosen,
  );
  const address = new URL(location.href);
  // `?lang=` would win over the choice.
  address.searchParams.delete('lang');
  history.replaceState(null, '', address);
  location.reload();
}
