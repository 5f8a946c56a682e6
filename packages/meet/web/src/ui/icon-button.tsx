import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';
import { keysOf } from './shortcuts/table.ts';
import type { ShortcutAction } from './shortcuts/table.ts';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly tone?: 'plain' | 'off' | 'danger' | 'open';
  readonly crossed?: boolean;
  readonly badge?: number;
  /** Id of the panel that the button opens, and whether it is open. */
  readonly expanded?: boolean;
  /** What it opens over the page. */
  readonly popup?: 'dialog';
  /** The key that presses it. */
  readonly shortcut?: ShortcutAction;
}

/** The label says what a press does, so it changes with the state. */
export function IconButton(props: IconButtonProps) {
  const {
    icon,
    label,
    onClick,
    tone = 'plain',
    crossed = false,
    badge = 0,
    expanded,
    popup,
    shortcut,
  } = props;
  const keys = shortcut === undefined ? undefined : keysOf(shortcut);
  return (
    <button
      type="button"
      className={`icon-button icon-button--${tone}`}
      aria-label={label}
      aria-expanded={expanded}
      aria-haspopup={popup}
      aria-keyshortcuts={keys}
      data-shortcut={shortcut}
      title={keys === undefined ? label : `${label} (${keys})`}
      onClick={onClick}
    >
      <Icon name={icon} crossed={crossed} />
      {badge > 0 && <span className="icon-button__badge">{badge > 99 ? '99+' : badge}</span>}
    </button>
  );
}
