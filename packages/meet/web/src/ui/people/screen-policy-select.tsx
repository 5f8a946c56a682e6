import { screenPolicies } from '@stoa/protocol';
import type { ScreenPolicy } from '@stoa/protocol';
import { useId } from 'react';
import { texts } from '../../texts/index.ts';

interface ScreenPolicySelectProps {
  readonly policy: ScreenPolicy;
  readonly onChange: (policy: ScreenPolicy) => void;
}

/** For moderators: who may share a screen. Shows what the room has, not what was wished. */
export function ScreenPolicySelect({ policy, onChange }: ScreenPolicySelectProps) {
  const t = texts.stage;
  const id = useId();
  return (
    <label className="field" htmlFor={id}>
      {t.policy}
      <select
        id={id}
        className="input"
        value={policy}
        onChange={({ target }) => {
          const chosen = screenPolicies.find((one) => one === target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {screenPolicies.map((one) => (
          <option key={one} value={one}>
            {t.policies[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
