import { cleanName, limits } from '@stoa/protocol';
import { useId, useState } from 'react';
import { safeStorage } from '../../base/index.ts';
import { texts } from '../../texts/index.ts';
import { rememberName, rememberedName } from '../preferences.ts';

const t = texts.settings;
const storage = safeStorage(() => localStorage);

/** The name for the next call: nobody changes who they are in the middle of one. */
export function NameField() {
  const [typed, setTyped] = useState(() => rememberedName(storage));
  const field = useId();
  return (
    <div className="field">
      <label htmlFor={field}>{t.name}</label>
      <input
        id={field}
        className="input"
        value={typed}
        maxLength={limits.nameLength}
        autoComplete="name"
        aria-describedby={`${field}-hint`}
        onChange={({ target }) => {
          setTyped(target.value);
          if (cleanName(target.value) !== '') rememberName(storage, cleanName(target.value));
        }}
      />
      <p id={`${field}-hint`} className="hint">
        {t.nameHint}
      </p>
    </div>
  );
}
