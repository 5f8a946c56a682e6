import { LanguagePicker } from './language-picker.tsx';
import { ThemePicker } from './theme-picker.tsx';

/** For the pages outside a call. */
export function Pickers() {
  return (
    <div className="pickers">
      <ThemePicker />
      <LanguagePicker />
    </div>
  );
}
