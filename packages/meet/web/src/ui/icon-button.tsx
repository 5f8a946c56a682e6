import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly tone?: 'plain' | 'off' | 'danger' | 'open';
  readonly crossed?: boolean;
  readonly badge?: number;
  /** Id of the panel that the button opens, and whether it is open. */
  readonly expanded?: boolean;
}

/** The label says what a press does, so it changes with the state. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, onClick, tone = 'plain', crossed = false, badge = 0, expanded } = props;
  return (
    <button
      type="button"
      className={`icon-button icon-button--${tone}`}
      aria-label={label}
      aria-expanded={expanded}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} crossed={crossed} />
      {badge > 0 && <span className="icon-button__badge">{badge > 99 ? '99+' : badge}</span>}
    </button>
  );
}
